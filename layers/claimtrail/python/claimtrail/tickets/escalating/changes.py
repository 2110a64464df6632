"""A ticket that escalates: its next tier, its next priority, and the record of why.

The record stands in the history, in the event of the bus and so in the audit trail: rule, version,
rationale, what held, what was done and who was notified.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from claimtrail.tickets.changes import following
from claimtrail.tickets.entry_parts import TicketEscalation
from claimtrail.tickets.escalating.ports import FacilityCounts
from claimtrail.tickets.escalating.rules import (
    EscalationFacts,
    TicketEscalationRule,
    TicketEscalationRules,
    due_at,
    evidence,
    holds,
    opened_last,
)
from claimtrail.tickets.grouping import CAUSE_PREFIX, cause_id_of
from claimtrail.tickets.model import Ticket, TicketEntry

_TOP_TIER, _TOP_PRIORITY = 3, 1


def with_next_escalation(
    ticket: Ticket,
    rules: TicketEscalationRules,
    counts: FacilityCounts,
    *,
    at: datetime,
    actor: str,
) -> Ticket:
    """Return an open ticket with the first escalation that it lacks; as it is without one.

    A ticket under another one does not escalate: that one stands for it.
    """
    if not ticket.is_open or ticket.parent_id:
        return ticket
    facts = EscalationFacts(
        ticket=ticket, now=at, facilities=lambda days: _facilities(ticket, counts, days, at)
    )
    rule = next((one for one in _unused(ticket, rules) if holds(one, facts)), None)
    if rule is None:
        return ticket
    held = evidence(rule, facts)
    entry = TicketEntry(
        at=at,
        actor=actor,
        action="escalated",
        note=f"{rule.reference}: {held}. {rule.rationale}",
        escalation=TicketEscalation(
            rule=rule.reference, rationale=rule.rationale, evidence=held, notified=rule.notify
        ),
    )
    return following(ticket, entry, **_raised(ticket, rule, rules))


def next_age(ticket: Ticket, rules: TicketEscalationRules, *, now: datetime) -> datetime | None:
    """Return when a ticket is next old enough for a rule; None when age changes nothing more."""
    if not ticket.is_open or ticket.parent_id:
        return None
    found = (due_at(rule, ticket, now=now) for rule in _unused(ticket, rules))
    return min((one for one in found if one and one > now), default=None)


def _unused(ticket: Ticket, rules: TicketEscalationRules) -> Iterator[TicketEscalationRule]:
    """Yield the rules that did not hold yet since the last opening, whatever their version."""
    since = opened_last(ticket)
    used = {
        entry.escalation.rule.partition("@")[0]
        for entry in ticket.history
        if entry.escalation and entry.at >= since
    }
    return (rule for rule in rules.rule if rule.name not in used)


def count_facility(ticket: Ticket, counts: FacilityCounts) -> None:
    """Keep the facility of a ticket with its cause; one without either counts nowhere."""
    cause_id = cause_id_of(ticket)
    if cause_id and ticket.facility_npi:
        counts.see(cause_id, ticket.facility_npi, opened_at=ticket.opened_at)


def _facilities(ticket: Ticket, counts: FacilityCounts, days: int, at: datetime) -> int:
    """Return at how many facilities its cause came up; 0 once the ticket itself is older."""
    is_group = ticket.origin_id.startswith(CAUSE_PREFIX)
    cause_id = ticket.origin_id if is_group else cause_id_of(ticket)
    if not cause_id or at - ticket.opened_at > timedelta(days=days):
        return 0
    return counts.seen(cause_id, days=days, now=at)


def _raised(
    ticket: Ticket, rule: TicketEscalationRule, rules: TicketEscalationRules
) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if rule.notify not in ticket.watchers:
        changes["watchers"] = (*ticket.watchers, rule.notify)
    if rule.raise_tier and ticket.tier < _TOP_TIER:
        tier = ticket.tier + 1
        changes |= {"tier": tier, "assigned_to": rules.queues.get(tier, ticket.assigned_to)}
    if rule.raise_priority:
        changes |= _raised_priority(ticket, rule)
    return changes


def _raised_priority(ticket: Ticket, rule: TicketEscalationRule) -> dict[str, Any]:
    """Return a priority one step up; under a person's, the one that holds again after it."""
    own = ticket.override
    if own:
        raised = max(own.replaced - 1, _TOP_PRIORITY)
        return {"override": own.model_copy(update={"replaced": raised})}
    raised = max(ticket.priority - 1, _TOP_PRIORITY)
    if raised == ticket.priority:
        return {}
    return {"priority": raised, "priority_reason": f"escalated by {rule.reference}"}
