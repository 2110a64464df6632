"""DynamoDB: batches that were sent, their statuses, and what came of these."""

from collections.abc import Iterable, Iterator
from itertools import islice

from pynamodb.exceptions import PutError

from claimtrail.aws.claims.models import ClaimItem, document_of, is_conflict, with_document
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


class BatchItems:
    """`BatchStore` over one table. Every read by key is strongly consistent."""

    _item: type[ClaimItem]

    def _intermediates_expire_at(self) -> int:
        raise NotImplementedError

    def _put_new(
        self,
        entries: Iterable[tuple[Key, str]],
        *,
        asking: bool = True,
        expires_at: int | None = None,
    ) -> bool:
        raise NotImplementedError

    def _documents(self, partition: str, prefix: str) -> Iterator[str]:
        raise NotImplementedError

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch."""
        self._put_intermediate(batch_keys.roster(roster), documents.dump_batch_roster(roster))

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end."""
        self._put_intermediate(batch_keys.read(read), documents.dump_batch_read(read))

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider."""
        document = documents.dump_batch_status(status)
        self._put_new([(batch_keys.status_of_file(status), document)])
        if status.decides:
            self._put_intermediate(batch_keys.status(status), document)

    def _put_intermediate(self, key: Key, document: str) -> None:
        self._put_new([(key, document)], expires_at=self._intermediates_expire_at())

    def batch_of(self, batch_key: str) -> Batch:
        """Return all that is known of a batch: one query."""
        found = self._item.query(batch_keys.partition(batch_key), consistent_read=True)
        return read_batch((item.sk, document_of(item)) for item in found)

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """Return the statuses of batches and providers that a file brought, in order of place."""
        found = self._documents(f"file#{file_id}", batch_keys.OF_FILE_PREFIX)
        return [documents.load_batch_status(text) for text in found]

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later one is stored; whether it was."""
        item = self._item(
            *batch_keys.result(result),
            version=result.version,
            expires_at=self._intermediates_expire_at(),
        )
        if result.reason:
            item.state_pk = batch_keys.exceptions_partition(result.payer_id)
            item.state_sk = batch_keys.exception_order_of(result)
        is_newer = self._item.pk.does_not_exist() | (self._item.version < result.version)
        try:
            with_document(item, documents.dump_batch_result(result)).save(condition=is_newer)
        except PutError as error:
            if is_conflict(error):
                return False
            raise
        return True

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """Return a payer's results that are exceptions, the oldest first."""
        listed = self._item.by_state.query(batch_keys.exceptions_partition(payer_id), limit=limit)
        wanted = [(item.pk, item.sk) for item in islice(listed, limit)]
        found = [
            documents.load_batch_result(document_of(item))
            for item in self._item.batch_get(wanted, consistent_read=True)
        ]
        return sorted((one for one in found if one.reason), key=batch_keys.exception_order_of)
