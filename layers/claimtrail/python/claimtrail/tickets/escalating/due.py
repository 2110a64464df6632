"""The escalations of a ticket that come due by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrail.tickets.escalating.changes import count_facility, next_age, with_next_escalation
from claimtrail.tickets.escalating.ports import FacilityCounts
from claimtrail.tickets.escalating.rules import TicketEscalationRules
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.alarms import ACTOR, DueChange, NextInstant

_FRESH = timedelta(days=1)
"""A ticket's facility is counted when its opening is heard of, and a day later at the latest."""


@dataclass(frozen=True, slots=True)
class _NextEscalation:
    """Returns a ticket with the first escalation that it lacks."""

    rules: TicketEscalationRules
    counts: FacilityCounts

    def __call__(self, ticket: Ticket, now: datetime) -> Ticket:
        if now - ticket.opened_at < _FRESH:
            count_facility(ticket, self.counts)
        return with_next_escalation(ticket, self.rules, self.counts, at=now, actor=ACTOR)


def escalation_changes(rules: TicketEscalationRules, counts: FacilityCounts) -> Sequence[DueChange]:
    """Return what escalates tickets; clocks go first, since rules look at their marks."""
    return (_NextEscalation(rules, counts),)


def escalation_instants(rules: TicketEscalationRules) -> Sequence[NextInstant]:
    """Return what says when a ticket is next old enough for a rule."""
    return (lambda ticket, now: next_age(ticket, rules, now=now),)
