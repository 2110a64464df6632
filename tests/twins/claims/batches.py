"""The in-memory twin of `BatchStore`."""

from claimtrail.claims.matching.batch_model import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.store import documents
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryBatches(Memory):
    """Batches, the statuses of them, and what came of these."""

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch."""
        name = f"{roster.file_id}/{roster.set_start:012d}/{roster.offset:012d}"
        place = Place(Kept.BATCH_ROSTER, roster.batch_key, name)
        self._append(place, documents.dump_batch_roster(roster))

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end."""
        place = Place(Kept.BATCH_READ, read.batch_key, read.file_id)
        self._append(place, documents.dump_batch_read(read))

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider."""
        document, source = documents.dump_batch_status(status), status.event.source
        name = f"{source.start:012d}"
        self._append(Place(Kept.FILE_BATCH_STATUS, source.file_id, name), document)
        if status.decides:
            self._append(Place(Kept.BATCH_STATUS, status.batch_key, status.status_id), document)

    def batch_of(self, batch_key: str) -> Batch:
        """All that is known of a batch."""
        rosters, read, statuses, results = (
            [text for _, text in self._of(kind, batch_key)]
            for kind in (Kept.BATCH_ROSTER, Kept.BATCH_READ, Kept.BATCH_STATUS, Kept.BATCH_RESULT)
        )
        return Batch(
            rosters=tuple(map(documents.load_batch_roster, rosters)),
            read=tuple(map(documents.load_batch_read, read)),
            statuses=tuple(map(documents.load_batch_status, statuses)),
            results=tuple(map(documents.load_batch_result, results)),
        )

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """The statuses of batches and providers that a file brought, in order of place."""
        found = self._of(Kept.FILE_BATCH_STATUS, file_id)
        return [documents.load_batch_status(text) for _, text in found]

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later version is stored. True if it was stored."""
        stored = self._document(Kept.BATCH_RESULT, result.batch_key, result.status_id)
        if stored and documents.load_batch_result(stored).version >= result.version:
            return False
        place = Place(Kept.BATCH_RESULT, result.batch_key, result.status_id)
        self._write(place, documents.dump_batch_result(result))
        return True
