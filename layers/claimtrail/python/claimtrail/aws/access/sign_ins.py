"""Sign-ins under way in the operations table.

| Access | Key condition |
| --- | --- |
| one sign-in | pk=sign_in#<SHA-256 of its state>, sk=sign_in |

The item leaves the table when the browser comes back, else by its time to live.
"""

from typing import Any

from claimtrail.access.sign_in.model import SignInTransaction
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Key, document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable

_SIGN_IN = "sign_in"


class DynamoSignInTransactions:
    """Sign-ins as documents that are read once."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def add(self, transaction: SignInTransaction) -> None:
        """Store a transaction."""
        self._table.put(
            with_document(
                _key(transaction.transaction_id),
                transaction.model_dump_json(),
                **{EXPIRES_AT: int(transaction.ends_at.timestamp())},
            )
        )

    def take(self, transaction_id: str) -> SignInTransaction | None:
        """Return a transaction and remove it, at once: whoever asks a second time gets None."""
        item = self._table.take(_key(transaction_id))
        return SignInTransaction.model_validate_json(document_of(item)) if item else None


def _key(transaction_id: str) -> Key:
    return f"{_SIGN_IN}#{transaction_id}", _SIGN_IN
