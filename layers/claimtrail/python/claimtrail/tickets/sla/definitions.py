"""Definitions of clocks, as data: when one starts, pauses, resumes, stops, and what it promises.

The conditions are the six of ServiceNow's SLA definitions: start, pause, resume, stop, cancel and
reset; starting and pausing may reach back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from claimtrail.kernel.frozen_model import FrozenModel

WARNINGS = (50, 75, 90)
"""Percent of a target at which people are warned."""
BREACH = 100

OTHERS = "_by_versions"
"""Ending of a fact's name: the names that other versions of the taxonomy have for it, by blanks."""
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


def _other_names(name: str, facts: Mapping[str, str]) -> list[str]:
    return facts.get(f"{name}{OTHERS}", "").split()


def duration_of(words: Any) -> Any:
    """Return what `30m` or `4h` says; other values are left to pydantic.

    There is no unit of days: a day has as many hours as the calendar opens.
    """
    if not isinstance(words, str) or words[-1:] not in _UNITS or not words[:-1].isdigit():
        return words
    return int(words[:-1]) * _UNITS[words[-1]]


Target = Annotated[timedelta, BeforeValidator(duration_of)]
"""Open time in which something is promised: `4h` or `30m` in a file."""


class ClockCondition(FrozenModel):
    """A condition on a ticket: each field has one of the values that are listed for it."""

    fields: Mapping[str, frozenset[str]]

    @model_validator(mode="before")
    @classmethod
    def _of_a_table(cls, table: Any) -> Any:
        """Take a table of a file, whose keys are the fields."""
        is_table = isinstance(table, Mapping) and "fields" not in table
        return {"fields": table} if is_table else table

    @field_validator("fields")
    @classmethod
    def _says_something(cls, fields: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        if not fields or not all(fields.values()):
            raise ValueError("a condition names a field, and a value of it")
        return fields

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Return whether every field has one of its values, in any version of the taxonomy."""
        return all(
            facts.get(name) in values or not values.isdisjoint(_other_names(name, facts))
            for name, values in self.fields.items()
        )


AnyOf = tuple[ClockCondition, ...]
"""Conditions of which one suffices; none never hold."""


class Restart(StrEnum):
    """The way in which a clock goes on when its start condition holds after it stopped."""

    NEVER = "never"
    """It has stopped for good: a first response is given once."""
    CONTINUE = "continue"
    """With what had run: a ticket that is reopened was not resolved."""
    FRESH = "fresh"
    """From zero: each hand-off to a vendor has its own."""


class ClockVersion(FrozenModel):
    """The rules of a definition from an instant on."""

    version: int = Field(ge=1)
    valid_from: datetime
    calendar: str
    """The name of the working hours in which it runs."""
    applies: AnyOf = ()
    """Tickets that have this clock; all of them where nothing is said."""
    start: AnyOf
    pause: AnyOf = ()
    resume: AnyOf = ()
    """The end of a pause; without any, it lasts as long as its condition holds."""
    stop: AnyOf
    cancel: AnyOf = ()
    reset: AnyOf = ()
    targets: Mapping[str, Target]
    """By the ticket's priority."""
    restart: Restart = Restart.NEVER
    starts_at_opening: bool = False
    """Start at the ticket's first instant, however late the condition came to hold."""
    pauses_reach_back: bool = True
    """Of a start that reaches back, take off what was paused before the condition held."""

    @model_validator(mode="after")
    def _promises(self) -> Self:
        if not self.targets or any(target <= timedelta() for target in self.targets.values()):
            raise ValueError("a clock has a target above zero for each priority that it names")
        if self.valid_from.tzinfo is None:
            raise ValueError("valid_from names its zone")
        return self


class ClockDefinition(FrozenModel):
    """A clock that tickets may have: a promise to those who ask, inside, or by a vendor."""

    clock_id: str
    title: str
    kind: str = "SLA"
    """`SLA`, `OLA`, or `UC` for the contract that a vendor underpins it by."""
    versions: tuple[ClockVersion, ...] = Field(min_length=1)
    """In the order of their days."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        dates = [version.valid_from for version in self.versions]
        if any(one >= other for one, other in pairwise(dates)):
            raise ValueError("versions stand in the order of valid_from, one an instant")
        return self

    def at(self, instant: datetime) -> ClockVersion:
        """Return the version in force at an instant; the first one before all of them."""
        in_force = [version for version in self.versions if version.valid_from <= instant]
        return in_force[-1] if in_force else self.versions[0]


def holds_any(conditions: AnyOf, facts: Mapping[str, str]) -> bool:
    """Return whether one of the conditions holds."""
    return any(condition.holds(facts) for condition in conditions)
