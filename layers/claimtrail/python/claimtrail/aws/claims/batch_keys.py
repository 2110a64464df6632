"""Keys of batches in the claim table: keyed hashes, opaque ids and byte offsets only.

batch#<batch key>       sent#<file_id>#<set, 12>#<offset, 12>   BatchRoster
batch#<batch key>       read#<file_id>                          BatchRead
batch#<batch key>       status#<status_id>                      BatchStatusCopy that decides
batch#<batch key>       result#<status_id>                      BatchResult; exception: `by_state`
file#<file_id>          batch#<offset, 12>                      BatchStatusCopy, every one
"""

from claimtrail.aws.core.dynamo.items import Key
from claimtrail.claims.matching.batch_model import (
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)

SENT_PREFIX = "sent#"
READ_PREFIX = "read#"
STATUS_PREFIX = "status#"
RESULT_PREFIX = "result#"
OF_FILE_PREFIX = "batch#"


def partition(batch_key: str) -> str:
    """Return everything about one batch."""
    return f"batch#{batch_key}"


def roster(roster: BatchRoster) -> Key:
    """Return where the claims of a batch stand."""
    place = f"{roster.file_id}#{roster.set_start:012d}#{roster.offset:012d}"
    return partition(roster.batch_key), f"{SENT_PREFIX}{place}"


def read(read: BatchRead) -> Key:
    """Return where it stands that a file with the batch is read to its end."""
    return partition(read.batch_key), f"{READ_PREFIX}{read.file_id}"


def status(status: BatchStatusCopy) -> Key:
    """Return where a status stands beside what it decides about."""
    return partition(status.batch_key), f"{STATUS_PREFIX}{status.status_id}"


def file_partition(file_id: str) -> str:
    """Return what a file brought, in the partition of its receipt."""
    return f"file#{file_id}"


def status_of_file(status: BatchStatusCopy) -> Key:
    """Return where a status stands beside the file that brought it."""
    source = status.event.source
    return file_partition(source.file_id), f"{OF_FILE_PREFIX}{source.start:012d}"


def result(result: BatchResult) -> Key:
    """Return where the result of a deciding status stands."""
    return partition(result.batch_key), f"{RESULT_PREFIX}{result.status_id}"


def exceptions_partition(payer_id: str) -> str:
    """Partition of `by_state`: the statuses of a payer that move nothing since sides differ."""
    return f"batches#{payer_id}"


def exception_order_of(result: BatchResult) -> str:
    """Sort key of `by_state` in there: the oldest first."""
    return f"{result.since.isoformat()}#{result.status_id}"
