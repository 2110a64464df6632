"""The timeline of a ticket: each thing that happened to it, in words, with who did it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.ticket_parts import CommentVisibility, FieldChange, is_person
from claimtrail.web.core.words import owner, short
from claimtrail.web.tickets.subject import category_words


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStep:
    """One thing that happened to a ticket."""

    at: datetime
    since: datetime | None
    """The instant from which it holds, of what was reported late."""
    by: str
    what: str
    """`put it on hold for the payer`."""
    visibility: str
    """`internal` or `external`; empty for what is no comment."""
    words: str
    """A person's own words."""
    details: str
    """The words of our own functions about it."""


HISTORY_TABLES = (
    field_table(
        TicketStep,
        {
            FieldGroup.WORK: "at since by what visibility",
            FieldGroup.NOTES: "words",
            # They may name a charge.
            (FieldGroup.NOTES, FieldGroup.MONEY): "details",
        },
    ),
)


def history_steps(ticket: Ticket) -> tuple[TicketStep, ...]:
    """Return everything that happened, the first thing first."""
    return tuple(map(_step, ticket.history))


def _step(entry: TicketEntry) -> TicketStep:
    is_own = is_person(entry.actor)
    is_told = entry.action in _TOLD or (entry.action == "opened" and "/" in entry.note)
    note = "" if is_told else states_in_words(entry.note)
    shown = entry.visibility or CommentVisibility.INTERNAL
    return TicketStep(
        at=entry.at,
        since=entry.since,
        by=entry.actor,
        what=step_words(entry),
        visibility=shown.value if entry.action == "noted" else "",
        words=note if is_own else "",
        details="" if is_own else note,
    )


def step_words(entry: TicketEntry) -> str:
    """Return what happened, in words, with the followed fields that changed."""
    words = _WORDS.get(entry.action, _other)(entry)
    changes = [_changed(one) for one in entry.changes if one.name != _SAID.get(entry.action)]
    return ", ".join((words, *changes))


def _other(entry: TicketEntry) -> str:
    """Return the words of an action that the table below does not know."""
    return f"{entry.action.replace('_', ' ')} it"


def _changed(change: FieldChange) -> str:
    words = _VALUES.get(change.name, str)
    return f"{_NAMES[change.name]} {words(change.before)} to {words(change.after)}"


_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "assigned_to": "owner from",
        "category": "category from",
        "priority": "priority from",
        "tier": "tier from",
    }
)
_VALUES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"assigned_to": owner, "category": category_words}
)
_SAID: Mapping[str, str] = MappingProxyType({"assigned": "assigned_to", "categorized": "category"})
"""By action: the field whose new value its words have."""
_TOLD = frozenset(
    {"assigned", "watched", "linked", "merged", "joined", "split", "categorized", "agreed"}
)
"""Actions whose words have the whole note; a person's opening has the category, as the head."""


def _held(entry: TicketEntry) -> str:
    party = entry.hold_reason.value if entry.hold_reason else "somebody"
    return f"put it on hold for {_PARTIES.get(party, f'the {party}')}"


_PARTIES = {"change": "a change of a system", "provider documentation": "provider documentation"}


def _linked(entry: TicketEntry) -> str:
    kind, _, ticket_id = entry.note.rpartition(" ")
    return f"linked it: {kind} {short(ticket_id)}"


_WORDS: Mapping[str, Callable[[TicketEntry], str]] = MappingProxyType(
    {
        "opened": lambda _: "opened it",
        "updated": lambda _: "brought it up to date",
        "assigned": lambda one: f"gave it to {owner(one.note)}",
        "noted": lambda _: "commented",
        "started": lambda _: "started the work",
        "held": _held,
        "resumed": lambda _: "resumed the work",
        "resolved": lambda _: "resolved it",
        "reopened": lambda _: "reopened it",
        "closed": lambda _: "closed it",
        "canceled": lambda _: "canceled it",
        "watched": lambda one: f"changed who watches it: {owner(one.note)}",
        "linked": _linked,
        "merged": lambda one: f"merged it into {short(one.note)}",
        "joined": lambda one: f"took over the claims of {short(one.note)}",
        "split": lambda one: f"split claims off into {short(one.note)}",
        "tagged": lambda _: "changed its tags",
        "categorized": lambda one: f"gave it the category {category_words(one.note)}",
        "prioritized": lambda _: "set its priority",
        "routed": lambda _: "routed it",
        "escalated": lambda _: "escalated it",
        "handed_over": lambda _: "handed it over",
        "handed_back": lambda _: "took it back",
        "owned": lambda _: "decided the side",
        "agreed": lambda one: f"agreed for {owner(one.note)}",
        "attached": lambda _: "attached a document",
        "corresponded": lambda _: "archived a letter",
    }
)
"""By action: what happened, in words."""
