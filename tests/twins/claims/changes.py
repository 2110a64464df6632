"""The in-memory twin of `ClaimReader`, `ChangeWriter`, `ItemReader` and `Shelf`."""

from collections.abc import Iterable, Iterator

from claimtrail.claims.facts.entities import stamp_of
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, EntityKind, Guard
from claimtrail.claims.store.conflicts import claim_version_conflict, item_missing
from claimtrail.claims.store.items import StoredItem
from claimtrail.claims.store.partitions import BoundedEvents, Partition
from tests.twins.claims.loaded import load_change, load_event
from tests.twins.claims.memory import Kept, Memory, Place, place_at

OF_A_CLAIM = (Kept.CHANGE, Kept.EVENT, Kept.LINK, Kept.MATCH)
"""The result of one read of a claim's partition."""


class MemoryChanges(Memory):
    """The last change by claim."""

    def find(self, claim_id: str) -> Claim | None:
        """The projected claim."""
        change = self.find_change(claim_id)
        return change.claim if change else None

    def find_change(self, claim_id: str) -> Change | None:
        """The last change with its claim."""
        text = self._document(Kept.CHANGE, claim_id)
        return load_change(text) if text else None

    def claims_now(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        """The claims that there are, as they are stored now."""
        return (claim for claim_id in claim_ids if (claim := self.find(claim_id)))

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """The last changes of claims by claim."""
        found = {claim_id: self.find_change(claim_id) for claim_id in claim_ids}
        return {claim_id: change for claim_id, change in found.items() if change}

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """Everything that a claim is made of."""
        stored = self._whole(claim_id)
        change, match = (stored[kind].get("") for kind in (Kept.CHANGE, Kept.MATCH))
        bounded = BoundedEvents(most=most, in_all=in_all)
        for _, text in sorted(stored[Kept.EVENT].items()):
            if not bounded.take(load_event(text), len(text)):
                break
        links = [] if bounded.is_cut else sorted(stored[Kept.LINK].items())
        return Partition(
            change=load_change(change) if change else None,
            match=documents.load_match(match) if match and not bounded.is_cut else None,
            links=tuple(documents.load_match(text) for _, text in links),
            events=tuple(bounded.kept),
            is_cut=bounded.is_cut,
            cut_sources=tuple(sorted(bounded.cut_sources)),
        )

    def _whole(self, claim_id: str) -> dict[Kept, dict[str, str]]:
        return {kind: self.items.get((kind, claim_id), {}) for kind in OF_A_CLAIM}

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store a change. Raises ConflictError when the table moved on."""
        stored = self.find_change(change.claim_id)
        is_next = (stored.version if stored else 0) == change.version - 1
        if not is_next or any(self._stamp(one) != one.stamp for one in guards):
            raise claim_version_conflict(change)
        self._write(change_place(change), documents.dump_change(change))

    def save_each(self, changes: Iterable[Change]) -> dict[str, str]:
        """Store changes of different claims; those that were not stored, by type of error."""
        unsaved = {}
        for change in changes:
            try:
                self.save(change)
            except Exception as error:  # noqa: BLE001 - the caller counts it, and reads the claim
                unsaved[change.claim_id] = type(error).__name__
        return unsaved

    def _stamp(self, guard: Guard) -> str | None:
        if guard.kind is EntityKind.ENCOUNTER:
            text = self._document(Kept.ENCOUNTER, guard.entity_id)
            return stamp_of(documents.load_encounter(text)) if text else None
        text = self._document(Kept.PATIENT, guard.entity_id)
        return stamp_of(documents.load_patient(text)) if text else None

    def preserve(self, item: StoredItem) -> StoredItem:
        """Keep a version of a claim's item."""
        place = Place(Kept.PRESERVED_CHANGE, item.subject_id, str(item.version))
        self._write(place, item.document)
        return place.item(item.document, version=item.version)

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """One item. Raises NotFoundError when there is none."""
        place = place_at(partition, sort)
        document = self._document(*place) if place else None
        if place is None or document is None:
            raise item_missing(partition, sort)
        return place.item(document)


def change_place(change: Change) -> Place:
    """Return where a claim's last change is kept."""
    return Place(Kept.CHANGE, change.claim_id)
