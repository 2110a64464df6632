"""The in-memory twin of the part of the claim table that keeps batches."""

from claimtrail.claims.matching.batches import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.store import batch_keys, documents
from claimtrail.claims.store.batch_partitions import read_batch
from claimtrail.claims.store.keys import Key


class MemoryBatches:
    """`BatchStore` over documents in dictionaries."""

    items: dict[str, dict[str, str]]

    def _put_new(self, key: Key, document: str, *, asking: bool = True) -> None:
        raise NotImplementedError

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch."""
        self._put_new(batch_keys.roster(roster), documents.dump_batch_roster(roster))

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end."""
        self._put_new(batch_keys.read(read), documents.dump_batch_read(read))

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider."""
        document = documents.dump_batch_status(status)
        self._put_new(batch_keys.status_of_file(status), document)
        if status.decides:
            self._put_new(batch_keys.status(status), document)

    def batch_of(self, batch_key: str) -> Batch:
        """All that is known of a batch."""
        return read_batch(self.items.get(batch_keys.partition(batch_key), {}).items())

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """The statuses of batches and providers that a file brought, in order of place."""
        found = sorted(self.items.get(f"file#{file_id}", {}).items())
        return [
            documents.load_batch_status(text)
            for sort, text in found
            if sort.startswith(batch_keys.OF_FILE_PREFIX)
        ]

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later one is stored; whether it was."""
        partition, sort = batch_keys.result(result)
        stored = self.items.get(partition, {}).get(sort)
        if stored and documents.load_batch_result(stored).version >= result.version:
            return False
        self.items.setdefault(partition, {})[sort] = documents.dump_batch_result(result)
        return True

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """A payer's results that are exceptions, the oldest first."""
        found = [
            result
            for items in self.items.values()
            for sort, text in items.items()
            if sort.startswith(batch_keys.RESULT_PREFIX)
            if (result := documents.load_batch_result(text)).payer_id == payer_id
            if result.reason
        ]
        return sorted(found, key=batch_keys.exception_order_of)[:limit]
