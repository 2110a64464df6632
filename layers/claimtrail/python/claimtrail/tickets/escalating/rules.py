"""The rules of `rules.toml`, and which of them holds for a ticket."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.decisions import reassignments
from claimtrail.tickets.taxonomy.tables import areas_of

_TABLE = "rules.toml"
_CENTS = 100


class EscalationCondition(FrozenModel):
    """A condition of escalation: every field that is given has to hold."""

    open_days: int | None = Field(default=None, ge=1)
    amount_over: int | None = Field(default=None, ge=0)
    """Dollars."""
    facilities: int | None = Field(default=None, ge=2)
    window_days: int = Field(default=7, ge=1)
    clock: str = ""
    percent: int = Field(default=100, ge=1, le=100)
    reassignments: int | None = Field(default=None, ge=1)
    area: tuple[str, ...] = ()
    tier: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        asked = (self.open_days, self.amount_over, self.facilities, self.reassignments)
        if not self.clock and not any(asked):
            raise ValueError("a rule escalates for an age, dollars, facilities, a clock or moves")
        return self


class TicketEscalationRule(FrozenModel):
    """One rule of escalation."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    when: EscalationCondition
    raise_tier: bool = False
    raise_priority: bool = False
    notify: str = Field(pattern=r"^(queue|user):\S+$")
    rationale: str = Field(min_length=1)

    @property
    def reference(self) -> str:
        """Return the rule with its version: `age@1`."""
        return f"{self.name}@{self.version}"


class TicketEscalationRules(FrozenModel):
    """All rules, and whose tickets of a higher tier are."""

    rule: tuple[TicketEscalationRule, ...]
    queues: Mapping[int, str]


@cache
def escalation_rules() -> TicketEscalationRules:
    """Return the rules that are shipped, read once."""
    text = files("claimtrail.tickets.escalating").joinpath(_TABLE).read_text(encoding="utf-8")
    return TicketEscalationRules.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationFacts:
    """A ticket, and what it does not say itself."""

    ticket: Ticket
    now: datetime
    facilities: Callable[[int], int]
    """Returns at how many facilities tickets of its cause opened within so many days."""


def holds(rule: TicketEscalationRule, facts: EscalationFacts) -> bool:
    """Return whether every field of the rule's condition holds; what costs a read is last."""
    when = rule.when
    return all(check(when, facts) for check in _CHECKS.values())


def due_at(rule: TicketEscalationRule, ticket: Ticket, *, now: datetime) -> datetime | None:
    """Return the instant at which the ticket is old enough for a rule that holds otherwise.

    None where age does not matter, or where something has to happen first.
    """
    days = rule.when.open_days
    facts = EscalationFacts(ticket=ticket, now=now, facilities=lambda _: 0)
    others = (check for name, check in _CHECKS.items() if name not in {"open_days", "facilities"})
    if not days or not all(check(rule.when, facts) for check in others):
        return None
    return opened_last(ticket) + timedelta(days=days)


def opened_last(ticket: Ticket) -> datetime:
    """Return the instant of the last opening: a ticket that was reopened is as old as that."""
    again = (entry.at for entry in reversed(ticket.history) if entry.action == "reopened")
    return next(again, ticket.opened_at)


def evidence(rule: TicketEscalationRule, facts: EscalationFacts) -> str:
    """Return what held, in words: `open for 30 days`."""
    when = rule.when
    return ", ".join(words(when, facts) for name, words in _EVIDENCE.items() if getattr(when, name))


def _is_old(when: EscalationCondition, facts: EscalationFacts) -> bool:
    days = when.open_days
    return not days or facts.now >= opened_last(facts.ticket) + timedelta(days=days)


def _is_large(when: EscalationCondition, facts: EscalationFacts) -> bool:
    return when.amount_over is None or facts.ticket.amount_cents > when.amount_over * _CENTS


def _has_run(when: EscalationCondition, facts: EscalationFacts) -> bool:
    since = opened_last(facts.ticket)
    marks = (entry.clock for entry in facts.ticket.history if entry.clock and entry.at >= since)
    return not when.clock or any(
        (one.clock_id, one.percent) == (when.clock, when.percent) for one in marks
    )


def _is_moved(when: EscalationCondition, facts: EscalationFacts) -> bool:
    return not when.reassignments or reassignments(facts.ticket) >= when.reassignments


def _is_spread(when: EscalationCondition, facts: EscalationFacts) -> bool:
    return not when.facilities or facts.facilities(when.window_days) >= when.facilities


_CHECKS: Mapping[str, Callable[[EscalationCondition, EscalationFacts], bool]] = MappingProxyType(
    {
        "area": lambda when, facts: (
            not when.area or not areas_of(facts.ticket).isdisjoint(when.area)
        ),
        "tier": lambda when, facts: not when.tier or facts.ticket.tier in when.tier,
        "open_days": _is_old,
        "amount_over": _is_large,
        "clock": _has_run,
        "reassignments": _is_moved,
        "facilities": _is_spread,
    }
)
_EVIDENCE: Mapping[str, Callable[[EscalationCondition, EscalationFacts], str]] = MappingProxyType(
    {
        "open_days": lambda when, _: f"open for {when.open_days} days",
        "amount_over": lambda when, facts: (
            f"${facts.ticket.amount_cents / _CENTS:,.2f} above ${when.amount_over:,}"
        ),
        "clock": lambda when, _: f"{when.percent} % of {when.clock}",
        "reassignments": lambda _, facts: f"moved {reassignments(facts.ticket)} times",
        "facilities": lambda when, facts: (
            f"{facts.facilities(when.window_days)} facilities in {when.window_days} days"
        ),
    }
)
