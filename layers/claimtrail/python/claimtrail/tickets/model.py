"""A ticket: what is to be done about a claim, for whom, how urgently, and what became of it.

Holds opaque ids, states, codes, amounts and days only: whoever works on it looks the patient up
with rights of their own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import FILE_PREFIX, TICKET_PREFIX, derived_id
from claimtrail.tickets.entry_parts import ClockMark, HandOff, LetterMark, TicketEscalation
from claimtrail.tickets.sla.promises import promised_on
from claimtrail.tickets.ticket_parts import (
    UNALLOCATED,
    CategoryPath,
    CommentVisibility,
    FieldChange,
    LinkKind,
    PriorityOverride,
    RoutingDecision,
    TicketAction,
    TicketClaims,
    TicketDatum,
    TicketLink,
    TicketOrigin,
    TicketOwnership,
    TicketTag,
    Tier,
    is_person,
)


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
    {TicketStatus.NEW, TicketStatus.IN_PROGRESS, TicketStatus.ON_HOLD, TicketStatus.REOPENED}
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
    """Categories of the tickets that our own functions open; the taxonomy has all categories."""

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
    POSTING_FAILED = "payment_posting/posting_failed"
    OVERPAID = "payment_posting/overpaid"
    FILE_QUARANTINED = "data_quality/file_quarantined"
    CODE_SET = "data_quality/code_set"
    DELIVERY_FAILED = "connectivity/delivery_failed"
    ENDPOINT_DOWN = "connectivity/endpoint_down"
    """Something of ours or of a partner's does not answer as it should: an alarm says so."""
    ACCESS_REVIEW_OVERDUE = "access/review_overdue"
    ACCESS_CHANGE_REQUESTED = "access/change_requested"
    """A manager wants a person to have other access."""
    OPENING_UNJUSTIFIED = "access/opening_unjustified"
    """A restricted claim was opened without need: the privacy office looks into it."""


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
    """The instant from which it holds, of what was reported late; None: from its recording on."""
    status: TicketStatus | None = None
    """The status that it gave the ticket; None: as before."""
    hold_reason: HoldParty | None = None
    """Of `held`."""
    visibility: CommentVisibility | None = None
    """Of `noted`; None: internal."""
    changes: tuple[FieldChange, ...] = ()
    """Fields that clocks and reports follow: priority, category, tier, owner."""
    clock: ClockMark | None = None
    """Of `warned` and `breached`."""
    escalation: TicketEscalation | None = None
    """Of `escalated`."""
    hand_off: HandOff | None = None
    """Of `handed_over` and `handed_back`."""
    letter: LetterMark | None = None
    """Of `corresponded`."""


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


def _opener(data: dict[str, Any]) -> str:
    """Return who opened a ticket, of fields that were read so far."""
    history: tuple[TicketEntry, ...] = data.get("history", ())
    return history[0].actor if history else ""


def _origin(data: dict[str, Any]) -> TicketOrigin:
    return TicketOrigin.PERSON if is_person(data.get("requester", "")) else TicketOrigin.SYSTEM


class Ticket(FrozenModel):
    """One piece of follow-up work: on a claim, on many of one cause, or on none."""

    schema_version: Literal[3] = 3
    ticket_id: str
    version: int = Field(default=1, ge=1)
    """Grows by one with each write; a write against an older version is refused."""
    category: CategoryPath
    taxonomy_version: int = Field(default=1, ge=1)
    """The version of the taxonomy that the category is of."""
    claim_id: str
    """Empty for a ticket that concerns many claims, or none."""
    claims: TicketClaims = TicketClaims()
    """Of a ticket that concerns many claims."""
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
    priority_reason: str = ""
    """Why it has this priority, where no table says so by the rule."""
    override: PriorityOverride | None = None
    """While a person's priority holds in place of the rules'."""
    tier: Tier = 1
    routing: RoutingDecision | None = None
    """The decision that chose owner and tier; None where the category's default did."""
    ownership: TicketOwnership | None = None
    """Of a category that may be clinical or financial."""
    handed_to: HandOff | None = None
    """The vendor that has the work; `assigned_to` answers for it inside all the while."""
    assigned_to: str = UNALLOCATED
    """A role's queue, `queue:<name>`, or a person who took it or was given it, `user:<id>`.

    Rules of routing name it when the ticket opens."""
    status: TicketStatus = TicketStatus.NEW
    hold_reason: HoldParty | None = None
    """While it is on hold."""
    opened_at: datetime
    closed_at: datetime | None = None
    close_reason: str | None = None
    history: tuple[TicketEntry, ...] = Field(min_length=1)
    requester: str = Field(default_factory=_opener)
    """`user:<id>` or `system:<function>`; whoever opened it unless it says so."""
    origin: TicketOrigin = Field(default_factory=_origin)
    watchers: tuple[str, ...] = ()
    """People and queues that want to know what happens to it, in order."""
    links: tuple[TicketLink, ...] = ()
    merged_into: str | None = None
    """The ticket that took its claims and its work."""
    tags: tuple[TicketTag, ...] = ()
    """By name."""
    metadata: tuple[TicketDatum, ...] = ()
    """Values that its category asks for, by name."""
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
    claim_type: str = ""
    """Of the claim: `professional`, `institutional`; empty where it has none, or no 837."""
    word_source: str = ""
    """The carrier of the news that it is about: `277CA`, `835`, `person`; empty: nobody's."""
    charge_cents: int = 0
    """The whole charge of the claim."""
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
    def claim_count(self) -> int:
        """Return how many claims it is about."""
        return self.claims.count or int(bool(self.claim_id))

    @property
    def first_claims(self) -> tuple[str, ...]:
        """Return its claim, or the first ones of a ticket that is about many."""
        return (self.claim_id,) if self.claim_id else self.claims.first

    @property
    def parent_id(self) -> str | None:
        """Return the ticket of one cause that it belongs to; None where it stands alone."""
        parents = (one.ticket_id for one in self.links if one.kind is LinkKind.CHILD_OF)
        return next(parents, None)

    @property
    def urgent_since(self) -> date | None:
        """Return the day on which a clinical urgency began; None without one."""
        return self.override.at.date() if self.override and self.override.hold else None

    @property
    def order_day(self) -> date:
        """Return the day that orders it among stored ones; `ticket_due` has the day it is due.

        The payer's deadline, else the day that was promised at its opening: holds move no stored
        place. A clinical urgency stands at the day on which it began, if that is earlier.
        """
        own = self.deadline or promised_on(self.opened_at, self.priority)
        return min(own, self.urgent_since) if self.urgent_since else own


def ticket_id(*, claim_id: str, origin_id: str) -> str:
    """Return the id of the one ticket that this origin opens for this claim."""
    return derived_id(TICKET_PREFIX, claim_id, origin_id)


def work_order(ticket: Ticket) -> tuple[date, int, int, datetime, str]:
    """Return the place of a ticket among others: by day, then dollars, priority and age."""
    largest_first = -ticket.amount_cents
    return ticket.order_day, largest_first, ticket.priority, ticket.opened_at, ticket.ticket_id
