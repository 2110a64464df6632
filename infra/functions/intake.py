"""The functions that take files in: their arrival, the files, and the ranges of them."""

from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.intake.model.messages import SWEEP, WHOLE
from infra.functions.declaration import (
    AwsEvents,
    CountAlarm,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Schedule,
)

STACK = "intake"
_SWEEP_MINUTES = 60
"""Minutes between two searches of the inbox for files whose event was lost."""
_WHOLE_SWEEP_MINUTES = 24 * 60
"""Minutes between two searches of all that the inbox keeps."""

FUNCTIONS = (
    # How large a set can be is what it reads within its time: 64 MiB at 3 µs a byte of a whole
    # processor (docs/limits.md), of which 1,024 MB has 0.58. Starts are billed by size, and most
    # files are small: a whole processor costs 2.4 dollars a million updates more (docs/costs.md).
    FunctionDeclaration(
        module="intake.ingest_transactions",
        stack=STACK,
        memory_mb=1024,
        timeout_seconds=540,
        reads=(Resource.ARCHIVE_BUCKET, Resource.CLAIM_TABLE, Resource.CLAIM_KEY_SECRET),
        writes=(
            Resource.OUTBOX_BUCKET,
            Resource.CLAIM_TABLE,
            Resource.EVENT_BUS,
            QueueOf("Audit"),
            # A large set's chunks go round: what is checked is queued again to be appended.
            QueueOf("Ingest"),
        ),
        queue=Queue(name="Ingest", batch_size=1, max_concurrency=50),
    ),
    # Waits for S3 most of the time; reads a gigabyte in a minute.
    FunctionDeclaration(
        module="intake.receive_file",
        stack=STACK,
        memory_mb=512,
        timeout_seconds=300,
        reads=(Resource.INBOX_BUCKET, Resource.CLAIM_TABLE),
        writes=(
            Resource.ARCHIVE_BUCKET,
            Resource.QUARANTINE_BUCKET,
            Resource.OUTBOX_BUCKET,
            Resource.CLAIM_TABLE,
            Resource.EVENT_BUS,
            QueueOf("Ingest"),
            QueueOf("Audit"),
        ),
        queue=Queue(name="Receive", batch_size=1, max_concurrency=20),
        alarms=(
            CountAlarm(
                event=IntakeLogEvent.FILE_QUARANTINED,
                at_least=20,
                minutes=60,
                description="many files are quarantined; `claimtrail files` shows whose, and why",
            ),
        ),
        begins_trace=True,
    ),
    # S3's events name files as partners do: they invoke the function, and stand in no queue and
    # no dead letters of ours.
    FunctionDeclaration(
        module="intake.queue_arrival",
        stack=STACK,
        memory_mb=256,
        # A sweep goes over some thousand objects a second.
        timeout_seconds=120,
        reads=(Resource.CLAIM_TABLE,),
        writes=(Resource.CLAIM_TABLE, QueueOf("Receive")),
        actions={Resource.INBOX_BUCKET: ("s3:ListBucketVersions",)},
        schedule=Schedule(name="Sweep", every_minutes=_SWEEP_MINUTES),
        also_scheduled=(
            Schedule(name="WholeSweep", every_minutes=_WHOLE_SWEEP_MINUTES, detail={SWEEP: WHOLE}),
        ),
        alarms=(
            CountAlarm(
                event=IntakeLogEvent.INBOX_SWEPT,
                at_least=1,
                minutes=_SWEEP_MINUTES,
                description="events of dropped files were lost, and the sweep queued the files",
            ),
            CountAlarm(
                event=IntakeLogEvent.INBOX_SWEEP_CUT,
                at_least=1,
                minutes=_SWEEP_MINUTES,
                description="the inbox has more objects than a sweep goes over in its time-out",
            ),
        ),
        invoked_by=(
            AwsEvents(
                name="Dropped",
                description="A file was dropped into the inbox",
                source="aws.s3",
                detail_type="Object Created",
                names_files=True,
                detail={"bucket": {"name": Resource.INBOX_BUCKET}},
            ),
        ),
    ),
)
