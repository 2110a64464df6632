"""The first decision about a ticket: made with its opening and stored in the same write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.decisions import RoutingTrigger, routed
from claimtrail.tickets.routing.facts import facts_of
from claimtrail.tickets.routing.rule_files import shipped_rules
from claimtrail.tickets.routing.rules import RoutingRules, match

ACTOR = "system:route_tickets"

RulesAt = Callable[[datetime], RoutingRules]
"""Returns the rules that decide at an instant."""


def shipped_at(_at: datetime) -> RoutingRules:
    """Return the shipped rules, whatever the instant."""
    return shipped_rules()


class OpeningRoutes(Protocol):
    """The way of a new ticket to its first owner."""

    def of_new(self, ticket: Ticket) -> Ticket:
        """Return a new ticket with its queue, its tier and the decision."""
        ...


@dataclass(frozen=True, slots=True)
class RuleRoutes:
    """Routes new tickets by rules; those with a strategy get their person a moment later."""

    rules_at: RulesAt = shipped_at

    def of_new(self, ticket: Ticket) -> Ticket:
        """Return a new ticket with its queue, its tier and the decision."""
        found = match(facts_of(ticket), self.rules_at(ticket.opened_at))
        return routed(
            ticket,
            found,
            owner=found.queue,
            trigger=RoutingTrigger.OPENED,
            at=ticket.opened_at,
            actor=ACTOR,
        )
