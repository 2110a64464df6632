"""Reads one range of an archived file: whole sets, or a chunk of a large one.

Messages of the Ingest queue: ranges of archived files.
"""

from dataclasses import asdict, replace
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off_in_time
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.bootstrap.intake.ingest import ingest_dependencies
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.intake.model.messages import parse_ingest
from claimtrail.kernel.deadline import Turn
from claimtrail.x12 import prepare

prepare()
"""Once a sandbox, so that its first file does not wait for it."""


class Environment(environment.Environment):
    """Files, claims, the trail, the bus, and the secret that keys claim ids."""

    organization_id: environment.Name
    claim_table: environment.Name
    archive_bucket: environment.Name
    outbox_bucket: environment.Name
    ingest_queue_url: environment.QueueUrl
    audit_queue_url: environment.QueueUrl
    event_bus: environment.Name
    claim_key_secret_arn: environment.Arn
    code_version: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Read each message's range; a failed message alone is redelivered."""
    deps = ingest_dependencies(**Environment.from_env().model_dump())

    def ingest(body: str, turn: Turn) -> None:
        message = parse_ingest(body)
        annotate(file_id=message.file_id)
        ingested = ingest_range(message, deps=replace(deps, turn=turn))
        note(IntakeLogEvent.SETS_INGESTED, ingested.set_count, **asdict(ingested))
        if ingested.rejected_set_count:
            note(
                IntakeLogEvent.SETS_REJECTED,
                ingested.rejected_set_count,
                file_id=ingested.file_id,
                partner_id=ingested.partner_id,
            )

    return work_off_in_time(event, context, take=ingest)
