"""The in-memory twin of the claim table, for tests and benchmarks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from claimtrail.claims.facts.entities import Encounter, Entity, Patient, stamp_of
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import (
    ACKNOWLEDGMENTS,
    AWAITING_CLAIMS,
    BEARERS,
    EVENTS,
    EVENTS_IN_ALL,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.rules import Match, MatchVerdict
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.conflicts import (
    claim_version_conflict,
    decision_conflict,
    item_missing,
    match_conflict,
    term_conflict,
)
from claimtrail.claims.store.partitions import read_partition, under_its_version
from claimtrail.claims.store.ports import (
    Change,
    Guard,
    Partition,
    Roster,
    StoredItem,
    SubmissionAcknowledgment,
)
from tests.twins.batches import MemoryBatches


class MemoryClaimStore(MemoryBatches):
    """Keeps documents as the table does: under the same keys, as the same text."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, str]] = {}
        """Documents by partition key, then sort key."""

    def _put_new(self, key: keys.Key, document: str, *, asking: bool = True) -> None:
        if not (asking and self._has(key)):
            self.items.setdefault(key[0], {})[key[1]] = document

    def _has(self, key: keys.Key) -> bool:
        return key[1] in self.items.get(key[0], {})

    def _query(self, partition: str, prefix: str) -> list[tuple[str, str]]:
        found = self.items.get(partition, {})
        return sorted(item for item in found.items() if item[0].startswith(prefix))

    def append_events(self, events: list[ClaimEvent], *, asking: bool = True) -> bool:
        """Store events; the first of an id stays. Whether none of them was stored."""
        wanted = {
            (keys.claim_partition(event.claim_id), keys.event(event.event_id)): event
            for event in events
        }
        are_new = not (asking and any(map(self._has, wanted)))
        for key, event in wanted.items():
            self._put_new(key, documents.dump_event(event), asking=asking)
        return are_new

    def append_decision(self, event: ClaimEvent) -> None:
        """Store what a person decided. Raises ConflictError when the event's id is taken."""
        items = self.items.setdefault(keys.claim_partition(event.claim_id), {})
        if keys.event(event.event_id) in items:
            raise decision_conflict(event)
        items[keys.event(event.event_id)] = documents.dump_event(event)

    def append_roster(self, roster: Roster, *, asking: bool = True) -> None:
        """Store a roster and what leads to it."""
        for pointer in keys.set_pointers(roster):
            document = documents.dump_roster(roster.without_claims())
            self._put_new(pointer, document, asking=asking)
        self._put_new(keys.roster(roster), documents.dump_roster(roster), asking=asking)

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store an acknowledgment."""
        self._put_new(
            keys.acknowledgment(acknowledgment), documents.dump_acknowledgment(acknowledgment)
        )

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """The rosters that an acknowledgment speaks of."""
        partition = keys.acknowledged_partition(acknowledgment)
        partitions = [partition]
        if acknowledgment.set_control_number is None:
            pointers = self._query(partition, keys.SET_PREFIX)
            partitions = [keys.set_of(documents.load_roster(text)) for _, text in pointers]
        for found in partitions:
            for _, text in self._query(found, keys.ROSTER_PREFIX):
                yield documents.load_roster(text)

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """The acknowledgments that speak of a roster."""
        return [
            documents.load_acknowledgment(text)
            for partition in keys.partitions_acknowledging(roster)
            for _, text in self._query(partition, keys.ACKNOWLEDGMENT_PREFIX)[: ACKNOWLEDGMENTS + 1]
        ]

    def events_of(self, claim_id: str, *, whole: bool = False) -> list[ClaimEvent]:
        """The events of a claim."""
        found = self._query(keys.claim_partition(claim_id), keys.EVENT_PREFIX)
        found = found if whole else found[: EVENTS + 1]
        return [documents.load_event(text) for _, text in found]

    def find(self, claim_id: str) -> Claim | None:
        """The projected claim."""
        change = self.find_change(claim_id)
        return change.claim if change else None

    def find_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """The last changes of claims by claim."""
        found = {claim_id: self.find_change(claim_id) for claim_id in claim_ids}
        return {claim_id: change for claim_id, change in found.items() if change}

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """All that a claim is made of."""
        found = self._query(keys.claim_partition(claim_id), "")
        return read_partition(found, most=most, in_all=in_all)

    def find_change(self, claim_id: str) -> Change | None:
        """The last change with its claim."""
        text = self.items.get(keys.claim_partition(claim_id), {}).get(keys.CLAIM)
        return documents.load_change(text) if text else None

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store a change. Raises ConflictError when the table moved on."""
        stored = self.find_change(change.claim_id)
        is_next = (stored.version if stored else 0) == change.version - 1
        if not is_next or any(self._stamp(one.partition) != one.stamp for one in guards):
            raise claim_version_conflict(change)
        items = self.items.setdefault(keys.claim_partition(change.claim_id), {})
        items[keys.CLAIM] = documents.dump_change(change)

    def save_each(self, changes: Iterable[Change]) -> set[str]:
        """Store changes of different claims; the claims of those it did not."""
        unsaved = set()
        for change in changes:
            try:
                self.save(change)
            except Exception:  # noqa: BLE001 - whatever it is, it is met again claim by claim
                unsaved.add(change.claim_id)
        return unsaved

    def preserve(self, item: StoredItem) -> StoredItem:
        """Keep a version of a claim's item."""
        kept = under_its_version(item)
        self.items.setdefault(kept.partition, {})[kept.sort] = kept.document
        return kept

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Claims of a payer by state, oldest first, and the next page's token."""
        first, last = keys.state_bounds(state, after=after)
        listed = {
            keys.state_order_of(claim): claim
            for claim in self._claims()
            if claim.payer_id == payer_id and not claim.matched_to
        }
        found = sorted(order for order in listed if first <= order <= last)
        token = found[limit - 1] if len(found) > limit else None
        return [listed[order] for order in found[:limit]], token

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """A payer's claims whose current submission is of that day, and the next page's token."""
        found = sorted(
            (
                claim
                for claim in self._claims()
                if claim.payer_id == payer_id
                and claim.submitted_on == day
                and not claim.matched_to
                and (after is None or claim.claim_id > after)
            ),
            key=lambda claim: claim.claim_id,
        )
        token = found[limit - 1].claim_id if len(found) > limit else None
        return found[:limit], token

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored."""
        partition = keys.entity_partition(entity)
        if isinstance(entity, Encounter):
            owner = keys.patient_partition(entity.patient_id)
            self._put_new((owner, partition), "")
        stored = self._stamp(partition)
        if stored is not None and stored >= stamp_of(entity):
            return False
        self._put((partition, keys.ENTITY), documents.dump_entity(entity))
        return True

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """The encounter."""
        text = self.items.get(keys.encounter_partition(encounter_id), {}).get(keys.ENTITY)
        return documents.load_encounter(text) if text else None

    def find_patient(self, patient_id: str) -> Patient | None:
        """The patient."""
        text = self.items.get(keys.patient_partition(patient_id), {}).get(keys.ENTITY)
        return documents.load_patient(text) if text else None

    def encounters_of(self, patient_id: str) -> list[str]:
        """The encounters that name a patient."""
        found = self._query(keys.patient_partition(patient_id), keys.ENCOUNTER_PREFIX)
        return [sort.removeprefix(keys.ENCOUNTER_PREFIX) for sort, _ in found]

    def _put(self, key: keys.Key, document: str) -> None:
        self.items.setdefault(key[0], {})[key[1]] = document

    def _stamp(self, partition: str) -> str | None:
        text = self.items.get(partition, {}).get(keys.ENTITY)
        if text is None:
            return None
        is_encounter = partition.startswith(keys.ENCOUNTER_PREFIX)
        load = documents.load_encounter if is_encounter else documents.load_patient
        return stamp_of(load(text))

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys."""
        for match_key in match_keys:
            for sort in keys.match_key_sorts(claim_id, awaiting_match=awaiting_match):
                self._put_new((keys.match_key_partition(match_key), sort), "")

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let claims be found by their keys; those by which somebody awaits."""
        named = {(key, claim_id) for claim_id, borne in bearing.items() for key in borne}
        for key, claim_id in sorted(named):
            for sort in keys.match_key_sorts(claim_id, awaiting_match=False):
                self._put_new((keys.match_key_partition(key), sort), "")
        return self.awaited_among(key for key, _ in named)

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """The keys by which somebody awaits."""
        return {key for key in match_keys if self._has(keys.awaited(key))}

    def claims_bearing(self, match_key: str) -> list[str]:
        """The claims that bear a key."""
        found = self._query(keys.match_key_partition(match_key), keys.CLAIM_PREFIX)
        return [keys.claim_id_of(sort) for sort, _ in found[: BEARERS + 2]]

    def claims_awaiting(self, match_key: str) -> list[str]:
        """The partitions that seek another by a key, or did once."""
        found = self._query(keys.match_key_partition(match_key), keys.AWAITING_PREFIX)
        return [sort.removeprefix(keys.AWAITING_PREFIX) for sort, _ in found[: AWAITING_CLAIMS + 2]]

    def find_match(self, claim_id: str) -> Match | None:
        """The decision about a waiting partition."""
        text = self.items.get(keys.claim_partition(claim_id), {}).get(keys.MATCH)
        return documents.load_match(text) if text else None

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link. Raises ConflictError when another one is stored."""
        if self.find_match(match.claim_id) != previous:
            raise match_conflict(match)
        text = documents.dump_match(match)
        self.items.setdefault(keys.claim_partition(match.claim_id), {})[keys.MATCH] = text
        if previous and previous.target:
            del self.items[keys.claim_partition(previous.target)][keys.link(match.claim_id)]
        if match.target:
            partition = self.items.setdefault(keys.claim_partition(match.target), {})
            partition[keys.link(match.claim_id)] = text

    def links_of(self, claim_id: str) -> list[Match]:
        """By which decisions a claim has evidence of other partitions."""
        found = self._query(keys.claim_partition(claim_id), keys.LINK_PREFIX)
        return [documents.load_match(text) for _, text in found]

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """A payer's doubtful matches."""
        texts = [items[keys.MATCH] for items in self.items.values() if keys.MATCH in items]
        found = [
            match
            for match in map(documents.load_match, texts)
            if match.payer_id == payer_id and match.verdict is MatchVerdict.DOUBTFUL
        ]
        return sorted(found, key=lambda match: match.claim_id)[:limit]

    def list_due(self, *, day: date, limit: int) -> list[Claim]:
        """Claims that escalate on that day."""
        due = [claim for claim in self._claims() if claim.escalate_on == day]
        return sorted(due, key=lambda claim: claim.claim_id)[:limit]

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words."""
        for word in words:
            review, seen = keys.term_keys(claim_id, payer_id=payer_id, word=word)
            self._put_new(review, documents.dump_term(TermReview(payer_id=payer_id, term=word)))
            self._put_new(seen, "")

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """A payer's words under review and decided."""
        found = self._query(keys.terms_partition(payer_id), keys.TERM_PREFIX)
        return sorted(
            (documents.load_term(text) for _, text in found), key=lambda review: review.term
        )

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when another version is stored."""
        items = self.items.setdefault(keys.terms_partition(review.payer_id), {})
        text = items.get(keys.term(review.term))
        if (documents.load_term(text).version if text else 0) != review.version - 1:
            raise term_conflict(review)
        items[keys.term(review.term)] = documents.dump_term(review)

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """The claims that bear a word."""
        prefix = keys.term_seen_prefix(term)
        found = self._query(keys.terms_partition(payer_id), prefix)
        return [sort.removeprefix(prefix) for sort, _ in found]

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Claims whose held evidence next becomes an exception on that day."""
        found = [claim for claim in self._claims() if claim.overdue_next_on == day]
        return sorted(found, key=lambda claim: claim.claim_id)[:limit]

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """A payer's claims with something that needs review, the oldest exception first."""
        found = [
            claim
            for claim in self._claims()
            if claim.exception_since and claim.payer_id == payer_id
        ]
        return sorted(found, key=keys.exception_order_of)[:limit]

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """One item. Raises NotFoundError when there is none."""
        document = self.items.get(partition, {}).get(sort)
        if document is None:
            raise item_missing(partition, sort)
        return StoredItem(partition=partition, sort=sort, document=document)

    def _claims(self) -> list[Claim]:
        texts = [items[keys.CLAIM] for items in self.items.values() if keys.CLAIM in items]
        return [documents.load_change(text).claim for text in texts]
