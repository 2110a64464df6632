"""Changes of what a ticket says, whose it is, and what people say about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.ticket_parts import CommentVisibility, FieldChange

_FOLLOWED = ("assigned_to", "category", "priority", "tier")
"""Fields whose values before and after stand in the history: clocks and reports follow them."""


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


def noted(
    ticket: Ticket,
    *,
    note: str,
    at: datetime,
    actor: str,
    visibility: CommentVisibility = CommentVisibility.INTERNAL,
) -> Ticket:
    """Return an open ticket with a person's words.

    As it is when it is closed, or when the same person's last words are the same: a form that is
    sent twice is noted once.
    """
    last = ticket.history[-1]
    is_repeated = (last.action, last.actor, last.note) == ("noted", actor, note)
    if not ticket.is_open or is_repeated:
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="noted", note=note, visibility=visibility)
    return following(ticket, entry)


def following(ticket: Ticket, entry: TicketEntry, **changes: Any) -> Ticket:
    """Return the next version of a ticket; the entry has what changed of the followed fields."""
    entry = entry.model_copy(update={"changes": _followed(ticket, changes)})
    return ticket.model_copy(
        update={**changes, "version": ticket.version + 1, "history": (*ticket.history, entry)}
    )


def _followed(ticket: Ticket, changes: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the followed fields to which other values are given, in their order."""
    return tuple(
        FieldChange(name=name, before=str(before), after=str(changes[name]))
        for name in _FOLLOWED
        if name in changes and (before := getattr(ticket, name)) != changes[name]
    )


def _content_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the fields that follow from the claim: the category until a person names one."""
    is_categorized = any(entry.action == "categorized" for entry in ticket.history)
    return (*_CONTENT, *(() if is_categorized else ("category", "taxonomy_version")))


_CONTENT = (
    "payer_id",
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
    "claim_type",
    "word_source",
    "charge_cents",
    "submitted_on",
    "moved_on",
    "patient_ids",
    "is_sensitive",
)
"""The fields that follow from the claim; urgency and priority stay as at the opening."""
