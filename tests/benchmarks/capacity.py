"""The claim table's twin with a meter: what each access pattern consumes, as the adapter asks."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from claimtrail.aws.claims import index_keys
from claimtrail.aws.core.dynamo.packing import stored_size
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from tests.harness.pipelines.pipeline import SHARDS, StreamedClaimStore, quiet
from tests.twins.claims.memory import Kept, Place

WRITE_BYTES, READ_BYTES = 1024, 4096
"""One unit's worth of an item (Amazon DynamoDB Developer Guide, read and write consumption)."""
GET_AT_ONCE = 100
"""Items to one BatchGetItem."""
PUT_AT_ONCE = 25
"""Items to one BatchWriteItem."""
KEY_BYTES = 80
"""Names and values of pk and sk, and the name of the document."""
_MATCH_KEYS = frozenset({Kept.BEARING, Kept.AWAITING, Kept.AWAITED})
PLACES_BYTES = 130
"""Of a claim's item besides: its version, and its places in the indexes."""


def write_units(text: str, *, placed: bool = False) -> int:
    """Of one item; a transaction consumes them twice. `placed`: it stands in indexes."""
    size = stored_size(text) + KEY_BYTES + PLACES_BYTES * placed
    return math.ceil(size / WRITE_BYTES)


def read_units(texts: Iterable[str]) -> int:
    """Of what one strongly consistent read returns; an eventually consistent one takes half."""
    size = sum(stored_size(text) + KEY_BYTES for text in texts)
    return max(1, math.ceil(size / READ_BYTES))


class MeteredStore(StreamedClaimStore):
    """Counts units and calls by access pattern, and the claims that stayed past their window."""

    def __init__(self, *, shards: int = SHARDS) -> None:
        super().__init__(quiet, shards=shards)
        self.lanes = shards
        self.reads: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.updates = 0
        self.today = date.min
        self.escalated: list[int] = []
        """Of each claim that stayed past its window, for how many days."""

    def _append(self, place: Place, document: str, *, is_new: bool = False) -> None:
        is_match_key = place.kind in _MATCH_KEYS
        # Facts are looked up, at half the price, where they may be there; keys are put anyway.
        asks = not (is_new or is_match_key or place.kind is Kept.SEARCH)
        self.count(
            "put match key" if is_match_key else f"put {place.kind.value}",
            reads=0.5 * asks,
            writes=0 if asks and self._has(place) else write_units(document),
            calls=0,
        )
        super()._append(place, document, is_new=is_new)

    def _is_awaited(self, match_key: str) -> bool:
        self.count("get awaited", reads=1, calls=0)
        return super()._is_awaited(match_key)

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        named = {claim_id: tuple(borne) for claim_id, borne in bearing.items()}
        borne = sum(map(len, named.values()))
        self._count_batches("put match key", borne, is_new=True)
        self.count("get awaited", calls=math.ceil(borne / GET_AT_ONCE))
        return super().introduce(named)

    def append_events(self, events: list[ClaimEvent]) -> bool:
        self._count_batches("put event", len(events), is_new=False)
        return super().append_events(events)

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        self._count_batches("put event", len(events), is_new=True)
        super().append_new_events(events)

    def _append_roster(self, roster: Roster, *, is_new: bool) -> None:
        self._count_batches("put set", 2, is_new=is_new)
        self._count_batches("put roster", 1, is_new=is_new)
        super()._append_roster(roster, is_new=is_new)

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        self._count_batches("put acknowledgment", 1, is_new=False)
        super().append_acknowledgment(acknowledgment)

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        self._count_batches(
            "put match key", len(match_keys) * (1 + 2 * awaiting_match), is_new=True
        )
        super().append_match_keys(claim_id, match_keys, awaiting_match=awaiting_match)

    def append_search_keys(self, found_by: Mapping[str, Iterable[str]]) -> None:
        given = {claim_id: tuple(keys) for claim_id, keys in found_by.items()}
        self._count_batches(f"put {Kept.SEARCH.value}", sum(map(len, given.values())), is_new=True)
        super().append_search_keys(given)

    def _count_batches(self, pattern: str, items: int, *, is_new: bool) -> None:
        asked = 0 if is_new else math.ceil(items / GET_AT_ONCE)
        self.count(pattern, calls=asked + math.ceil(items / PUT_AT_ONCE))

    def _of(self, kind: Kept, owner: str) -> list[tuple[str, str]]:
        found = super()._of(kind, owner)
        self.count(f"query {kind.value}", reads=read_units(text for _, text in found))
        return found

    def _whole(self, claim_id: str) -> dict[Kept, dict[str, str]]:
        stored = super()._whole(claim_id)
        texts = (text for found in stored.values() for text in found.values())
        self.count("query claim", reads=read_units(texts))
        return stored

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        wanted = list(claim_ids)
        found = {claim_id: change for claim_id in wanted if (change := self._stored(claim_id))}
        for claim_id in wanted:
            change = found.get(claim_id)
            text = documents.dump_change(change) if change else ""
            self.count("get claims", reads=read_units([text]) / 2, calls=0)
        self.count("get claims", calls=math.ceil(len(wanted) / GET_AT_ONCE))
        return found

    def claims_now(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        found = [change for claim_id in claim_ids if (change := self._stored(claim_id))]
        reads = sum(read_units([documents.dump_change(change)]) for change in found)
        self.count("get claims now", reads=reads, calls=math.ceil(len(found) / GET_AT_ONCE))
        return iter([change.claim for change in found])

    def find_change(self, claim_id: str) -> Change | None:
        change = self._stored(claim_id)
        text = documents.dump_change(change) if change else ""
        self.count("get claim", reads=read_units([text]))
        return change

    def find_match(self, claim_id: str) -> Match | None:
        self.count("get match", reads=1)
        return super().find_match(claim_id)

    def _stored(self, claim_id: str) -> Change | None:
        text = self._document(Kept.CHANGE, claim_id)
        return documents.load_change(text) if text else None

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        stored = self._stored(change.claim_id)
        reads = self.reads.copy(), self.calls.copy()
        super().save(change, guards=guards)
        self.reads, self.calls = reads  # the twin looks for the version; the adapter does not
        self.updates += 1
        units = write_units(documents.dump_change(change), placed=True)
        if beside := len(guards) + _waits(change):
            units = 2 * (units + beside)
        self.count("save", writes=units)
        self.count_places(stored.claim if stored else None, change.claim)

    def count_places(self, before: Claim | None, after: Claim) -> None:
        """A new place in an index is a deletion and a put, of items below a KB."""
        for index, place in _PLACES.items():
            old, new = place(before), place(after)
            if old != new:
                self.count(index, writes=bool(old) + bool(new), calls=0)
        if before and before.escalate_on and before.escalate_on != after.escalate_on:
            self._note_days_past(before, self.today)

    def end(self, day: date) -> None:
        """Count the claims that still stand past their window at the end of a day."""
        for claim_id in self.owners_of(Kept.CHANGE):
            change = self._stored(claim_id)
            if change:
                self._note_days_past(change.claim, day)

    def _note_days_past(self, claim: Claim, day: date) -> None:
        if claim.escalate_on and claim.escalate_on <= day:
            self.escalated.append((day - claim.escalate_on).days)

    def count(self, pattern: str, *, reads: float = 0, writes: int = 0, calls: int = 1) -> None:
        """Add to a pattern."""
        self.reads[pattern] += reads  # type: ignore[assignment]  # halves too
        self.writes[pattern] += writes
        self.calls[pattern] += calls


def _waits(change: Change) -> bool:
    """Return whether the item that tells of exceptions is written or removed beside the claim."""
    claim = change.claim
    ended = change.released or change.unflagged or change.fixed
    return bool(claim.overdue_next_on or claim.exception_since or ended)


def _state_place(claim: Claim | None) -> str:
    return index_keys.state_order_of(claim) if claim and not claim.matched_to else ""


def _due_place(claim: Claim | None) -> str:
    return claim.escalate_on.isoformat() if claim and claim.escalate_on else ""


def _submitted_place(claim: Claim | None) -> str:
    listed = claim and claim.submitted_on and not claim.matched_to
    return claim.submitted_on.isoformat() if listed else ""


_PLACES = {"by_state": _state_place, "by_due": _due_place, "by_submitted": _submitted_place}
