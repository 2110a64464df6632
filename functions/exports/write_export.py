"""Writes exports: lists as CSV or PDF, each for the person who asked.

Messages of the Export queue: the ids of a person and an export. A run that does not end in time
sends the message for the next one.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off_counted
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.exports.writer import export_writer
from claimtrail.bootstrap.web import WebResources
from claimtrail.exports.log_events import ExportLogEvent
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import ATTEMPTS, ExportState
from claimtrail.kernel.deadline import deadline_of
from claimtrail.web.exports.listings import page_lists


class Environment(environment.Environment):
    """The stores that lists are read from, the bucket of the files, the trail, and the queue."""

    stage: environment.Name
    organization_id: environment.Name
    claim_table: environment.Name
    operations_table: environment.Name
    ticket_table: environment.Name
    archive_bucket: environment.Name
    audit_bucket: environment.Name
    exports_bucket: environment.Name
    audit_queue_url: environment.QueueUrl
    export_queue_url: environment.QueueUrl
    claim_key_secret_arn: environment.Arn


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Do a run of each message's export; a failed message alone is redelivered."""
    given = Environment.from_env()
    writer = export_writer(
        operations_table=given.operations_table,
        exports_bucket=given.exports_bucket,
        export_queue_url=given.export_queue_url,
        audit_queue_url=given.audit_queue_url,
        source_of=page_lists(WebResources(**given.model_dump())),
    )
    deadline = deadline_of(context)

    def write(body: str, receives: int) -> None:
        message = ExportMessage.model_validate_json(body)
        export = writer.write(message, deadline=deadline, is_last_attempt=receives >= ATTEMPTS)
        if export is None:
            return
        fields = {
            "export_id": export.export_id,
            "state": export.state.value,
            "row_count": export.rows_written,
            "run": export.run,
        }
        note(ExportLogEvent.EXPORT_WORKED_ON, **fields)
        if export.state is ExportState.FAILED:
            code = export.failure.code if export.failure else ""
            note_failure(ExportLogEvent.EXPORT_FAILED, export_id=export.export_id, code=code)

    return work_off_counted(event, context, take=write)
