"""A decision of routing on a ticket: its record, its entry in the history, and how often."""

from datetime import datetime
from enum import StrEnum

from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.routing.rules import RuleMatch
from claimtrail.tickets.ticket_parts import (
    ConsideredPerson,
    RoutingDecision,
    is_person,
)

_MOST_NAMED = 12
"""Rules and people that a decision names: documents of open tickets stand in indexes, too."""
_MOVES = frozenset({"routed", "assigned"})


class RoutingTrigger(StrEnum):
    """The event for which a ticket is routed."""

    OPENED = "opened"
    FACTS_CHANGED = "facts changed"
    OWNER_ABSENT = "owner absent"
    ROOM = "room for it"
    """A queue's ticket that waits for a person with room."""
    REQUESTED = "requested"
    RULES_APPLIED = "rules applied"
    """Somebody had the rules in force decide about all open tickets."""


def routed(  # noqa: PLR0913 - a decision and its circumstances, all by keyword
    ticket: Ticket,
    found: RuleMatch,
    *,
    owner: str,
    people: tuple[ConsideredPerson, ...] = (),
    trigger: RoutingTrigger,
    at: datetime,
    actor: str,
) -> Ticket:
    """Return an open ticket with this owner, its tier and the decision.

    As it is when it is closed, when a person assigned it or an escalation raised it above the
    rule's tier, or when the decision says the same.
    """
    is_raised = escalated_tier(ticket) > found.tier
    is_kept = ticket.is_assigned_by_person or is_raised
    if not ticket.is_open or is_kept or _says_the_same(ticket, found, owner):
        return ticket
    decision = RoutingDecision(
        rule=found.reference,
        version=found.version,
        at=at,
        trigger=trigger.value,
        queue=found.queue,
        strategy=found.strategy.value,
        considered=found.considered[-_MOST_NAMED:],
        people=people[:_MOST_NAMED],
    )
    entry = TicketEntry(at=at, actor=actor, action="routed", note=f"{found.reference}: {trigger}")
    return following(ticket, entry, routing=decision, assigned_to=owner, tier=found.tier)


def escalated_tier(ticket: Ticket) -> int:
    """Return the tier to which a rule of escalation raised a ticket; 0 where none did."""
    raised = (
        int(change.after)
        for entry in ticket.history
        if entry.escalation
        for change in entry.changes
        if change.name == "tier"
    )
    return max(raised, default=0)


def reassignments(ticket: Ticket) -> int:
    """Return how often a ticket came to another owner, after the first one."""
    later = ticket.history[len(opening_entries(ticket)) :]
    return sum(_is_move(entry) for entry in later if entry.action in _MOVES)


def opening_entries(ticket: Ticket) -> tuple[TicketEntry, ...]:
    """Return the entries of the write that opened a ticket: that, and where it went first."""
    first, *others = ticket.history
    routed_first = [one for one in others[:1] if (one.action, one.at) == ("routed", first.at)]
    return first, *routed_first


def is_with_person(ticket: Ticket) -> bool:
    """Return whether a person has the ticket, by a rule or by somebody's word."""
    return is_person(ticket.assigned_to)


def _is_move(entry: TicketEntry) -> bool:
    """Return whether an entry gave the ticket to another owner.

    Entries from before changes were kept say the new owner alone.
    """
    return entry.action == "assigned" or any(one.name == "assigned_to" for one in entry.changes)


def _says_the_same(ticket: Ticket, found: RuleMatch, owner: str) -> bool:
    before = ticket.routing
    return (
        before is not None
        and _rule_name(before.rule) == _rule_name(found.reference)
        and (ticket.assigned_to, ticket.tier) == (owner, found.tier)
    )


def _rule_name(reference: str) -> str:
    return reference.partition("/")[2]
