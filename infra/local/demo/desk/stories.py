"""Stories of the demo's desk, as data: `stories.toml` says how each is written."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from claimtrail.access.roles import JobRole
from claimtrail.kernel.calendar import is_business_day
from claimtrail.kernel.frozen_model import FrozenModel

_FILE = Path(__file__).parent / "stories.toml"
_ZONE = ZoneInfo("America/New_York")


class DeskInstant(FrozenModel):
    """An instant of the month: business days before its last one, and the hour in New York."""

    days: int
    hour: time

    @model_validator(mode="before")
    @classmethod
    def _of_words(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        days, _, hour = given.partition(" ")
        return {"days": int(days), "hour": hour}

    def at(self, last_day: date) -> datetime:
        """Return the instant in a month that ends on a day."""
        day = business_day_before(last_day, self.days)
        return datetime.combine(day, self.hour, tzinfo=_ZONE).astimezone(UTC)


class DeskStep(FrozenModel):
    """One thing that somebody did with a ticket."""

    at: DeskInstant | None
    """None: when the demo runs."""
    by: JobRole
    action: str
    words: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_words(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        at, (by, action, *words) = (given[0], given[1:]) if given[0][0].isdigit() else (None, given)
        return {"at": at, "by": by, "action": action, "words": words}


class DeskStory(FrozenModel):
    """A ticket that somebody opened, and what became of it."""

    name: str = ""
    """By which other stories call it."""
    by: JobRole
    opened: DeskInstant
    category: str
    title: str
    text: str = ""
    state: str = ""
    """The state of its claims; empty: it has none."""
    claims: int = 1
    meta: Mapping[str, str] = Field(default_factory=dict)
    steps: tuple[DeskStep, ...] = ()


class DeskWork(FrozenModel):
    """Steps on a ticket that a function opened, the first of a category that nobody took yet."""

    category: str
    steps: tuple[DeskStep, ...]


class DeskStories(FrozenModel):
    """All of them, in their order."""

    story: tuple[DeskStory, ...]
    work: tuple[DeskWork, ...]


@cache
def desk_stories() -> DeskStories:
    """Return the stories, read once."""
    return DeskStories.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def business_day_before(day: date, count: int) -> date:
    """Return the business day that lies so many before the last one that is not after a day."""
    while True:
        if is_business_day(day):
            if count == 0:
                return day
            count -= 1
        day -= timedelta(days=1)
