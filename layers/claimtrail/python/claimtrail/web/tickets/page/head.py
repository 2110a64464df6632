"""The head of a ticket's page: how it stands, whose it is, by when, and for what."""

from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.priority import priority_reason
from claimtrail.tickets.sla.due_days import ticket_due
from claimtrail.tickets.ticket_parts import DatumKind, TicketDatum
from claimtrail.tickets.views import status_words
from claimtrail.web.tickets.subject import TIER_WORDS, category_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePart:
    """A priority that a person set, until when, and who approved it."""

    until: datetime
    then: int
    """The priority that holds again afterwards."""
    approved_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHead:
    """The head of the page."""

    ticket_id: str
    version: int
    title: str
    status: str
    """In words: `on hold (payer)`."""
    is_open: bool
    priority: int
    impact: str
    """The dollars behind the priority: `$1,000 or more`."""
    urgency: str
    """The time behind the priority, or the words that explain it."""
    override: OverridePart | None
    category: str
    category_words: str
    """`Denial management: Medical necessity`."""
    taxonomy_version: int
    tier: str
    owner: str
    requester: str
    origin: str
    """`a person` or `our own functions`."""
    payer_id: str
    claim_id: str
    """Empty for a ticket about many claims, or none."""
    claim_count: int
    file_id: str
    facility_npi: str
    amount_cents: int
    description: str
    reason: str
    next_action: str
    due_on: date
    deadline_kind: str
    """Of the payer's day; empty where it sets none."""
    due_kind: str
    """`appeal` and the like of a payer's day; `SLA resolution` of the clock's."""
    days_left: int | None
    """None once it has ended."""
    tags: tuple[str, ...]
    watchers: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    close_reason: str
    merged_into: str
    parent_id: str
    rule: str
    action_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumPart:
    """A value that the category asks for."""

    name: str
    value: str
    """Empty for an amount."""
    amount_cents: int | None


HEAD_TABLES = (
    field_table(
        TicketHead,
        {
            FieldGroup.REFERENCE: (
                "ticket_id payer_id claim_id claim_count file_id merged_into parent_id"
            ),
            FieldGroup.STATUS: "title reason next_action tags",
            FieldGroup.SERVICE: "facility_npi",
            # The words name charge, payment and what waits.
            FieldGroup.MONEY: "amount_cents description impact",
            FieldGroup.NOTES: "close_reason",
            FieldGroup.WORK: (
                "status is_open priority urgency override category category_words tier owner "
                "requester origin due_on deadline_kind due_kind days_left watchers opened_at "
                "closed_at"
            ),
            FieldGroup.TECHNICAL: "version taxonomy_version rule action_rule",
        },
    ),
    field_table(
        OverridePart,
        {FieldGroup.WORK: "until then approved_by", FieldGroup.NOTES: "reason"},
    ),
    field_table(
        DatumPart,
        {
            FieldGroup.NOTES: "name value",
            (FieldGroup.NOTES, FieldGroup.MONEY): "amount_cents",
        },
    ),
)


def ticket_head(ticket: Ticket, *, now: datetime) -> TicketHead:
    """Return the head of a ticket's page."""
    category, reason = category_of(ticket), priority_reason(ticket.rule)
    due = ticket_due(ticket, now=now)
    return TicketHead(
        ticket_id=ticket.ticket_id,
        version=ticket.version,
        title=states_in_words(ticket.title),
        status=status_words(ticket),
        is_open=ticket.is_open,
        priority=ticket.priority,
        impact=reason.impact,
        urgency=ticket.priority_reason or reason.urgency,
        override=_override(ticket),
        category=ticket.category,
        category_words=category.words,
        taxonomy_version=ticket.taxonomy_version,
        tier=TIER_WORDS[str(ticket.tier)],
        owner=ticket.assigned_to,
        requester=ticket.requester,
        origin=_ORIGINS[ticket.origin.value],
        payer_id=ticket.payer_id,
        claim_id=ticket.claim_id,
        claim_count=ticket.claim_count,
        file_id=ticket.cause.file_id if ticket.cause else "",
        facility_npi=ticket.facility_npi or "",
        amount_cents=ticket.amount_cents,
        description=states_in_words(ticket.description),
        reason=ticket.reason,
        next_action=ticket.next_action,
        due_on=due.on,
        deadline_kind=ticket.deadline_kind,
        due_kind=due.kind,
        days_left=days_between(now.date(), due.on) if ticket.is_open else None,
        tags=tuple(one.name for one in ticket.tags),
        watchers=ticket.watchers,
        opened_at=ticket.opened_at,
        closed_at=ticket.closed_at,
        close_reason=states_in_words(ticket.close_reason or ""),
        merged_into=ticket.merged_into or "",
        parent_id=ticket.parent_id or "",
        rule=ticket.rule,
        action_rule=ticket.action_rule,
    )


def datum_parts(ticket: Ticket) -> tuple[DatumPart, ...]:
    """Return the values that the category asks for, by name."""
    return tuple(map(_datum, ticket.metadata))


def _datum(one: TicketDatum) -> DatumPart:
    is_amount = one.kind is DatumKind.AMOUNT
    return DatumPart(
        name=one.name.replace("_", " "),
        value="" if is_amount else one.value,
        amount_cents=int(one.value) if is_amount else None,
    )


def _override(ticket: Ticket) -> OverridePart | None:
    held = ticket.override
    if held is None:
        return None
    return OverridePart(
        until=held.expires_at, then=held.replaced, approved_by=held.approved_by, reason=held.reason
    )


_ORIGINS = {"PERSON": "a person", "SYSTEM": "our own functions"}
