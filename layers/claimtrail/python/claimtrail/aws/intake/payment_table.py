"""DynamoDB: the payments that 835s explain, in the claim table.

payment#<payment_id>  copy#<file_id>#<offset, 12>  PaymentCopy; on `by_state` by payer and day
dealings#<payer id>   biller#<partner id>          the biller's submissions named the payer
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from claimtrail.aws.core.documents import DocumentTable, partition_key, sort_key
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.kernel.names import Index

_COPY_PREFIX = "copy#"
_BILLER_PREFIX = "biller#"
_LAST = "~"
"""Sorts after every day."""


class DynamoPaymentStore:
    """One item for each copy of a payment."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._table_name = table_name
        self._table = DocumentTable(dynamodb_client, table_name)

    def append(self, copies: list[PaymentCopy]) -> None:
        """Store copies of payments; a copy that is stored already stays."""
        for copy in copies:
            self._table.put_new(_item(copy))

    def copies_of(self, payment_id: str) -> list[PaymentCopy]:
        """Return a payment as each file states it, strongly consistent, the earliest file first."""
        found = self._table.partition(pk=_partition(payment_id), prefix=_COPY_PREFIX)
        return sorted(map(PaymentCopy.model_validate_json, found), key=PaymentCopy.order)

    def list_payments(
        self, *, payer_id: str, first_day: date | None, limit: int
    ) -> list[PaymentCopy]:
        """Return a payer's payments, the latest day first; the index holds keys only."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            IndexName=Index.BY_STATE.value,
            KeyConditionExpression="state_pk = :payer AND state_sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":payer": {"S": _payer_partition(payer_id)},
                ":first": {"S": first_day.isoformat() if first_day else "0"},
                ":last": {"S": _LAST},
            },
            ScanIndexForward=False,
            PaginationConfig={"MaxItems": limit},
        )
        keys = [(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
        return sorted(self._read(keys), key=PaymentCopy.listed, reverse=True)

    def record_dealings(self, *, partner_id: str, payer_ids: Iterable[str]) -> None:
        """Remember which payers a biller's submissions named; idempotent."""
        for payer_id in payer_ids:
            self._table.put_new(
                {
                    "pk": _dealings_partition(payer_id),
                    "sk": _BILLER_PREFIX + partner_id,
                    "document": "{}",
                }
            )

    def has_dealt(self, payer_id: str, *, partner_id: str = "") -> bool:
        """Return whether a submission of that biller, or of any, named the payer.

        Strongly consistent.
        """
        prefix = _BILLER_PREFIX + partner_id
        pk = _dealings_partition(payer_id)
        if partner_id:
            return self._table.get(pk=pk, sk=prefix) is not None
        return any(True for _ in self._table.partition(pk=pk, prefix=prefix))

    def _read(self, keys: Iterable[tuple[str, str]]) -> Iterator[PaymentCopy]:
        for pk, sk in keys:
            document = self._table.get(pk=pk, sk=sk)
            if document is not None:
                yield PaymentCopy.model_validate_json(document)


def _partition(payment_id: str) -> str:
    return f"payment#{payment_id}"


def _payer_partition(payer_id: str) -> str:
    return f"payments#{payer_id}"


def _dealings_partition(payer_id: str) -> str:
    return f"dealings#{payer_id}"


def _item(copy: PaymentCopy) -> dict[str, str | int]:
    place = f"{copy.source.file_id}#{copy.source.start:012d}"
    return {
        "pk": _partition(copy.payment_id),
        "sk": _COPY_PREFIX + place,
        "document": copy.model_dump_json(),
        partition_key(Index.BY_STATE): _payer_partition(copy.payer_id),
        sort_key(Index.BY_STATE): f"{copy.paid_on.isoformat()}#{copy.payment_id}#{place}",
    }
