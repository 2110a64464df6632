"""The ports of the claim store. In-memory and DynamoDB twins pass one contract suite."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from claimtrail.claims.facts.entities import Encounter, Entity, Patient
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL
from claimtrail.claims.facts.windows import ANSWERED_WITHIN, CLOCKS_DIFFER
from claimtrail.claims.fold.model import Claim, FoldCheckpoint, Held, Note, Reference, Related
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.rules import Match
from claimtrail.claims.store.batch_ports import BatchStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of one projection, and the claim at this version.

    One item, which replaces the version before. It is the outbox: the table's stream keeps every
    version, and publishing starts from there, so a crash between both loses nothing.
    """

    claim_id: str
    version: int
    before: State | None
    """None when the claim was not known before."""
    claim: Claim
    """The claim at this version."""
    cause_event_ids: tuple[str, ...]
    """The events that this projection saw for the first time."""
    newly_held: tuple[str, ...] = ()
    """Events that are held since this version."""
    released: tuple[str, ...] = ()
    """Events that were held until the version before, or held for lack of authority alone."""
    gained_authority: tuple[str, ...] = ()
    """Of these, what was held for lack of authority; some of it waits for another reason now."""
    withdrawn: tuple[Held, ...] = ()
    """Of these, what is no evidence of this claim any more: another one is meant by now."""
    newly_flagged: tuple[str, ...] = ()
    """Events with an unknown code or amounts that do not balance, noted since this version."""
    unflagged: tuple[Note, ...] = ()
    """Such notes of the version before that hold no more."""
    newly_broken: tuple[Reference, ...] = ()
    """References to what is not registered, or not so, since this version."""
    fixed: tuple[Reference, ...] = ()
    """References that were broken until the version before, as they were."""
    newly_overdue: tuple[str, ...] = ()
    """Events that are held too long since this version: exceptions."""
    newly_superseded_by: tuple[str, ...] = ()
    """Claims under other numbers that replace or void this one since this version."""
    no_more_superseded_by: tuple[Related, ...] = ()
    """Such claims of the version before that do so no more."""
    no_more_overdue: tuple[str, ...] = ()
    """Events that were exceptions until the version before."""
    was_due: bool = False
    """True if the version before had outstayed its payer's window, so that people may be at it."""
    checkpoint: FoldCheckpoint | None = None
    """The position where the fold can be taken up; None when the partition has to be read."""
    match_keys: tuple[str, ...] = ()
    """By which the claim can be found already; empty while its partition awaits another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A condition on storing a claim: an entity as it was read, or its absence."""

    partition: str
    stamp: str | None
    """Of the snapshot; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The content of a claim's partition, by one read."""

    change: Change | None
    """The last one; None when the claim was never projected."""
    match: Match | None
    """The decision about a waiting partition."""
    links: tuple[Match, ...]
    """By which decisions the claim has evidence of other partitions."""
    events: tuple[ClaimEvent, ...]
    """In no promised order."""
    is_cut: bool = False
    """True if there are more events than were asked for in all, and links that were not read."""
    cut_sources: tuple[str, ...] = ()
    """Partners of whom there are more events than were asked for of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The claims that one 837 transaction set carried: how a 999 or TA1 finds them.

    Large sets make several rosters, told apart by `offset`.
    """

    payer_id: str
    interchange_control_number: str
    group_control_number: str
    set_control_number: str
    file_id: str
    offset: int
    claim_ids: tuple[str, ...]
    submitted_on: date | None = None
    """The day of the interchange that carried it; None for one that was stored without it."""
    partner_id: str = ""
    """The billing partner that submitted it."""

    def is_answered_by(self, acknowledgment: "SubmissionAcknowledgment") -> bool:
        """Return whether the acknowledgment can speak of this submission and not of another one.

        Control numbers come round again, and two billers use the same ones. Judged by this pair
        alone, so that it does not matter which other submissions have been seen.
        """
        if acknowledgment.addressed_to not in {"", self.partner_id}:
            return False
        if self.submitted_on is None:
            return True
        waited = acknowledgment.event.effective_on - self.submitted_on
        return -CLOCKS_DIFFER <= waited <= ANSWERED_WITHIN

    def without_claims(self) -> "Roster":
        """Return what leads to the roster: it names the set and is small."""
        return replace(self, claim_ids=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionAcknowledgment:
    """A 999 on a set or group, or a TA1 on an interchange, kept for the claims it concerns.

    `event` is complete but for its claim: `event_id` is the acknowledgment's own, `claim_id` empty.
    """

    payer_id: str
    interchange_control_number: str | None
    """Set for a TA1."""
    group_control_number: str | None
    """Set for a 999."""
    set_control_number: str | None
    """Set for a 999 that names a set; None when it speaks of the group."""
    event: ClaimEvent
    addressed_to: str = ""
    """The billing partner that ISA07 and ISA08 name; empty when they name none that is known."""


class EntityStore(Protocol):
    """Encounters and patients, as the provider's systems register them."""

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored; whether it was.

        An encounter is entered with its patient first, so that either finds the other.
        """
        ...

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """Return the encounter, strongly consistent; None when it was never registered."""
        ...

    def find_patient(self, patient_id: str) -> Patient | None:
        """Return the patient, strongly consistent; None when it was never registered."""
        ...

    def encounters_of(self, patient_id: str) -> list[str]:
        """Return the ids of the encounters that name a patient, strongly consistent."""
        ...


class TermStore(Protocol):
    """Payers' words that no profile knows, and what was decided about them."""

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words, and each word as open unless it is stored."""
        ...

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """Return a payer's words under review and decided, by word, strongly consistent."""
        ...

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when the stored version is not the one before."""
        ...

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """Return the claims that bear a word, strongly consistent."""
        ...


class ClaimStore(EntityStore, TermStore, BatchStore, Protocol):
    """Events, rosters and projected claims."""

    def append_events(self, events: list[ClaimEvent], *, asking: bool = True) -> bool:
        """Store events; storing one again changes nothing. Whether none of them was stored.

        Not `asking` is for who knows that none is stored: one that is would be replaced.
        """
        ...

    def append_decision(self, event: ClaimEvent) -> None:
        """Store what a person decided. Raises ConflictError when the event's id is taken."""
        ...

    def append_roster(self, roster: Roster, *, asking: bool = True) -> None:
        """Store which claims a submitted set carried; idempotent, as `append_events` is."""
        ...

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store a 999 or TA1 result; idempotent."""
        ...

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """Yield the rosters that an acknowledgment speaks of, strongly consistent.

        As they are read.
        """
        ...

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """Return the acknowledgments that speak of a roster, strongly consistent.

        One more than `limits.ACKNOWLEDGMENTS` of each kind at most.
        """
        ...

    def events_of(self, claim_id: str, *, whole: bool = False) -> list[ClaimEvent]:
        """Return the events of a claim, in no promised order, strongly consistent.

        One more than `limits.EVENTS` at most, unless the `whole` is asked for.
        """
        ...

    def find(self, claim_id: str) -> Claim | None:
        """Return the projected claim, strongly consistent; None when it was never projected."""
        ...

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store the change with its claim in place of the one before, while the guards hold.

        Raises ConflictError when the stored version is not `change.version - 1`, or an entity
        that the claim refers to is not as the guard says.
        """
        ...

    def save_each(self, changes: Iterable[Change]) -> set[str]:
        """Store changes of different claims, in no promised order; the claims of those it did not.

        For whatever reason: their partitions are to be read, and what went wrong is met again.
        """
        ...

    def find_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims by claim, perhaps not the very newest.

        Half the price.
        """
        ...

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """Return all that a claim is made of, strongly consistent.

        The claim no newer than the events.

        With `most` events of each partner's files, and no more bytes than so many events should
        have. Cut where it has more events than `in_all`.
        """
        ...

    def find_change(self, claim_id: str) -> Change | None:
        """Return the last change with its claim, strongly consistent; None when there was none."""
        ...

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims and the next page's token: by state's name, oldest in it first.

        Without a state, all states follow one another.
        """
        ...

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims whose current submission is of that day, by id.

        The next page's token.

        The day is the one that the 837 says it was made (BHT04).
        """
        ...

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys, as one that awaits another too; idempotent."""
        ...

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let each claim be found by its keys, and only then look who awaits, strongly consistent.

        The keys by which some partition awaits another, or did once.
        """
        ...

    def claims_bearing(self, match_key: str) -> list[str]:
        """Return the claims that bear a key, strongly consistent.

        `limits.BEARERS` and two at most.
        """
        ...

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """Return the keys by which some partition awaits another, or did once.

        Strongly consistent.
        """
        ...

    def claims_awaiting(self, match_key: str) -> list[str]:
        """Return the partitions that seek another by a key, or did once, strongly consistent.

        `limits.AWAITING_CLAIMS` and two at most.
        """
        ...

    def find_match(self, claim_id: str) -> Match | None:
        """Return the decision about a waiting partition, strongly consistent."""
        ...

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link, and remove the link of the decision before, together.

        Raises ConflictError when the stored decision is not `previous`.
        """
        ...

    def links_of(self, claim_id: str) -> list[Match]:
        """By which decisions a claim has evidence of other partitions, strongly consistent."""
        ...

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """Return a payer's doubtful matches, for people to decide."""
        ...

    def list_due(self, *, day: date, limit: int) -> list[Claim]:
        """Claims whose `escalate_on` is that day."""
        ...

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Claims whose held evidence next becomes an exception on that day."""
        ...

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """Return a payer's claims with something that needs review, the oldest exception first.

        Held too long, flagged by a note, or pointing at what is not registered (so).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """One item of the claim table as its stream or a read by key gives it."""

    partition: str
    sort: str
    document: str
    """JSON text; empty for items that are no document."""
    version: int = 0
    """Of items that are replaced version by version."""


class ItemReader(Protocol):
    """Reads single items, for work that was deferred and is named by its key."""

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """Return the item, strongly consistent. Raises NotFoundError when there is none."""
        ...


class Shelf(ItemReader, Protocol):
    """Keeps versions that could not be worked off, because the next one replaces them."""

    def preserve(self, item: StoredItem) -> StoredItem:
        """Store a claim's item under a key of its version, where it stays; idempotent."""
        ...


class Deferral(Protocol):
    """The queue for work on one item that failed, so that it does not block what follows."""

    def defer(self, message: str) -> None:
        """Queue the message. Raises when it could not be queued."""
        ...
