"""The working set from which a claim's page is composed, and the addresses of its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.access.subjects import AccessRestriction
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.notes import ClaimNote
from claimtrail.claims.views.whole_claim import WholeClaim
from claimtrail.escalations.model import Escalation
from claimtrail.partners.fields import Deadlines
from claimtrail.tickets.model import Ticket


@dataclass(frozen=True, kw_only=True)
class PageContext:
    """A claim with what stands beside it, as of one instant, for one person."""

    whole: WholeClaim
    tickets: Sequence[Ticket]
    escalations: Sequence[Escalation]
    notes: Sequence[ClaimNote]
    """People's notes on the claim, the first one first."""
    deadlines: Deadlines
    now: datetime
    restrictions: frozenset[AccessRestriction] = frozenset()
    may_trace: bool = False
    """True if the person may see the payer's bytes of this claim."""
    payment_link: Callable[[ClaimEvent], str] = lambda _: ""
    """Gives the address of the payment that a remittance explains; empty: none is shown."""

    @property
    def today(self) -> date:
        """Return the day of the request (UTC)."""
        return self.now.date()

    @property
    def claim(self) -> Claim:
        """Return the claim."""
        return self.whole.claim

    def segment_of(self, event_id: str) -> str:
        """Return the address of the bytes behind a fact; empty for who may not see them."""
        is_there = self.may_trace and event_id in self.whole.by_id
        return f"{claim_address(self.claim.claim_id)}/events/{event_id}/segment" if is_there else ""

    def segment_of_step(self, number: int) -> str:
        """Return the address of the bytes behind a step, counted from 1."""
        if not self.may_trace:
            return ""
        return f"{claim_address(self.claim.claim_id)}/steps/{number}/segment"


def claim_address(claim_id: str) -> str:
    """Return the address of a claim's page."""
    return f"/claims/{claim_id}"


def marked(link: str, mark: str) -> str:
    """Return the address of bytes with the place that a figure stands at: `CLP04`, `SVC#2`."""
    return f"{link}?mark={mark.replace('#', '%23')}" if link else ""
