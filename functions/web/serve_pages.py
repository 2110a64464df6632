"""Invoked by the HTTP API: answers the requests of people's browsers."""

from typing import Any

from pydantic import PositiveInt

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.front import origin_check
from claimtrail.bootstrap.web import WebResources
from claimtrail.web.serve import application
from claimtrail.web.way_in import REFUSED, entered


class Environment(environment.Environment):
    """The claims, their files, the tickets, the sessions, and the way to the trail."""

    stage: environment.Name
    organization_id: environment.Name
    claim_table: environment.Name
    operations_table: environment.Name
    ticket_table: environment.Name
    archive_bucket: environment.Name
    audit_bucket: environment.Name
    quarantine_bucket: environment.Name
    inbox_bucket: environment.Name
    attachments_bucket: environment.Name
    rules_four_eyes: bool
    event_bus: environment.Name
    ingest_queue_url: environment.QueueUrl
    exports_bucket: environment.Name
    audit_queue_url: environment.QueueUrl
    export_queue_url: environment.QueueUrl
    claim_key_secret_arn: environment.Arn
    sign_in: environment.Name
    sign_in_secret_arn: environment.Name
    scim_secret_arn: environment.Name
    user_pool: environment.Name
    write_off_limits: environment.Name
    glass_days: PositiveInt
    glass_minutes: PositiveInt
    origin_secret_arn: environment.Name
    """Or the word that says that the stage has no front."""


@observed()
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the answer to one request."""
    given = Environment.from_env()
    came = entered(event, origin_check(given.origin_secret_arn))
    if came is None:
        return dict(REFUSED)
    names = WebResources(**given.model_dump(exclude={"origin_secret_arn"}))
    return application(names).answer(came, context)
