"""A claim with all that it rests on, read once: for the command `claim` and the claim's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.authority.withheld import with_authority
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.snapshot import PartitionReader
from claimtrail.claims.projection.matching import tied
from claimtrail.claims.store.ports import ClaimReader, EventLog
from claimtrail.claims.views.head import ClaimSummary, head_of
from claimtrail.claims.views.held_money import held_cents
from claimtrail.claims.views.line_outcomes import ClaimLines, lines_of
from claimtrail.claims.views.people import PersonsWord, peoples_words
from claimtrail.claims.views.stated_statuses import StatedStatus, stated_statuses
from claimtrail.partners.fields import Deadlines


class TiedClaims(ClaimReader, PartitionReader, Protocol):
    """Claims with the evidence that others lend them."""


@dataclass(frozen=True, kw_only=True)
class WholeClaim:
    """A claim and its facts, with the views that follow from both. Holds PHI."""

    claim: Claim
    events: Sequence[ClaimEvent]
    """The claim's own events and those that were found to mean it, in no promised order."""

    @cached_property
    def lines(self) -> ClaimLines:
        """Return the outcome of each line."""
        return lines_of(self.claim, self.events)

    @cached_property
    def statuses(self) -> list[StatedStatus]:
        """Return what payers said short of a payment, of those who may speak of the claim."""
        return stated_statuses(with_authority(self.claim, self.events))

    @cached_property
    def people(self) -> list[PersonsWord]:
        """Return what people saw and decided."""
        return peoples_words(self.claim, self.events)

    @cached_property
    def by_id(self) -> dict[str, ClaimEvent]:
        """Return the events by their id."""
        return {event.event_id: event for event in self.events}

    def head(
        self, *, deadlines: Deadlines, today: date, ticket_actions: tuple[str, ...] = ()
    ) -> ClaimSummary:
        """Return the head as of a day; `deadlines` are those of the claim's payer."""
        head = head_of(
            self.claim,
            self.lines.submission,
            deadlines=deadlines,
            today=today,
            ticket_actions=ticket_actions,
        )
        cents = 0 if self.claim.submissions else held_cents(self.claim, self.events)
        return replace(head, held_cents=cents)


def find_whole(claim_id: str, *, store: TiedClaims) -> WholeClaim | None:
    """Return a claim with its facts by one read of its partition and of those tied to it.

    None when it was never projected.
    """
    partition = store.partition_of(claim_id)
    if partition.change is None:
        return None
    events, _ = tied(claim_id, partition, store=store)
    return WholeClaim(claim=partition.change.claim, events=tuple(events))


def whole_of(claim: Claim, *, store: TiedClaims) -> WholeClaim:
    """Return a claim that was found already with its facts."""
    events, _ = tied(claim.claim_id, store.partition_of(claim.claim_id), store=store)
    return WholeClaim(claim=claim, events=tuple(events))


def events_behind(claim: Claim, *, store: EventLog) -> list[ClaimEvent]:
    """Return what a claim rests on, each fact as it was stored.

    Its own events, and those under numbers that mean it, which `WholeClaim` has as its own.
    """
    return [event for partition in claim.partitions for event in store.history_of(partition)]
