"""The differences of two sets of rules, and the open tickets that another set would move."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.facts import facts_of
from claimtrail.tickets.routing.rules import RoutingRule, RoutingRules, match
from claimtrail.tickets.ticket_parts import is_person


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """A rule that two sets do not have alike."""

    rule: str
    kind: str
    """`added`, `removed`, `changed`, or `moved` to another place among the others."""
    fields: tuple[str, ...]
    """Of a change, each with both values: `tier: 1 -> 2`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMove:
    """An open ticket that another set of rules gives to another queue or tier."""

    ticket_id: str
    amount_cents: int
    priority: int
    queue: str
    tier: int
    rule: str
    new_queue: str
    new_tier: int
    new_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePreview:
    """The way of the open tickets under another set of rules."""

    moves: tuple[TicketMove, ...]
    stay: int
    held_by_people: int
    """Tickets that a person assigned: no rule moves them."""


def differences(before: RoutingRules, after: RoutingRules) -> list[RuleDifference]:
    """Return the rules that differ, in the order of the later set, then those that went."""
    found = [one for rule in after.rules if (one := _difference(before.named(rule.name), rule))]
    gone = [
        RuleDifference(rule=rule.name, kind="removed", fields=())
        for rule in before.rules
        if after.named(rule.name) is None
    ]
    return [*found, *_moved(before, after, {one.rule for one in found}), *gone]


def preview(tickets: Iterable[Ticket], rules: RoutingRules) -> MovePreview:
    """Return where open tickets would go; the tickets stay as they are."""
    moves: list[TicketMove] = []
    stay = held = 0
    for ticket in tickets:
        if ticket.is_assigned_by_person:
            held += 1
        elif (move := _move(ticket, rules)) is None:
            stay += 1
        else:
            moves.append(move)
    return MovePreview(moves=tuple(moves), stay=stay, held_by_people=held)


def _move(ticket: Ticket, rules: RoutingRules) -> TicketMove | None:
    found = match(facts_of(ticket), rules)
    queue = _queue_of(ticket)
    if (queue, ticket.tier) == (found.queue, found.tier):
        return None
    return TicketMove(
        ticket_id=ticket.ticket_id,
        amount_cents=ticket.amount_cents,
        priority=ticket.priority,
        queue=queue,
        tier=ticket.tier,
        rule=ticket.routing.rule if ticket.routing else "",
        new_queue=found.queue,
        new_tier=found.tier,
        new_rule=found.reference,
    )


def move_of(before: Ticket, after: Ticket) -> TicketMove | None:
    """Return the move of a ticket that was routed; None where owner and tier are the same."""
    if (before.assigned_to, before.tier) == (after.assigned_to, after.tier):
        return None
    return TicketMove(
        ticket_id=before.ticket_id,
        amount_cents=before.amount_cents,
        priority=before.priority,
        queue=before.assigned_to,
        tier=before.tier,
        rule=before.routing.rule if before.routing else "",
        new_queue=after.assigned_to,
        new_tier=after.tier,
        new_rule=after.routing.rule if after.routing else "",
    )


def _queue_of(ticket: Ticket) -> str:
    """Return the queue of a ticket, also where a person of it has the ticket."""
    known = ticket.routing.queue if ticket.routing else ""
    return known if is_person(ticket.assigned_to) and known else ticket.assigned_to


def _difference(before: RoutingRule | None, after: RoutingRule) -> RuleDifference | None:
    if before is None:
        return RuleDifference(rule=after.name, kind="added", fields=())
    changed = tuple(
        f"{name}: {_words(one)} -> {_words(other)}"
        for name in RoutingRule.model_fields
        if (one := getattr(before, name)) != (other := getattr(after, name))
    )
    return RuleDifference(rule=after.name, kind="changed", fields=changed) if changed else None


def _moved(
    before: RoutingRules, after: RoutingRules, changed: set[str]
) -> Iterable[RuleDifference]:
    """Yield the rules that stand elsewhere among those that both sets have."""
    both = [one.name for one in before.rules if after.named(one.name)]
    now = [one.name for one in after.rules if before.named(one.name)]
    for place, name in enumerate(now):
        if both.index(name) != place and name not in changed:
            yield RuleDifference(rule=name, kind="moved", fields=())


def _words(value: Any) -> str:
    if hasattr(value, "model_dump"):
        given = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return ", ".join(f"{name} {one}" for name, one in given.items()) or "any ticket"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) if value is not None else "none"
