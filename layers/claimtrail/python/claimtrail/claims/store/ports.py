"""Ports to the stored claims, one for each kind of caller.

Each use case names the ports that it needs. The adapter of DynamoDB and the twin in memory offer
all of them and pass one contract suite. Reads are strongly consistent unless a port says otherwise.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from claimtrail.claims.facts.entities import Encounter, Entity, Patient
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.matching.batch_model import (
    Batch,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.matching.model import Match
from claimtrail.claims.matching.snapshot import PartitionReader
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.partitions import Partition
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment


class EventLog(Protocol):
    """Facts about claims, for those who append them and for those who read them back."""

    def append_events(self, events: list[ClaimEvent]) -> bool:
        """Store the events that are not stored yet. Return True when none of them was.

        The first delivery of an event stays.
        """
        ...

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        """Store events that are known to be new; a stored one of the same id is replaced."""
        ...

    def append_decision(self, event: ClaimEvent) -> None:
        """Store a person's decision. Raises ConflictError when the event's id is taken."""
        ...

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return the events of a claim, in no promised order: one more than `EVENTS` at most."""
        ...

    def history_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return all events of a claim, however many, in no promised order."""
        ...

    def events_at(self, places: Iterable[tuple[str, str]]) -> dict[str, ClaimEvent]:
        """Return single events by their ids, each named by its claim and its own id.

        Eventually consistent. What is not stored is left out.
        """
        ...


class ClaimReader(Protocol):
    """Projected claims, one by one."""

    def find(self, claim_id: str) -> Claim | None:
        """Return the projected claim; None when it was never projected."""
        ...

    def find_change(self, claim_id: str) -> Change | None:
        """Return the last change with its claim; None when there was none."""
        ...

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims, by claim.

        Eventually consistent: the change of a moment ago may be missing. A writer who builds on
        an outdated one is refused.
        """
        ...

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        """Return everything that a claim is made of. The change is no newer than the events.

        Of each partner's files, `most` events are returned, and no more bytes than so many events
        may have. The partition is cut when it has more events than `in_all`.
        """
        ...


class ChangeWriter(Protocol):
    """Projected claims, version by version."""

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        """Store the change with its claim in place of the one before, while the guards hold.

        Raises ConflictError when the stored version is not `change.version - 1`, or an entity
        that the claim refers to is not as the guard says.
        """
        ...

    def save_each(self, changes: Iterable[Change]) -> dict[str, str]:
        """Store changes of different claims, in no promised order.

        Return the claims that were not stored, each with the type of the error. Their partitions
        have to be read.
        """
        ...

    def relist_due(self, claim_id: str) -> None:
        """List the stored version again among the claims that escalate, if it was delisted."""
        ...


class MatchStore(PartitionReader, Protocol):
    """Match keys of claims, and the decisions about partitions that await another."""

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys, also as one that awaits another; idempotent."""
        ...

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let each claim be found by its keys; afterwards return the keys that are awaited."""
        ...

    def claims_bearing(self, match_key: str) -> list[str]:
        """Return the claims that bear a key, `limits.BEARERS` and two at most."""
        ...

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """Return the keys by which some partition awaits another, or did once."""
        ...

    def claims_awaiting(self, match_key: str) -> list[str]:
        """Return the partitions that await another by a key, or did once.

        `limits.AWAITING_CLAIMS` and two at most.
        """
        ...

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link, and remove the link of the decision before, together.

        Raises ConflictError when the stored decision is not `previous`.
        """
        ...


class Rosters(Protocol):
    """Submitted sets and the acknowledgments of them."""

    def append_roster(self, roster: Roster) -> None:
        """Store which claims a submitted set carried; idempotent, the first one stays."""
        ...

    def append_new_roster(self, roster: Roster) -> None:
        """Store a roster that is known to be new; a stored one of the same place is replaced."""
        ...

    def append_acknowledgment(self, acknowledgment: SubmissionAcknowledgment) -> None:
        """Store a 999 or TA1 result; idempotent."""
        ...

    def rosters_for(self, acknowledgment: SubmissionAcknowledgment) -> Iterator[Roster]:
        """Yield the rosters that an acknowledgment speaks of, as they are read."""
        ...

    def acknowledgments_for(self, roster: Roster) -> list[SubmissionAcknowledgment]:
        """Return the acknowledgments that speak of a roster.

        One more than `limits.ACKNOWLEDGMENTS` of each kind at most.
        """
        ...


class EntityStore(Protocol):
    """Encounters and patients, as the provider's systems register them."""

    def register(self, entity: Entity) -> bool:
        """Store a snapshot unless it or a later one is stored. Return True when it was stored.

        An encounter is entered with its patient first, so that either finds the other.
        """
        ...

    def find_encounter(self, encounter_id: str) -> Encounter | None:
        """Return the encounter; None when it was never registered."""
        ...

    def find_patient(self, patient_id: str) -> Patient | None:
        """Return the patient; None when it was never registered."""
        ...

    def encounters_of(self, patient_id: str) -> list[str]:
        """Return the ids of the encounters that name a patient."""
        ...


class TermStore(Protocol):
    """Payers' words that no profile knows, and what was decided about them."""

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words, and each word as open unless it is stored."""
        ...

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """Return a payer's words under review and decided, by word."""
        ...

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when the stored version is not the one before."""
        ...

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """Return the claims that bear a word."""
        ...


class BatchStore(Protocol):
    """Batches that were sent, the statuses of whole batches, and what came of these."""

    def append_batch_roster(self, roster: BatchRoster) -> None:
        """Store claims of a batch; idempotent."""
        ...

    def append_batch_read(self, read: BatchRead) -> None:
        """Store that a file with the batch is read to its end; idempotent."""
        ...

    def append_batch_status(self, status: BatchStatusCopy) -> None:
        """Store the status of a batch or provider with its file; idempotent.

        A status that decides is stored beside its batch as well.
        """
        ...

    def batch_of(self, batch_key: str) -> Batch:
        """Return all that is known of a batch."""
        ...

    def batch_statuses_of(self, file_id: str) -> list[BatchStatusCopy]:
        """Return the statuses of batches and providers that a file brought, in order of place."""
        ...

    def save_batch_result(self, result: BatchResult) -> bool:
        """Store a result unless it or a later version is stored. Return True when it was stored."""
        ...


class Listings(Protocol):
    """Claims, matches and batches by what people and schedules ask for.

    Eventually consistent: what changed a moment ago may be missing or still be listed elsewhere.
    """

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims and the token of the next page.

        By the name of the state, and the oldest in it first. Without a state, all states follow
        one another. A token is a claim's place (`listing_order`), and any place may be one.
        """
        ...

    def walk_claims(
        self, *, payer_ids: Sequence[str], states: Collection[State], after: str, at_once: int
    ) -> Iterator[Claim]:
        """Yield the claims of payers in some states (none: in all) after a place, in its order.

        `at_once` are read first, as many as the caller surely wants; further ones as they are
        asked for. A claim that moves meanwhile may be missing, or come twice.
        """
        ...

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims whose current submission is of that day, by id.

        With the token of the next page. The day is the one on which the 837 says that it was
        made (BHT04).
        """
        ...

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """Return a payer's doubtful matches, for people to decide."""
        ...

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Return claims whose held evidence next becomes an exception on that day."""
        ...

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """Return a payer's claims with something that needs review, the oldest exception first.

        Held too long, flagged by a note, or pointing at what is not registered (so).
        """
        ...

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """Return a payer's batch results that are exceptions, the oldest first."""
        ...
