"""The history of a ticket as its clocks read it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.sla.definitions import OTHERS
from claimtrail.tickets.sla.history import HOLD_REASON, PRIORITY, TicketChange
from claimtrail.tickets.taxonomy.tables import category_paths, facts_of

STATUS = "status"
CATEGORY = "category"
AREA = "area"
OWNER = "owner"


def changes_of(ticket: Ticket) -> tuple[TicketChange, ...]:
    """Return what changed of a ticket, each change from the instant on from which it holds.

    Facts: `status` and `hold_reason` as the ticket has them, `priority` of `1` to `4`, `category`
    and its `area`, also as other versions of the taxonomy have them, and the `owner`. Warnings and
    breaches follow from clocks, and change none.
    """
    return tuple(_changes(ticket))


def _changes(ticket: Ticket) -> Iterator[TicketChange]:
    first, *others = ticket.history
    said = facts_of(ticket)
    opening = {
        STATUS: "NEW",
        HOLD_REASON: "",
        PRIORITY: _at_opening(ticket, "priority"),
        **_category(_at_opening(ticket, "category"), said),
    }
    yield TicketChange(at=ticket.opened_at, event=first.action, facts=opening)
    for entry in others:
        if entry.clock:
            continue
        yield TicketChange(
            at=entry.since or entry.at, event=entry.action, facts=_facts(entry, said)
        )


def _at_opening(ticket: Ticket, name: str) -> str:
    """Return the value that a field had at the opening: before the first change of it."""
    changes = (one for entry in ticket.history for one in entry.changes if one.name == name)
    first = next(changes, None)
    return first.before if first else str(getattr(ticket, name))


def _facts(entry: TicketEntry, said: Mapping[str, str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    if entry.status is not None:
        reason = entry.hold_reason.value if entry.hold_reason else ""
        facts = {STATUS: entry.status.value, HOLD_REASON: reason}
    elif entry.action == "assigned":
        facts = {OWNER: entry.note}
    for change in entry.changes:
        facts |= _FIELDS[change.name](change.after, said) if change.name in _FIELDS else {}
    return facts


def _category(category: str, said: Mapping[str, str]) -> dict[str, str]:
    _, *others = category_paths(category, said)
    return {
        CATEGORY: category,
        AREA: category.partition("/")[0],
        f"{CATEGORY}{OTHERS}": " ".join(others),
        f"{AREA}{OTHERS}": " ".join(one.partition("/")[0] for one in others),
    }


_FIELDS: Mapping[str, Callable[[str, Mapping[str, str]], dict[str, str]]] = MappingProxyType(
    {
        "priority": lambda value, _: {PRIORITY: value},
        "category": _category,
        "assigned_to": lambda value, _: {OWNER: value},
    }
)
"""By field that an entry changed: the facts that it gives."""
