"""The port of the batch store. In-memory and DynamoDB twins pass one contract suite."""

from typing import Protocol

from claimtrail.claims.matching.batches import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)


class BatchStore(Protocol):
    """Batches that were sent, the statuses of whole batches, and what came of these."""

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch; idempotent."""
        ...

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end; idempotent."""
        ...

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider with its file, and beside what it decides about.

        Idempotent.
        """
        ...

    def batch_of(self, batch_key: str) -> Batch:
        """Return all that is known of a batch, strongly consistent."""
        ...

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """Return the statuses of batches and providers that a file brought, in order of place."""
        ...

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later version is stored; whether it was."""
        ...

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """Return a payer's results that are exceptions, the oldest first."""
        ...
