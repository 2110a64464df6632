"""DynamoDB: the payments that 835s explain, in the claim table.

payment#<payment_id>  copy#<file_id>#<offset, 12>  PaymentCopy; on `by_state` by payer and day
dealings#<payer id>   biller#<partner id>          the biller's submissions named the payer
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from claimtrail.aws.core.dynamo.indexes import BY_STATE
from claimtrail.aws.core.dynamo.items import (
    DOCUMENT,
    Item,
    attributes,
    document_of,
    key_of,
)
from claimtrail.aws.core.dynamo.synthetic import lasting
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.claims.facts.payments import PaymentCopy

_COPY_PREFIX = "copy#"
_BILLER_PREFIX = "biller#"
_LAST = "~"
"""Sorts after every day."""


class DynamoPaymentStore:
    """One item for each copy of a payment."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def append(self, copies: list[PaymentCopy]) -> None:
        """Store copies of payments; a copy that is stored already stays."""
        for copy in copies:
            item = lasting(_item(copy), copy.payer_id, since=copy.recorded_at)
            self._table.put_if_absent(item)

    def copies_of(self, payment_id: str) -> list[PaymentCopy]:
        """Return a payment as each file states it, strongly consistent, the earliest file first."""
        found = self._table.query(_partition(payment_id), prefix=_COPY_PREFIX)
        return sorted(map(_copy, found), key=PaymentCopy.order)

    def list_payments(
        self, *, payer_id: str, first_day: date | None, limit: int
    ) -> list[PaymentCopy]:
        """Return a payer's payments, the latest day first; the index holds keys only."""
        listed = self._table.query_index(
            BY_STATE,
            _payer_partition(payer_id),
            between=(first_day.isoformat() if first_day else "0", _LAST),
            is_descending=True,
            limit=limit,
        )
        found = self._table.read_each(map(key_of, listed), is_consistent=True)
        return sorted(map(_copy, found), key=PaymentCopy.listed, reverse=True)

    def record_dealings(self, *, partner_id: str, payer_ids: Iterable[str]) -> None:
        """Remember which payers a biller's submissions named; idempotent."""
        for payer_id in payer_ids:
            key = {"pk": _dealings_partition(payer_id), "sk": _BILLER_PREFIX + partner_id}
            self._table.put_if_absent(attributes({**key, DOCUMENT: "{}"}))

    def has_dealt(self, payer_id: str, *, partner_id: str = "") -> bool:
        """Return whether a submission of that biller, or of any, named the payer.

        Strongly consistent.
        """
        prefix = _BILLER_PREFIX + partner_id
        pk = _dealings_partition(payer_id)
        if partner_id:
            return self._table.get((pk, prefix)) is not None
        return any(True for _ in self._table.query(pk, prefix=prefix, limit=1))


def _copy(item: Item) -> PaymentCopy:
    return PaymentCopy.model_validate_json(document_of(item))


def _partition(payment_id: str) -> str:
    return f"payment#{payment_id}"


def _payer_partition(payer_id: str) -> str:
    return f"payments#{payer_id}"


def _dealings_partition(payer_id: str) -> str:
    return f"dealings#{payer_id}"


def _item(copy: PaymentCopy) -> Item:
    place = f"{copy.source.file_id}#{copy.source.start:012d}"
    return attributes(
        {
            "pk": _partition(copy.payment_id),
            "sk": _COPY_PREFIX + place,
            DOCUMENT: copy.model_dump_json(),
            BY_STATE.partition_key: _payer_partition(copy.payer_id),
            BY_STATE.sort_key: f"{copy.paid_on.isoformat()}#{copy.payment_id}#{place}",
        }
    )
