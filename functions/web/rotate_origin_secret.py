"""Gives CloudFront another secret by which requests show that they came through it.

Secrets Manager's call for one step of a rotation: `Step`, `ClientRequestToken`.
"""

from typing import Any

from claimtrail.access.front.log_events import FrontLogEvent
from claimtrail.access.front.origin import ORIGIN_HEADER
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.front import origin_rotation


class Environment(environment.Environment):
    """The secret, and the distribution that sends it."""

    origin_secret_arn: environment.Arn
    distribution_id: environment.Name


@observed()
def handler(event: dict[str, Any], _context: object) -> None:
    """Take one step; a rotation that fails leaves what was accepted before."""
    given = Environment.from_env()
    rotation = origin_rotation(
        secret_arn=given.origin_secret_arn, distribution_id=given.distribution_id
    )
    step = str(event["Step"])
    rotation.run(step, str(event["ClientRequestToken"]), header=ORIGIN_HEADER)
    note(FrontLogEvent.ORIGIN_SECRET_STEP, step=step)
