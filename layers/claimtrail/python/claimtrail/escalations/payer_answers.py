"""The end of waiting for a payer: a ticket on hold goes on once the payer spoke of its claim.

The claim's own facts decide: a 277, an 835, or any other word of the payer's that came after the
hold began. The ticket goes on from the instant at which the word came, however late that is seen,
so that its clocks are right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY
from claimtrail.claims.lifecycle.action_rules import NO_ACTION
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import Clock
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest

ACTOR = "system:ticket_outcomes"
_WORDS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.INTERCHANGE_ACKNOWLEDGED: "TA1",
        EventKind.SET_ACKNOWLEDGED: "999",
        EventKind.FRONT_END_STATUS: "277CA",
        EventKind.BATCH_STATUS: "277CA",
        EventKind.STATUS_REPORTED: "277",
        EventKind.REMITTED: "835",
    }
)
"""By kind of evidence: the transaction by which a payer speaks."""
_MOST_CODES = 5
_OF_OTHERS = frozenset(
    {
        *("matched", "other_payer_claim", "rejected_authority"),
        *WITHOUT_AUTHORITY,
    }
)
"""Reasons of notes and of holding: the word counts for another claim, or is none of its payer."""

PAYER_SAYS: tuple[State, ...] = (
    State.IN_PROCESS,
    State.IN_REVIEW,
    State.PAYER_HOLD,
    State.ADJUDICATED,
    State.PAID,
    State.PATIENT_RESPONSIBILITY,
    State.REVISED,
    State.PREDETERMINED,
)
"""States of which a 277 or an 835 tells, and in which nobody on our side acts."""
_PAYER_SAYS = frozenset(one.value for one in PAYER_SAYS)
NOTHING_TO_DO = frozenset(one.value for one in NO_ACTION)
"""The states in which nobody acts, before such a word."""


def is_word_alone(event: BusEvent) -> bool:
    """Return whether an event tells of a payer's word by which no ticket opens, nor closes."""
    return event.after in _PAYER_SAYS and (event.before or State.DRAFT) in NOTHING_TO_DO


PayerWord = LifecycleStep | Note | Held


class AnsweredClaims(Protocol):
    """The part of the claim store that knows what payers said."""

    def find(self, claim_id: str) -> Claim | None:
        """Return the claim; None when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerAnswers:
    """Resumes tickets whose payer answered."""

    claims: AnsweredClaims
    ticket_service: TicketService
    clock: Clock

    def settle(self, claim_id: str) -> int:
        """Resume the tickets of a claim that wait for its payer; return how many went on.

        Raises ConflictError when other writers of a ticket keep winning.
        """
        return self._settle(self.ticket_service.of_claim(claim_id))

    def settle_open(self) -> int:
        """Resume every open ticket whose payer answered unheard; return how many went on."""
        return self._settle(self.ticket_service.walk_open())

    def _settle(self, tickets: Iterable[Ticket]) -> int:
        return sum(self._resume(one) for one in tickets if waits_for_payer(one))

    def _resume(self, ticket: Ticket) -> bool:
        claim = self.claims.find(ticket.claim_id)
        word = payer_word(claim, after=held_since(ticket)) if claim else None
        if word is None:
            return False
        said = " ".join(word.codes[:_MOST_CODES])
        asked = StatusRequest(
            change=StatusChange.RESUME,
            at=self.clock(),
            actor=ACTOR,
            note=f"the payer answered: {_WORDS[word.evidence]} {said}".strip(),
            since=word.source.received_at,
        )
        self.ticket_service.change_status(ticket.ticket_id, asked)
        return True


def waits_for_payer(ticket: Ticket) -> bool:
    """Return whether a ticket of one claim is on hold for its payer."""
    is_held = ticket.status is TicketStatus.ON_HOLD and ticket.hold_reason is HoldParty.PAYER
    return is_held and bool(ticket.claim_id)


def held_since(ticket: Ticket) -> datetime:
    """Return the instant from which a ticket is on hold."""
    held = (one for one in reversed(ticket.history) if one.status is TicketStatus.ON_HOLD)
    entry = next(held, ticket.history[-1])
    return entry.since or entry.at


def payer_word(claim: Claim, *, after: datetime) -> PayerWord | None:
    """Return the first word of a payer about a claim that came after an instant.

    It may have moved the claim, been noted beside it, or wait for a step that is missing.
    """
    beside: tuple[Note | Held, ...] = (*claim.notes, *claim.held)
    others = (one for one in beside if one.reason not in _OF_OTHERS)
    every: tuple[PayerWord, ...] = (*claim.steps, *others)
    said = (one for one in every if one.evidence in _WORDS and one.source.received_at > after)
    return min(said, key=lambda one: (one.source.received_at, one.event_id), default=None)
