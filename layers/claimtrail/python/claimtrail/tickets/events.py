"""Events of tickets: each thing that happened has one, the same however often it is published."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket, TicketEntry, TicketStatus
from claimtrail.tickets.routing.decisions import opening_entries, reassignments
from claimtrail.tickets.ticket_parts import DatumKind, TicketAction

_DETAIL_TYPES: Mapping[TicketAction, TicketDetailType] = MappingProxyType(
    {
        "opened": TicketDetailType.TICKET_OPENED,
        "updated": TicketDetailType.TICKET_UPDATED,
        "assigned": TicketDetailType.TICKET_ASSIGNED,
        "noted": TicketDetailType.TICKET_NOTED,
        "started": TicketDetailType.TICKET_STARTED,
        "held": TicketDetailType.TICKET_HELD,
        "resumed": TicketDetailType.TICKET_RESUMED,
        "resolved": TicketDetailType.TICKET_RESOLVED,
        "reopened": TicketDetailType.TICKET_REOPENED,
        "closed": TicketDetailType.TICKET_CLOSED,
        "canceled": TicketDetailType.TICKET_CANCELED,
        "watched": TicketDetailType.TICKET_WATCHED,
        "linked": TicketDetailType.TICKET_LINKED,
        "merged": TicketDetailType.TICKET_MERGED,
        "joined": TicketDetailType.TICKET_JOINED,
        "split": TicketDetailType.TICKET_SPLIT,
        "tagged": TicketDetailType.TICKET_TAGGED,
        "categorized": TicketDetailType.TICKET_CATEGORIZED,
        "prioritized": TicketDetailType.TICKET_PRIORITIZED,
        "routed": TicketDetailType.TICKET_ROUTED,
        "warned": TicketDetailType.TICKET_SLA_WARNED,
        "breached": TicketDetailType.TICKET_SLA_BREACHED,
        "escalated": TicketDetailType.TICKET_ESCALATED,
        "handed_over": TicketDetailType.TICKET_HANDED_OVER,
        "corresponded": TicketDetailType.TICKET_CORRESPONDED,
        "handed_back": TicketDetailType.TICKET_HANDED_BACK,
        "owned": TicketDetailType.TICKET_OWNED,
        "agreed": TicketDetailType.TICKET_AGREED,
        "attached": TicketDetailType.TICKET_ATTACHED,
    }
)


def opening_events(ticket: Ticket) -> list[BusEvent]:
    """Return `ticket.opened`, and `ticket.routed` of its opening, whatever happened since."""
    first, *routed = opening_entries(ticket)
    return [
        _event(ticket, first, version=None),
        *(_event(ticket, one, version=_ROUTED_VERSION) for one in routed),
    ]


def last_events(ticket: Ticket) -> list[BusEvent]:
    """Return the events of the last write of a ticket: both of its opening, else one."""
    is_opening = len(opening_entries(ticket)) == len(ticket.history)
    return opening_events(ticket) if is_opening else [last_event(ticket)]


_ROUTED_VERSION = 2
"""The version of a ticket that was routed as it was opened: one entry, one version each."""


def last_event(ticket: Ticket) -> BusEvent:
    """Return the event of the last thing that happened to a ticket, without a person's words."""
    entry = ticket.history[-1]
    return _event(ticket, entry, version=None if entry.action == "opened" else ticket.version)


def entry_event(ticket: Ticket, number: int) -> BusEvent:
    """Return the event of an entry of the history: each has made one version."""
    then = ticket.model_copy(
        update={"version": number + 1, "history": ticket.history[: number + 1]}
    )
    return last_event(then)


def _event(ticket: Ticket, entry: TicketEntry, *, version: int | None) -> BusEvent:
    detail_type = _DETAIL_TYPES[entry.action]
    after = ticket.status if version else TicketStatus.NEW
    return BusEvent(
        event_id=_event_id(ticket, detail_type, version),
        detail_type=detail_type,
        subject_id=ticket.ticket_id,
        occurred_at=entry.at,
        actor=entry.actor,
        correlation_id=ticket.origin_id,
        payer_id=ticket.payer_id,
        rule=_rule(ticket, entry),
        before=_status_before(ticket).value if version else None,
        after=after.value,
        detail={
            "version": version or 1,
            "claim_id": ticket.claim_id,
            "category": ticket.category,
            "taxonomy_version": ticket.taxonomy_version,
            "priority": ticket.priority,
            "tier": ticket.tier,
            "assigned_to": ticket.assigned_to,
            "origin": ticket.origin.value,
            "requester": ticket.requester,
            "claims": ticket.claim_count,
            "close_reason": ticket.close_reason if entry.action == "closed" else None,
            **_entry(entry),
            **_parts(ticket),
            **_outcome(ticket),
        },
    )


def _rule(ticket: Ticket, entry: TicketEntry) -> str:
    """Return the rule that decided: of a routing or escalation its own, else the priority's."""
    if entry.escalation:
        return f"ticket-escalation/{entry.escalation.rule}"
    return entry.note.partition(":")[0] if entry.action == "routed" else ticket.rule


def _event_id(ticket: Ticket, detail_type: TicketDetailType, version: int | None) -> str:
    parts = (str(version),) if version else ()
    return derived_id(EVENT_PREFIX, ticket.ticket_id, detail_type.value, *parts)


def _status_before(ticket: Ticket) -> TicketStatus:
    """Return the status that a ticket had until the last thing happened to it."""
    earlier = (entry.status for entry in reversed(ticket.history[:-1]))
    return next((status for status in earlier if status), TicketStatus.NEW)


_RECORDS = ("clock", "escalation", "letter")
"""Parts of an entry that its event has whole."""
_HANDED = ("vendor_id", "contact", "since", "due_back", "back_at")
"""Of a hand-off; names of what was handed and outcomes are people's words."""


def _records(entry: TicketEntry) -> dict[str, Any]:
    parts = {name: getattr(entry, name) for name in _RECORDS}
    return {name: part.model_dump(mode="json") for name, part in parts.items() if part}


def _entry(entry: TicketEntry) -> dict[str, Any]:
    """Return what an entry says beside its words: a hold, a late instant, changed fields."""
    said = {
        "hand_off": entry.hand_off.model_dump(mode="json", include={*_HANDED})
        if entry.hand_off
        else None,
        "hold_reason": entry.hold_reason.value if entry.hold_reason else None,
        "since": entry.since.isoformat() if entry.since else None,
        "visibility": entry.visibility.value if entry.visibility else None,
        "changes": {one.name: [one.before, one.after] for one in entry.changes} or None,
        **{
            name: part.model_dump(mode="json")
            for name in _RECORDS
            if (part := getattr(entry, name))
        },
    }
    return _said(said)


def _parts(ticket: Ticket) -> dict[str, Any]:
    """Return links, tags and decisions that a ticket has; texts of its metadata are left out."""
    decided = ticket.ownership
    said = {
        "watchers": list(ticket.watchers),
        "links": [f"{one.kind.value} {one.ticket_id}" for one in ticket.links],
        "merged_into": ticket.merged_into,
        "tags": [one.name for one in ticket.tags],
        "metadata": {
            one.name: one.value for one in ticket.metadata if one.kind is not DatumKind.TEXT
        },
        **_routing(ticket),
        "clinical_hold": _hold(ticket),
        "override_until": ticket.override.expires_at.isoformat() if ticket.override else None,
        "override_approved_by": ticket.override.approved_by if ticket.override else None,
        "ownership": decided.kind.value if decided else None,
        "owners": list(decided.owners) if decided else [],
    }
    return _said(said)


def _routing(ticket: Ticket) -> dict[str, Any]:
    """Return the decision that stands, and how often the ticket came to another owner."""
    decided = ticket.routing
    if decided is None:
        return {}
    return {
        "routing_rule": decided.rule,
        "routing_version": decided.version,
        "routing_trigger": decided.trigger,
        "routing_queue": decided.queue,
        "routing_strategy": decided.strategy,
        "reassignments": reassignments(ticket),
    }


def _hold(ticket: Ticket) -> str | None:
    hold = ticket.override.hold if ticket.override else None
    return hold.value if hold else None


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value}


def _outcome(ticket: Ticket) -> dict[str, Any]:
    """Return the fields of a ticket that has a cause; none of tickets of other kinds."""
    if ticket.cause is None:
        return {}
    return {
        "cause": ticket.cause.model_dump(),
        "amount_cents": ticket.amount_cents,
        "deadline": ticket.deadline.isoformat() if ticket.deadline else None,
        "deadline_kind": ticket.deadline_kind or None,
        "action_rule": ticket.action_rule,
    }
