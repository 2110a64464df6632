"""A batch as it is read from the items of its partition."""

from collections.abc import Iterable

from claimtrail.aws.claims import batch_keys
from claimtrail.claims.matching.batch_model import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.store import documents


def read_batch(stored: Iterable[tuple[str, str]]) -> Batch:
    """Return a batch from the items of its partition: sort keys with documents."""
    rosters: list[BatchRoster] = []
    read: list[BatchRead] = []
    statuses: list[BatchStatusCopy] = []
    results: list[BatchResult] = []
    for sort, text in stored:
        if sort.startswith(batch_keys.SENT_PREFIX):
            rosters.append(documents.load_batch_roster(text))
        elif sort.startswith(batch_keys.READ_PREFIX):
            read.append(documents.load_batch_read(text))
        elif sort.startswith(batch_keys.STATUS_PREFIX):
            statuses.append(documents.load_batch_status(text))
        elif sort.startswith(batch_keys.RESULT_PREFIX):
            results.append(documents.load_batch_result(text))
    return Batch(
        rosters=tuple(rosters), read=tuple(read), statuses=tuple(statuses), results=tuple(results)
    )
