"""The claim table with all ports of the stored claims, for composition."""

from collections.abc import Iterator
from dataclasses import replace

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.batch_items import BatchItems
from claimtrail.aws.claims.change_items import ChangeItems
from claimtrail.aws.claims.due_items import DueItems
from claimtrail.aws.claims.entity_items import EntityItems
from claimtrail.aws.claims.listings import ListingItems
from claimtrail.aws.claims.match_items import MatchItems
from claimtrail.aws.claims.note_items import NoteItems
from claimtrail.aws.claims.roster_items import RosterItems
from claimtrail.aws.claims.search_items import SearchItems
from claimtrail.aws.claims.stream import scanned_item, stored_item
from claimtrail.aws.claims.term_items import TermItems
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, with_document
from claimtrail.claims.store.conflicts import item_missing
from claimtrail.claims.store.items import StoredItem


class DynamoClaimStore(
    MatchItems,
    SearchItems,
    NoteItems,
    ChangeItems,
    RosterItems,
    EntityItems,
    TermItems,
    BatchItems,
    ListingItems,
    DueItems,
):
    """All ports over one table, single items included. Every read by key is strongly consistent."""

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """Return one item. Raises NotFoundError when there is none."""
        item = self._table.get((partition, sort))
        if item is None:
            raise item_missing(partition, sort)
        return stored_item(item)

    def pages_of_items(self) -> Iterator[list[StoredItem]]:
        """Yield every item of the table, page by page; for an operator's recovery alone."""
        for page in self._table.scan_pages():
            yield [scanned_item(item) for item in page]

    def preserve(self, item: StoredItem) -> StoredItem:
        """Keep a version of a claim's item where the next does not replace it, until it expires."""
        key = (keys.claim_partition(item.subject_id), keys.change(item.version))
        expires_at = self._intermediates_expire_at()
        preserved = with_document(key, item.document, **{EXPIRES_AT: expires_at})
        self._table.put(preserved)
        return replace(stored_item(preserved), version=item.version)
