"""A ticket: what is to be done about a claim, for whom, how urgently, and what became of it.

Holds opaque ids, states, codes, amounts and days only: whoever works on it looks the patient up
with rights of their own.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import FILE_PREFIX, TICKET_PREFIX, derived_id
from claimtrail.tickets.priority import RESPONSE_DAYS


class TicketStatus(StrEnum):
    """The status of the work, from its opening to its end; a person may take an end back."""

    NEW = "NEW"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    REOPENED = "REOPENED"
    RESOLVED = "RESOLVED"
    """Done, as whoever worked on it says; whoever asked for it may still disagree."""
    CLOSED = "CLOSED"
    CANCELED = "CANCELED"
    """There was nothing to do."""


OPEN = frozenset(
    {
        TicketStatus.NEW,
        TicketStatus.IN_PROGRESS,
        TicketStatus.ON_HOLD,
        TicketStatus.REOPENED,
    }
)
"""Statuses in which something is still to be done."""


TICKET_STATUS_WORDS: Mapping[TicketStatus, str] = MappingProxyType(
    {one: one.value.replace("_", " ").lower() for one in TicketStatus}
)
"""By status: the words that pages and commands show."""


class HoldParty(StrEnum):
    """The party that a ticket on hold waits for; clocks of some promises rest meanwhile."""

    PAYER = "payer"
    PROVIDER_DOCUMENTATION = "provider documentation"
    PATIENT = "patient"
    VENDOR = "vendor"
    CHANGE = "change"
    """Of a system, which is planned for a day."""


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
    STATUS_INQUIRY = "claims_processing/status_inquiry"
    """A person asked for the payer's word, which somebody has to get."""
    ACCESS_REVIEW_OVERDUE = "access/review_overdue"
    ACCESS_CHANGE_REQUESTED = "access/change_requested"
    """A manager wants a person to have other access."""
    OPENING_UNJUSTIFIED = "access/opening_unjustified"
    """A restricted claim was opened without need: the privacy office looks into it."""


TicketAction = Literal[
    "opened",
    "updated",
    "assigned",
    "noted",
    "started",
    "held",
    "resumed",
    "resolved",
    "reopened",
    "closed",
    "canceled",
]


class TicketEntry(FrozenModel):
    """One thing that happened to the ticket."""

    at: datetime
    """The instant at which it was recorded."""
    actor: str
    """`system:<function>` or `user:<id>`."""
    action: TicketAction
    note: str
    """Of `noted`, and of each change of status, a person's own words; of `assigned` the new
    owner."""
    since: datetime | None = None
    """The instant from which it holds, of what was told late; None: from its recording on."""
    status: TicketStatus | None = None
    """The status that it gave the ticket; None: as before."""
    hold_reason: HoldParty | None = None
    """Of `held`."""


class TicketCause(FrozenModel):
    """The cause of an outcome, or of a silence.

    Tickets of one cause are listed, and often solved, together.
    """

    payer_id: str
    """The payer that decided."""
    outcome: str
    """The claim's state: `DENIED`, `FRONT_END_REJECTED`; empty where no word came at all."""
    category: str
    """The kind of cause: `medical necessity`; of a silence the word that is late: `no 277CA`."""
    code: str
    """The code that decided: `CO-50`, `A6:33:IL`; empty when none did. Of a silence, the file that
    nobody acknowledged."""

    @property
    def file_id(self) -> str:
        """Return the file that nobody acknowledged; empty for other causes."""
        return self.code if self.code.startswith(FILE_PREFIX) else ""


class Ticket(FrozenModel):
    """One piece of follow-up work on one claim."""

    schema_version: Literal[2] = 2
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
    """A role's queue, `queue:<name>`, or a person who took it or was given it, `user:<id>`."""
    status: TicketStatus = TicketStatus.NEW
    hold_reason: HoldParty | None = None
    """While it is on hold."""
    opened_at: datetime
    closed_at: datetime | None = None
    close_reason: str | None = None
    history: tuple[TicketEntry, ...]
    cause: TicketCause | None = None
    """Of an outcome, or of a word that did not come; None for tickets of other kinds."""
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
    facility_npi: str | None = None
    """Of the claim; empty where it belongs to none; None: of a ticket that does not say."""
    submitted_on: date | None = None
    """Of the claim, when the ticket was opened or updated."""
    moved_on: date | None = None
    """Since when the claim stood as it did then."""
    patient_ids: tuple[str, ...] = ()
    """Opaque ids of the claim's registered patient; empty where the provider registers none."""
    is_sensitive: bool = False
    """True if the registration says that the claim is for few eyes; the claim has the reason."""

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be done."""
        return self.status in OPEN

    @property
    def is_assigned_by_person(self) -> bool:
        """Return whether a person said whose it is: no rule assigns it any more."""
        return any(entry.action == "assigned" for entry in self.history)

    @property
    def last_note(self) -> TicketEntry | None:
        """Return the last words that a person wrote; None before the first."""
        notes = (entry for entry in reversed(self.history) if entry.action == "noted")
        return next(notes, None)

    @property
    def due_on(self) -> date:
        """Return the day that orders it: the payer's deadline, else ours by its priority."""
        return self.deadline or self.opened_at.date() + timedelta(RESPONSE_DAYS[self.priority])


def ticket_id(*, claim_id: str, origin_id: str) -> str:
    """Return the id of the one ticket that this origin opens for this claim."""
    return derived_id(TICKET_PREFIX, claim_id, origin_id)


def work_order(ticket: Ticket) -> tuple[date, int, int, datetime, str]:
    """Return the place of a ticket among others: by day, then dollars, priority and age."""
    largest_first = -ticket.amount_cents
    return ticket.due_on, largest_first, ticket.priority, ticket.opened_at, ticket.ticket_id


def says_other(ticket: Ticket, content: Ticket) -> bool:
    """Tell whether the content of two versions of a ticket differs."""
    return any(getattr(ticket, name) != getattr(content, name) for name in _content_of(ticket))


def updated(ticket: Ticket, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket:
    """Return an open ticket with another one's content; as it is when that says the same."""
    if not ticket.is_open or not says_other(ticket, content):
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="updated", note=note)
    changes = {name: getattr(content, name) for name in _content_of(ticket)}
    return following(ticket, entry, **changes)


def assigned(ticket: Ticket, *, to: str, at: datetime, actor: str) -> Ticket:
    """Return an open ticket of another owner; as it is when it is closed, or that owner's."""
    if not ticket.is_open or ticket.assigned_to == to:
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="assigned", note=to)
    return following(ticket, entry, assigned_to=to)


def noted(ticket: Ticket, *, note: str, at: datetime, actor: str) -> Ticket:
    """Return an open ticket with a person's words.

    As it is when it is closed, or when the same person's last words are the same: a form that is
    sent twice is noted once.
    """
    last = ticket.history[-1]
    is_repeated = (last.action, last.actor, last.note) == ("noted", actor, note)
    if not ticket.is_open or is_repeated:
        return ticket
    return following(ticket, TicketEntry(at=at, actor=actor, action="noted", note=note))


def following(ticket: Ticket, entry: TicketEntry, **changes: Any) -> Ticket:
    """Return the next version of a ticket."""
    return ticket.model_copy(
        update={**changes, "version": ticket.version + 1, "history": (*ticket.history, entry)}
    )


def _content_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the fields that follow from the claim: the owner only until a person names one."""
    return _CONTENT if ticket.is_assigned_by_person else (*_CONTENT, "assigned_to")


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
    "facility_npi",
    "submitted_on",
    "moved_on",
    "patient_ids",
    "is_sensitive",
)
"""The fields that follow from the claim; urgency and priority stay as at the opening."""
