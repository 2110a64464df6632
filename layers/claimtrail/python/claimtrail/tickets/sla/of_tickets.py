"""The history of a ticket as its clocks read it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.sla.history import HOLD_REASON, PRIORITY, TicketChange

STATUS = "status"
CATEGORY = "category"
AREA = "area"
OWNER = "owner"


def changes_of(ticket: Ticket) -> tuple[TicketChange, ...]:
    """Return what changed of a ticket, each change from the instant on from which it holds.

    Facts: `status` and `hold_reason` as the ticket has them, `priority` of `1` to `4`, `category`
    and its `area`, and the `owner`. Warnings and breaches follow from clocks, and change none.
    """
    return tuple(_changes(ticket))


def _changes(ticket: Ticket) -> Iterator[TicketChange]:
    first, *others = ticket.history
    opening = {
        STATUS: "NEW",
        HOLD_REASON: "",
        PRIORITY: _at_opening(ticket, "priority"),
        **_category(_at_opening(ticket, "category")),
    }
    yield TicketChange(at=ticket.opened_at, event=first.action, facts=opening)
    for entry in others:
        if entry.clock:
            continue
        yield TicketChange(at=entry.since or entry.at, event=entry.action, facts=_facts(entry))


def _at_opening(ticket: Ticket, name: str) -> str:
    """Return the value that a field had at the opening: before the first change of it."""
    changes = (one for entry in ticket.history for one in entry.changes if one.name == name)
    first = next(changes, None)
    return first.before if first else str(getattr(ticket, name))


def _facts(entry: TicketEntry) -> dict[str, str]:
    facts: dict[str, str] = {}
    if entry.status is not None:
        reason = entry.hold_reason.value if entry.hold_reason else ""
        facts = {STATUS: entry.status.value, HOLD_REASON: reason}
    elif entry.action == "assigned":
        facts = {OWNER: entry.note}
    for change in entry.changes:
        facts |= _FIELDS[change.name](change.after) if change.name in _FIELDS else {}
    return facts


def _category(category: str) -> dict[str, str]:
    return {CATEGORY: category, AREA: category.partition("/")[0]}


_FIELDS: Mapping[str, Callable[[str], dict[str, str]]] = MappingProxyType(
    {
        "priority": lambda value: {PRIORITY: value},
        "category": _category,
        "assigned_to": lambda value: {OWNER: value},
    }
)
"""By field that an entry changed: the facts that it gives."""
