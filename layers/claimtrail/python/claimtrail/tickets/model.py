"""A ticket: what is to be done about a claim, for whom, how urgently, and what became of it.

Holds opaque ids, states, codes, amounts and days only: whoever works on it looks the patient up
with rights of their own.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import FILE_PREFIX, TICKET_PREFIX, derived_id
from claimtrail.tickets.priority import RESPONSE_DAYS


class TicketStatus(StrEnum):
    """The status of the work: open while something is still to be done."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class TicketCategory(StrEnum):
    """The taxonomy of tickets, `<area>/<reason>`."""

    PENDING_PAST_WINDOW = "claims_processing/pending_past_window"
    NO_ACKNOWLEDGMENT = "claims_processing/no_acknowledgment"
    HELD_TOO_LONG = "claims_processing/held_too_long"
    WITHOUT_AUTHORITY = "trading_partners/without_authority"
    REJECTED = "claims_processing/rejected"
    INFORMATION_REQUESTED = "claims_processing/information_requested"
    FORWARDED = "claims_processing/forwarded"
    DENIED = "denials/denied"
    PARTLY_DENIED = "denials/partly_denied"
    PAYMENT_TAKEN_BACK = "payments/taken_back"
    FINAL_WITHOUT_PAYMENT = "payments/final_without_payment"


class TicketEntry(FrozenModel):
    """One thing that happened to the ticket."""

    at: datetime
    actor: str
    """`system:<function>` or `user:<id>`."""
    action: Literal["opened", "updated", "closed"]
    note: str


class TicketCause(FrozenModel):
    """The cause of an outcome, or of a silence.

    Tickets of one cause are listed, and often solved, together.
    """

    payer_id: str
    """The payer that decided."""
    outcome: str
    """The claim's state: `DENIED`, `FRONT_END_REJECTED`; empty where no word came at all."""
    category: str
    """The kind of cause: `medical necessity`, `missing information`."""
    code: str
    """The code that decided: `CO-50`, `A6:33:IL`; empty when none did. Of a silence, the file that
    nobody acknowledged."""

    @property
    def file_id(self) -> str:
        """Return the file that nobody acknowledged; empty for other causes."""
        return self.code if self.code.startswith(FILE_PREFIX) else ""


class Ticket(FrozenModel):
    """One piece of follow-up work on one claim."""

    schema_version: Literal[1] = 1
    ticket_id: str
    version: int = Field(default=1, ge=1)
    """Grows by one with each write; a write against an older version is refused."""
    category: TicketCategory
    claim_id: str
    """Empty for a task that concerns many claims of one partner."""
    payer_id: str
    origin_id: str
    """The origin of the ticket: the id of the escalation, exception or incident."""
    title: str
    description: str
    impact: int = Field(ge=1, le=3)
    urgency: int = Field(ge=1, le=3)
    priority: int = Field(ge=1, le=4)
    rule: str
    """The rule that set the priority, with its version."""
    assigned_to: str
    """A role's queue, `queue:<name>`."""
    status: TicketStatus = TicketStatus.OPEN
    opened_at: datetime
    closed_at: datetime | None = None
    close_reason: str | None = None
    history: tuple[TicketEntry, ...]
    cause: TicketCause | None = None
    """Of an outcome, or of a file without acknowledgment; None for tickets of other kinds."""
    reason: str = ""
    """The codes of the outcome with their meaning, in our words."""
    amount_cents: int = 0
    """The dollars that wait for it, in cents."""
    next_action: str = ""
    """Imperative words for whoever works on it."""
    action_rule: str = ""
    """The rule that named the next action, with its version."""
    deadline: date | None = None
    """The last day on which the payer takes the next action; None when no such day is known."""
    deadline_kind: str = ""
    """`timely filing`, `corrected claim`, `appeal`, `documents`; empty without a deadline."""

    @property
    def due_on(self) -> date:
        """Return the day that orders it: the payer's deadline, else ours by its priority."""
        return self.deadline or self.opened_at.date() + timedelta(RESPONSE_DAYS[self.priority])


def ticket_id(*, claim_id: str, origin_id: str) -> str:
    """Return the id of the one ticket that this origin opens for this claim."""
    return derived_id(TICKET_PREFIX, claim_id, origin_id)


def closed(ticket: Ticket, *, reason: str, at: datetime, actor: str) -> Ticket:
    """Return the ticket, closed; a ticket that is closed already comes back as it is."""
    if ticket.status is TicketStatus.CLOSED:
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="closed", note=reason)
    return ticket.model_copy(
        update={
            "version": ticket.version + 1,
            "status": TicketStatus.CLOSED,
            "closed_at": at,
            "close_reason": reason,
            "history": (*ticket.history, entry),
        }
    )


def work_order(ticket: Ticket) -> tuple[date, int, int, datetime, str]:
    """Return the place of a ticket among others: by day, then dollars, priority and age."""
    largest_first = -ticket.amount_cents
    return ticket.due_on, largest_first, ticket.priority, ticket.opened_at, ticket.ticket_id


def says_other(ticket: Ticket, content: Ticket) -> bool:
    """Tell whether the content of two versions of a ticket differs."""
    return any(getattr(ticket, name) != getattr(content, name) for name in _CONTENT)


def updated(ticket: Ticket, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket:
    """Return an open ticket with another one's content; as it is when that says the same."""
    if ticket.status is TicketStatus.CLOSED or not says_other(ticket, content):
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="updated", note=note)
    changes = {name: getattr(content, name) for name in _CONTENT}
    return ticket.model_copy(
        update={**changes, "version": ticket.version + 1, "history": (*ticket.history, entry)}
    )


_CONTENT = (
    "payer_id",
    "category",
    "title",
    "description",
    "impact",
    "cause",
    "reason",
    "amount_cents",
    "next_action",
    "action_rule",
    "deadline",
    "deadline_kind",
    "assigned_to",
)
"""The fields that follow from the claim; urgency and priority stay as at the opening."""
