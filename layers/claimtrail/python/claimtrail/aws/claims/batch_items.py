"""DynamoDB: `BatchStore`, batches that were sent, their statuses, and what came of these."""

from claimtrail.aws.claims import batch_keys
from claimtrail.aws.claims.batch_partitions import read_batch
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.conditions import older
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, VERSION, Key, document_of, with_document
from claimtrail.claims.matching.batch_model import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.store import documents


class BatchItems(ClaimTableItems):
    """`BatchStore` over the claim table."""

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch."""
        self._append_intermediate(batch_keys.roster(roster), documents.dump_batch_roster(roster))

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end."""
        self._append_intermediate(batch_keys.read(read), documents.dump_batch_read(read))

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider."""
        document = documents.dump_batch_status(status)
        self._append([(batch_keys.status_of_file(status), document)])
        if status.decides:
            self._append_intermediate(batch_keys.status(status), document)

    def _append_intermediate(self, key: Key, document: str) -> None:
        self._append([(key, document)], expires_at=self._intermediates_expire_at())

    def batch_of(self, batch_key: str) -> Batch:
        """Return all that is known of a batch: one query."""
        found = self._table.query(batch_keys.partition(batch_key))
        return read_batch((item["sk"]["S"], document_of(item)) for item in found)

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """Return the statuses of batches and providers that a file brought, in order of place."""
        found = self._documents(batch_keys.file_partition(file_id), batch_keys.OF_FILE_PREFIX)
        return [documents.load_batch_status(text) for text in found]

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later version is stored."""
        values: dict[str, str | int | bool] = {
            VERSION: result.version,
            EXPIRES_AT: self._intermediates_expire_at(),
        }
        if result.reason:
            values["state_pk"] = batch_keys.exceptions_partition(result.payer_id)
            values["state_sk"] = batch_keys.exception_order_of(result)
        text = documents.dump_batch_result(result)
        item = with_document(batch_keys.result(result), text, **values)
        return self._table.put_if(item, older(VERSION, result.version))
