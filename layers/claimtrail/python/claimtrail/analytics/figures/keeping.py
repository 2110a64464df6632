"""Keeping figures: whatever says that a claim or ticket changed, its stored version is counted.

A message says which one changed, and not how. Messages may come twice, late, or in any order; the
version that is stored when a message is worked off is counted, unless a newer one was.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from claimtrail.analytics.figures.counting import (
    Contribution,
    contribution_of_claim,
    contribution_of_ticket,
)
from claimtrail.analytics.figures.ports import CurrentClaims, CurrentTickets, FigureStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSubjects:
    """Claims and tickets that changed."""

    claim_ids: frozenset[str] = frozenset()
    ticket_ids: frozenset[str] = frozenset()

    def plus(self, other: "ChangedSubjects") -> "ChangedSubjects":
        """Return both together; one that changed twice is counted once."""
        return ChangedSubjects(
            claim_ids=self.claim_ids | other.claim_ids,
            ticket_ids=self.ticket_ids | other.ticket_ids,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKeeper:
    """The use case behind the queue of what changed."""

    store: FigureStore
    claims: CurrentClaims
    tickets: CurrentTickets

    def count(self, changed: ChangedSubjects) -> int:
        """Count the stored versions. Return how many were not counted yet."""
        return self.store.apply([*self._of_claims(changed), *self._of_tickets(changed)])

    def _of_claims(self, changed: ChangedSubjects) -> Iterable[Contribution]:
        found = map(contribution_of_claim, self.claims.current(sorted(changed.claim_ids)))
        return (one for one in found if one)

    def _of_tickets(self, changed: ChangedSubjects) -> Iterable[Contribution]:
        stored = map(self.tickets.get, sorted(changed.ticket_ids))
        return (one for ticket in stored if ticket and (one := contribution_of_ticket(ticket)))
