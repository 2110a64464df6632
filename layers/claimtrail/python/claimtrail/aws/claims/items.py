"""Parts that the adapters of the claim table share: the table, its clock, reads, first writes."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Key, document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.clock import Clock, utc_now

STAMP = "stamp"
"""The number of the entity's snapshot; it grows."""
INTERMEDIATES_KEPT = timedelta(days=400)
"""Rosters and acknowledgments only join files while they come in; `docs/retention.md` says why."""


class ClaimTableItems:
    """The claim table as the adapter of each port sees it."""

    def __init__(self, table_name: str, *, clock: Clock = utc_now) -> None:
        self._table_name = table_name
        self._clock = clock

    @cached_property
    def _table(self) -> DynamoTable:
        """Made when first used, as a client takes long to make."""
        return DynamoTable(client("dynamodb"), self._table_name)

    def _intermediates_expire_at(self) -> int:
        return int((self._clock() + INTERMEDIATES_KEPT).timestamp())

    def _append(self, entries: Iterable[tuple[Key, str]], *, expires_at: int | None = None) -> bool:
        """Put the documents under whose keys nothing is stored. Return True if that are all.

        BatchWriteItem has no conditions, so what is stored is looked up first, eventually
        consistent: the first delivery of a fact stays, and its insertion is the only one in the
        stream. Two deliveries that are worked on at once may both write. They differ in when they
        came, and consumers know an event by its id.
        """
        wanted = dict(entries)
        known = self._table.known_among(wanted, is_consistent=False)
        absent = ((key, text) for key, text in wanted.items() if key not in known)
        self._append_new(absent, expires_at=expires_at)
        return not known

    def _append_new(
        self, entries: Iterable[tuple[Key, str]], *, expires_at: int | None = None
    ) -> None:
        """Put documents of different keys without a look-up."""
        values = {} if expires_at is None else {EXPIRES_AT: expires_at}
        self._table.put_each(with_document(key, text, **values) for key, text in entries)

    def _document(self, key: Key) -> str:
        """Return the document under a key; empty when nothing is stored there."""
        item = self._table.get(key)
        return document_of(item) if item else ""

    def _documents(self, partition: str, prefix: str) -> Iterator[str]:
        return map(document_of, self._table.query(partition, prefix=prefix))
