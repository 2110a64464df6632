"""The function that writes the exports that people ask for."""

from claimtrail.exports.log_events import ExportLogEvent
from claimtrail.exports.model import ATTEMPTS
from infra.functions.declaration import CountAlarm, FunctionDeclaration, Queue, QueueOf, Resource

FUNCTIONS = (
    # A PDF of thousands of rows is laid out in memory; typst is in a layer of its own. One export
    # a message: a crash repeats no other. Few at once: pages read the same tables.
    FunctionDeclaration(
        module="exports.write_export",
        stack="web",
        memory_mb=1_769,
        timeout_seconds=300,
        # The lists are those of the pages, which verify days of the trail.
        layers=("documents", "signatures"),
        reads=(
            Resource.CLAIM_TABLE,
            Resource.OPERATIONS_TABLE,
            Resource.TICKET_TABLE,
            Resource.ARCHIVE_BUCKET,
            Resource.AUDIT_BUCKET,
            Resource.EXPORTS_BUCKET,
            Resource.CLAIM_KEY_SECRET,
        ),
        writes=(
            Resource.OPERATIONS_TABLE,
            Resource.EXPORTS_BUCKET,
            QueueOf("Audit"),
            QueueOf("Export"),
        ),
        queue=Queue(name="Export", batch_size=1, max_concurrency=5, max_receives=ATTEMPTS),
        alarms=(
            CountAlarm(
                event=ExportLogEvent.EXPORT_FAILED,
                at_least=3,
                minutes=60,
                description="people wait for exports that ended with an error; the lines in the "
                "function's log have the codes",
            ),
        ),
    ),
)
