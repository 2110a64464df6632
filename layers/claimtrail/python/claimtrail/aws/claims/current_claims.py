"""The claims as they are stored now: for those who count them, a hundred to a request."""

from collections.abc import Iterable, Iterator
from typing import Any

from claimtrail.aws.claims import keys
from claimtrail.aws.core.dynamo.items import document_of
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents


class DynamoCurrentClaims:
    """Reads claims from the claim table, strongly consistent: pk=claim#<claim_id>, sk=claim."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def current(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        """Yield the claims that there are."""
        wanted = [(keys.claim_partition(claim_id), keys.CLAIM) for claim_id in claim_ids]
        for item in self._table.read_each(wanted, is_consistent=True):
            yield documents.load_change(document_of(item)).claim
