"""Rules of routing: a dated, numbered set, of which the first rule that matches decides."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.routing.conditions import RuleConditions
from claimtrail.tickets.routing.facts import RoutingFacts
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import UNALLOCATED, ConsideredRule, Tier

ROUTING = "routing"
NO_RULE = "unallocated"
"""The name in place of a rule's where none matches."""
_MOST_RULES = 200

BY_CATEGORY = "category"
"""In place of a rule's queue: that of the ticket's category, with its tier."""

QueueName = Annotated[str, Field(pattern=r"^queue:[a-z0-9][a-z0-9-]{0,62}$")]
QueueOrCategory = Annotated[
    str, Field(pattern=rf"^({BY_CATEGORY}|queue:[a-z0-9][a-z0-9-]{{0,62}})$")
]
SkillName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class RoutingStrategy(StrEnum):
    """The way in which a ticket comes from its queue to a person."""

    QUEUE_ONLY = "queue only"
    """People take it."""
    FIRST_MATCH = "first match"
    """The first person of the desk's list who may."""
    LEAST_LOADED = "least loaded"
    """The person with the most room, as a part of capacity."""


class RoutingRule(FrozenModel):
    """One rule: the tickets that it is for, and where they go."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")
    when: RuleConditions = RuleConditions()
    queue: QueueOrCategory
    tier: Tier | None = None
    """None: that of the ticket's category."""
    manager: QueueName | None = None
    """The queue that hears when nobody acts; None: the rule's own queue."""
    skills: tuple[SkillName, ...] = ()
    strategy: RoutingStrategy = RoutingStrategy.QUEUE_ONLY

    @model_validator(mode="after")
    def _has_its_own_name(self) -> Self:
        if self.name == NO_RULE:
            raise ValueError(f"{NO_RULE!r} is the name for tickets that no rule matches")
        if self.queue != BY_CATEGORY and self.tier is None:
            raise ValueError("a rule with a queue of its own has a tier")
        return self

    def of(self, facts: RoutingFacts) -> "RoutingRule":
        """Return the rule with the queue and tier of the facts' category, where it leaves them."""
        queue = facts.default_queue if self.queue == BY_CATEGORY else self.queue
        return self.model_copy(update={"queue": queue, "tier": self.tier or facts.default_tier})

    @property
    def manages(self) -> str:
        """Return the queue that hears when nobody acts."""
        return self.manager or self.queue


class RoutingRules(FrozenModel):
    """A set of rules."""

    version: int = Field(ge=1)
    valid_from: datetime
    """The instant from which it decides."""
    rules: tuple[RoutingRule, ...] = Field(min_length=1, max_length=_MOST_RULES)

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if self.valid_from.tzinfo is None:
            raise ValueError("valid_from needs its zone, e.g. 2026-12-15T05:00:00Z")
        names = Counter(one.name for one in self.rules)
        twice = [name for name, count in names.items() if count > 1]
        if twice:
            raise ValueError(f"two rules have the name {twice[0]!r}")
        return self

    def named(self, name: str) -> RoutingRule | None:
        """Return a rule by its name."""
        return next((one for one in self.rules if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """The rule that decides about some facts, and those that were asked before it."""

    version: int
    rule: RoutingRule | None
    """None: no rule matches, and the ticket is unallocated."""
    considered: tuple[ConsideredRule, ...]

    @property
    def reference(self) -> str:
        """Return the rule with its set's version: `routing@3/high-dollar`."""
        return f"{ROUTING}@{self.version}/{self.rule.name if self.rule else NO_RULE}"

    @property
    def queue(self) -> str:
        """Return the queue that the ticket goes to."""
        return self.rule.queue if self.rule else UNALLOCATED

    @property
    def manager(self) -> str:
        """Return the queue that hears when nobody acts."""
        return self.rule.manages if self.rule else UNALLOCATED

    @property
    def tier(self) -> int:
        """Return the tier; the first where no rule says another."""
        return (self.rule.tier if self.rule else None) or 1

    @property
    def strategy(self) -> RoutingStrategy:
        """Return the way to a person."""
        return self.rule.strategy if self.rule else RoutingStrategy.QUEUE_ONLY


def match(facts: RoutingFacts, rules: RoutingRules) -> RuleMatch:
    """Return the first rule that matches, with each earlier one and why it did not."""
    considered: list[ConsideredRule] = []
    for rule in rules.rules:
        why = rule.when.failed(facts) or _without_queue(rule, facts)
        if not why:
            return RuleMatch(
                version=rules.version, rule=rule.of(facts), considered=tuple(considered)
            )
        considered.append(ConsideredRule(rule=rule.name, why=why))
    return RuleMatch(version=rules.version, rule=None, considered=tuple(considered))


def _without_queue(rule: RoutingRule, facts: RoutingFacts) -> str:
    is_open = rule.queue == BY_CATEGORY and not facts.default_queue
    return "the category has no queue" if is_open else ""


def queues_of(rules: RoutingRules) -> frozenset[str]:
    """Return every queue that a set of rules names; those of categories where it goes by them."""
    named = {queue for one in rules.rules for queue in (one.queue, one.manages)}
    of_categories = (one.queue for one in taxonomies().latest.categories)
    by_category = of_categories if BY_CATEGORY in named else ()
    return frozenset({*named, *by_category} - {BY_CATEGORY})


def in_force(sets: Iterable[RoutingRules], *, at: datetime) -> RoutingRules | None:
    """Return the set that decides at an instant: the latest to begin, of two the higher version."""
    begun = [one for one in sets if one.valid_from <= at]
    return max(begun, key=lambda one: (one.valid_from.astimezone(UTC), one.version), default=None)
