"""The history of a ticket as its clocks read it."""

from collections.abc import Iterator

from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.sla.history import HOLD_REASON, PRIORITY, TicketChange

STATUS = "status"
CATEGORY = "category"
AREA = "area"
OWNER = "owner"


def changes_of(ticket: Ticket) -> tuple[TicketChange, ...]:
    """Return what changed of a ticket, each change from the instant on from which it holds.

    Facts: `status` and `hold_reason` as the ticket has them, `priority` of `1` to `4`, `category`
    and its `area`, and the `owner`.
    """
    return tuple(_changes(ticket))


def _changes(ticket: Ticket) -> Iterator[TicketChange]:
    first, *others = ticket.history
    category = ticket.category.value
    opening = {
        STATUS: "NEW",
        HOLD_REASON: "",
        PRIORITY: str(ticket.priority),
        CATEGORY: category,
        AREA: category.partition("/")[0],
    }
    yield TicketChange(at=ticket.opened_at, event=first.action, facts=opening)
    for entry in others:
        yield TicketChange(at=entry.since or entry.at, event=entry.action, facts=_facts(entry))


def _facts(entry: TicketEntry) -> dict[str, str]:
    if entry.status is not None:
        reason = entry.hold_reason.value if entry.hold_reason else ""
        return {STATUS: entry.status.value, HOLD_REASON: reason}
    return {OWNER: entry.note} if entry.action == "assigned" else {}
