"""Rules of routing and of escalation in words, with how often each decided."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claimtrail.access.resources import Operation
from claimtrail.tickets.escalating.rules import (
    EscalationCondition,
    TicketEscalationRule,
    escalation_rules,
)
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.conditions import RuleConditions
from claimtrail.tickets.routing.in_force import decided_by, sets_of
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from claimtrail.tickets.routing.rule_files import shipped_rules, shipped_text
from claimtrail.tickets.routing.rules import RoutingRules
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.query import is_number
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import many, owner
from claimtrail.web.tickets.reading import subject_of
from claimtrail.web.tickets.subject import area_words
from claimtrail.web.work.items import target_of
from claimtrail.web.work.reading import ended_tickets, open_work

VERSION = "version"
_SHIPPED, _DECIDES = "shipped", "decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetRow:
    """One set of rules of routing."""

    version: int
    state: str
    """`decides`, `shipped`, `proposed`, `approved`, `applied`, `applied, waits`."""
    valid_from: datetime
    rules: int
    proposed_by: str
    approved_by: str
    applied_by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRuleRow:
    """One rule of a set."""

    name: str
    when: str
    queue: str
    tier: str
    skills: str
    strategy: str
    decided: int
    """Tickets that it decided about: open ones, and those that ended in the last 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRuleRow:
    """One rule of escalation."""

    name: str
    version: int
    when: str
    does: str
    rationale: str
    decided: int


def deciding_rules(request: PageRequest) -> RoutingRules:
    """Return the set that decides now."""
    return decided_by(sets_of(request.stores.desk.rules.store), at=request.now)


def deciding_files(request: PageRequest) -> tuple[str, str]:
    """Return the file of the set that decides now, and its table of cases; empty: it has none."""
    proposal = request.stores.desk.rules.store.find(deciding_rules(request).version)
    return (proposal.rules_text, proposal.cases_text) if proposal else (shipped_text(), "")


def rule_sets(request: PageRequest) -> tuple[RuleSetRow, ...]:
    """Return every set that the stage knows, the latest first."""
    store, shipped = request.stores.desk.rules.store, shipped_rules()
    deciding = deciding_rules(request).version
    known: list[tuple[RoutingRules, RuleProposal | None]] = [
        (shipped, None),
        *((one.rules(), one) for one in store.listed()),
    ]
    return tuple(
        RuleSetRow(
            version=rules.version,
            state=_state(rules, one, deciding, request.now),
            valid_from=rules.valid_from,
            rules=len(rules.rules),
            proposed_by=one.proposed_by if one else "",
            approved_by=one.approved_by if one else "",
            applied_by=one.applied_by if one else "",
            why=one.why if one else "",
        )
        for rules, one in reversed(known)
    )


def wanted_rules(request: PageRequest) -> RoutingRules:
    """Return the set that the address names; the deciding one where it names none.

    Raises BadRequestError for a version that nobody proposed.
    """
    asked = request.query.first(VERSION)
    if not asked:
        return deciding_rules(request)
    number = int(asked) if is_number(asked) else 0
    shipped = shipped_rules()
    proposal = request.stores.desk.rules.store.find(number)
    if proposal is None and number != shipped.version:
        raise bad_value(VERSION, known=", ".join(str(one.version) for one in rule_sets(request)))
    return proposal.rules() if proposal else shipped


def routing_rows(rules: RoutingRules, tickets: list[Ticket]) -> tuple[RoutingRuleRow, ...]:
    """Return the rules of a set in their order, with how often each decided."""
    decided = Counter(
        one.routing.rule for one in tickets if one.routing and one.routing.version == rules.version
    )
    return tuple(
        RoutingRuleRow(
            name=one.name,
            when=conditions_words(one.when),
            queue=one.queue,
            tier=str(one.tier or ""),
            skills=", ".join(one.skills),
            strategy=one.strategy.value,
            decided=decided[f"routing@{rules.version}/{one.name}"] + decided[one.name],
        )
        for one in rules.rules
    )


def escalation_rows(tickets: list[Ticket]) -> tuple[EscalationRuleRow, ...]:
    """Return the rules of escalation, with how often each held."""
    held = Counter(
        entry.escalation.rule for one in tickets for entry in one.history if entry.escalation
    )
    return tuple(
        EscalationRuleRow(
            name=one.name,
            version=one.version,
            when="; ".join(_condition(one.when)),
            does=", ".join(_does(one)),
            rationale=one.rationale,
            decided=held[one.reference],
        )
        for one in escalation_rules().rule
    )


def tickets_seen(request: PageRequest) -> list[Ticket]:
    """Return the tickets that the person may list: open ones, and those that ended lately."""
    items = (*open_work(request).items, *ended_tickets(request).items)
    return [
        one.ticket
        for one in items
        if one.ticket
        and request.decide(
            Operation.LIST, target_of(one), subject=subject_of(one.ticket)
        ).is_allowed
    ]


def conditions_words(when: RuleConditions) -> str:
    """Return the conditions of a rule, of which each must hold: `payer granite-health`."""
    given = when.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    words = (f"{name.replace('_', ' ')} {_value(one)}" for name, one in given.items())
    return "; ".join(words) or "every ticket"


def _value(value: object) -> str:
    if isinstance(value, dict):
        ends = ((name, one) for name, one in value.items() if one is not None)
        return " ".join(f"{name} ${one:,}" for name, one in ends)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _state(rules: RoutingRules, proposal: RuleProposal | None, deciding: int, now: datetime) -> str:
    if rules.version == deciding:
        return _DECIDES
    if proposal is None:
        return _SHIPPED
    is_waiting = proposal.state is ProposalState.APPLIED and rules.valid_from > now
    return "applied, waits" if is_waiting else proposal.state.value


def _condition(when: EscalationCondition) -> Iterator[str]:
    if when.open_days:
        yield f"open for {many(when.open_days, 'day')}"
    if when.amount_over is not None:
        yield f"more than ${when.amount_over:,} wait"
    if when.facilities:
        yield f"{when.facilities} facilities within {many(when.window_days, 'day')}"
    if when.clock:
        yield f"{when.percent}% of the clock {when.clock} have run"
    if when.reassignments:
        yield f"{when.reassignments} owners before"
    if when.area:
        yield f"area {', '.join(map(area_words, when.area))}"
    if when.tier:
        yield f"tier {', '.join(map(str, when.tier))}"


def _does(rule: TicketEscalationRule) -> Iterator[str]:
    if rule.raise_tier:
        yield "raises the tier"
    if rule.raise_priority:
        yield "raises the priority"
    yield f"tells {owner(rule.notify)}"
