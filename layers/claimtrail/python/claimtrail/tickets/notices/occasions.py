"""The recipients of an event of a ticket, and the words that they get: a table.

Words hold the ticket's id, the kind and names of our own tables. Whoever follows the link sees the
ticket with rights of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.notices.model import NoticeKind
from claimtrail.tickets.sla.tables import ClockTables, clock_tables
from claimtrail.tickets.ticket_parts import PERSON_PREFIX

_MENTION = re.compile(r"(?<![\w.])@([A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One kind of notice for some recipients."""

    kind: NoticeKind
    recipients: tuple[str, ...]
    words: str


def occasion_of(event: BusEvent, ticket: Ticket) -> Occasion | None:
    """Return the people that an event of a ticket concerns; None where nobody is notified.

    Whoever did it is not notified.
    """
    find = _FINDERS.get(event.detail_type)
    found = find(event, ticket) if find else None
    if found is None:
        return None
    others = tuple(one for one in dict.fromkeys(found.recipients) if one != event.actor)
    return Occasion(kind=found.kind, recipients=others, words=found.words)


def _assigned(event: BusEvent, ticket: Ticket) -> Occasion:
    return Occasion(
        kind=NoticeKind.ASSIGNED,
        recipients=(str(event.detail.get("assigned_to", "")),),
        words=f"assigned to you, priority {ticket.priority}",
    )


def _routed(event: BusEvent, ticket: Ticket) -> Occasion | None:
    moved = "assigned_to" in event.detail.get("changes", {})
    return _assigned(event, ticket) if moved else None


def _mentioned(event: BusEvent, ticket: Ticket) -> Occasion | None:
    """Return who is named by `@id` in the comment; the words stay in the ticket."""
    notes = (
        entry.note
        for entry in reversed(ticket.history)
        if (entry.action, entry.at, entry.actor) == ("noted", event.occurred_at, event.actor)
    )
    people = tuple(f"{PERSON_PREFIX}{one}" for one in _MENTION.findall(next(notes, "")))
    if not people:
        return None
    return Occasion(
        kind=NoticeKind.MENTIONED, recipients=people, words="somebody mentions you in a comment"
    )


def _clocked(event: BusEvent, _: Ticket) -> Occasion:
    mark = event.detail["clock"]
    title, is_vendors = _clock(mark["clock_id"], clock_tables())
    is_breach = event.detail_type == TicketDetailType.TICKET_SLA_BREACHED
    kind = NoticeKind.BREACH if is_breach else NoticeKind.WARNING
    how = "breached" if is_breach else f"{mark['percent']} % of the time has run"
    return Occasion(
        kind=NoticeKind.REMINDER if is_vendors and not is_breach else kind,
        recipients=(event.detail["assigned_to"], *event.detail.get("watchers", ())),
        words=f"{title}: {how}, priority {event.detail['priority']}",
    )


def _clock(clock_id: str, tables: ClockTables) -> tuple[str, bool]:
    found = (one for one in tables.clocks if one.clock_id == clock_id)
    clock = next(found, None)
    return (clock.title, clock.kind == "UC") if clock else (clock_id, False)


def _escalated(event: BusEvent, _: Ticket) -> Occasion:
    record = event.detail["escalation"]
    return Occasion(
        kind=NoticeKind.ESCALATED,
        recipients=(record["notified"], event.detail["assigned_to"]),
        words=f"escalated by {record['rule']}: {record['rationale']}",
    )


_Finder = Callable[[BusEvent, Ticket], Occasion | None]
_FINDERS: Mapping[str, _Finder] = MappingProxyType(
    {
        TicketDetailType.TICKET_OPENED: _assigned,
        TicketDetailType.TICKET_ASSIGNED: _assigned,
        TicketDetailType.TICKET_ROUTED: _routed,
        TicketDetailType.TICKET_NOTED: _mentioned,
        TicketDetailType.TICKET_SLA_WARNED: _clocked,
        TicketDetailType.TICKET_SLA_BREACHED: _clocked,
        TicketDetailType.TICKET_ESCALATED: _escalated,
    }
)


def subscribed() -> Iterator[str]:
    """Yield the types of events of which somebody may be notified."""
    return iter(_FINDERS)
