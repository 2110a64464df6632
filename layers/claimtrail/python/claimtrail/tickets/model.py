"""A ticket: what is to be done about a claim, for whom, how urgently, and what became of it.

Holds opaque ids, states, codes, amounts and days only: whoever works on it looks the patient up
with rights of their own.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from claimtrail.kernel.ids import TICKET_PREFIX, derived_id


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TicketStatus(StrEnum):
    """The status of the work: open while something is still to be done."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class TicketCategory(StrEnum):
    """The taxonomy of tickets, `<area>/<reason>`."""

    PENDING_PAST_WINDOW = "claims_processing/pending_past_window"
    HELD_TOO_LONG = "claims_processing/held_too_long"
    WITHOUT_AUTHORITY = "trading_partners/without_authority"


class TicketEntry(_Frozen):
    """One thing that happened to the ticket."""

    at: datetime
    actor: str
    """`system:<function>` or `user:<id>`."""
    action: Literal["opened", "closed"]
    note: str


class Ticket(_Frozen):
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
