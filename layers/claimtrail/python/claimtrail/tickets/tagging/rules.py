"""Rules that tag tickets: what each asks for, and which tags a ticket has by them.

A rule's tags go when it fits no more. Tags that a person set stay.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Self

from pydantic import Field, ValidationError, model_validator

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.taxonomy.tables import category_paths, facts_of
from claimtrail.tickets.ticket_parts import TicketTag

NO_LOGS: AbstractSet[str] = frozenset()
_FILE = "rules.toml"
_LONGEST_PATTERN = 200


@dataclass(frozen=True, slots=True)
class TagFacts:
    """A ticket and the names of log lines about it."""

    ticket: Ticket
    logs: AbstractSet[str] = NO_LOGS


def _texts(facts: TagFacts) -> Iterable[str]:
    ticket = facts.ticket
    notes = (entry.note for entry in ticket.history if entry.action == "noted")
    return ("\n".join((ticket.title, ticket.description, ticket.reason, *notes)),)


def _codes(facts: TagFacts) -> Iterable[str]:
    return (facts.ticket.cause.code,) if facts.ticket.cause else ()


_VALUES: Mapping[str, Callable[[TagFacts], Iterable[str]]] = MappingProxyType(
    {
        "text": _texts,
        "code": _codes,
        "category": lambda facts: category_paths(facts.ticket.category, facts_of(facts.ticket)),
        "payer": lambda facts: (facts.ticket.payer_id,),
        "origin": lambda facts: (facts.ticket.origin.value,),
        "event": lambda facts: (entry.action for entry in facts.ticket.history),
        "log": lambda facts: facts.logs,
        "metadata": lambda facts: (f"{one.name}={one.value}" for one in facts.ticket.metadata),
    }
)
"""By field of a condition: the values of a ticket."""


class TagRule(FrozenModel):
    """One rule: its tags, and what a ticket has that gets them."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    version: int = Field(ge=1)
    tags: tuple[str, ...] = Field(min_length=1)
    when: Mapping[str, tuple[str, ...]]
    """By field, patterns of which one fits; every field that is named fits."""

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        unknown = sorted(self.when.keys() - _VALUES.keys())
        if unknown or not self.when or not all(self.when.values()):
            known = ", ".join(_VALUES)
            raise ValueError(f"a rule asks for one of {known}" + f", not {unknown}" * bool(unknown))
        for name in self.tags:
            TicketTag(name=name)
        for pattern in self.when.get("text", ()):
            if len(pattern) > _LONGEST_PATTERN:
                raise ValueError(f"a pattern has {_LONGEST_PATTERN} letters at most")
            _compiled(pattern)
        return self

    @property
    def name(self) -> str:
        """Return the rule as a tag names it: `tags/records@1`."""
        return f"tags/{self.id}@{self.version}"

    def fits(self, facts: TagFacts) -> bool:
        """Return whether a ticket gets the tags."""
        return all(
            any(_matches(field, pattern, value) for value in _VALUES[field](facts)
                for pattern in patterns)
            for field, patterns in self.when.items()
        )  # fmt: skip


class TagRules(FrozenModel):
    """All rules, in a version of their file."""

    version: int = Field(ge=1)
    rules: tuple[TagRule, ...] = Field(alias="rule", min_length=1)

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [one.id for one in self.rules]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise ValueError(f"rule {twice} is there twice")
        return self

    def tags_of(self, ticket: Ticket, logs: AbstractSet[str] = NO_LOGS) -> tuple[TicketTag, ...]:
        """Return the tags that a ticket has: a person's, and those of the rules that fit."""
        facts = TagFacts(ticket, logs)
        found = {one.name: one for one in ticket.tags if not one.rule}
        for rule in self.rules:
            if rule.fits(facts):
                for name in rule.tags:
                    found.setdefault(name, TicketTag(name=name, rule=rule.name))
        return tuple(found[name] for name in sorted(found))


@cache
def tag_rules() -> TagRules:
    """Return the rules that are shipped, read once."""
    text = files("claimtrail.tickets.tagging").joinpath(_FILE).read_text(encoding="utf-8")
    return tag_rules_of(text, where=_FILE)


def tag_rules_of(text: str, *, where: str) -> TagRules:
    """Return the rules of a file. Raises ConfigurationError for one that cannot be."""
    try:
        return TagRules.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(
            Explanation(
                code="TAG_RULES_INVALID",
                what=_words(error),
                where=where,
                next_step="Correct the file; docs/support-desk.md describes each field.",
            )
        ) from error


def with_rule_tags(ticket: Ticket) -> Ticket:
    """Return a ticket with the tags of the shipped rules, as part of what is stored anyway.

    Log lines are known to a run over history alone: tags by them stay until the next one.
    """
    rules = tag_rules()
    by_logs = {one.name for one in rules.rules if "log" in one.when}
    kept = {one.name: one for one in ticket.tags if one.rule in by_logs}
    found = {one.name: one for one in rules.tags_of(ticket)}
    tags = tuple(one for _, one in sorted((kept | found).items()))
    return ticket if tags == ticket.tags else ticket.model_copy(update={"tags": tags})


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


def _matches(field: str, pattern: str, value: str) -> bool:
    if field == "text":
        return bool(_compiled(pattern).search(value))
    return fnmatchcase(value, pattern)


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return f"{error}"
