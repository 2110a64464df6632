"""Definitions, working hours and histories of tickets, drawn by seed around awkward days."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from claimtrail.kernel.working_hours import OpenTime, WorkingHours
from claimtrail.tickets.sla.definitions import ClockDefinition
from claimtrail.tickets.sla.history import TicketChange
from tests.harness.tickets.minute_walk import WallCalendar, open_minutes

DAYS = 16
"""Days of open minutes that are known for each beginning."""
_DAY = 24 * 60
_BEGINNINGS = tuple(
    datetime.fromisoformat(day).replace(tzinfo=UTC)
    for day in (
        "2026-03-02",  # the United States put clocks forward on March 8, Cuba at midnight
        "2026-03-23",  # Europe puts them forward on March 29, Lord Howe back by 30 minutes
        "2026-06-29",  # Independence Day is kept on a Friday
        "2026-10-26",  # the United States put them back on November 1
        "2026-12-20",  # Christmas, and another year
    )
)
_OFFICE = ((540, 1020),)
_SPLIT = ((480, 720), (780, 1080))
_NIGHT = ((0, 360), (1320, 1440))
_ODD = ((75, 105), (150, 615), (1380, 1435))
_ROUND = ((0, 1440),)
_WEEKS: tuple[tuple[tuple[tuple[int, int], ...], ...], ...] = (
    (_OFFICE,) * 5 + ((), ()),
    (_SPLIT,) * 5 + (((600, 840),), ()),
    (_NIGHT,) * 7,
    (_ODD, (), _ODD, _SPLIT, _ODD, _ROUND, _ODD),
    (_ROUND,) * 7,
)
_ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
)
_CLOSED = frozenset({"2026-03-09", "2026-07-03", "2026-11-02", "2026-12-25", "2027-01-01"})
_SPECIAL = (("2026-03-08", ((0, 240),)), ("2026-11-01", ((60, 180),)), ("2026-12-24", _SPLIT[:1]))


@dataclass(frozen=True, slots=True)
class DrawnClock:
    """One ticket and its clock, for the product and for the judge."""

    first: datetime
    definition: ClockDefinition
    changes: tuple[TicketChange, ...]
    calendars: dict[str, OpenTime]
    versions: list[dict[str, Any]]
    history: list[dict[str, Any]]
    open_minutes: dict[str, bytes]
    until: int

    @property
    def now(self) -> datetime:
        """Return the instant at which both read the clock."""
        return self.first + timedelta(minutes=self.until)


@cache
def _calendar(number: int) -> tuple[WallCalendar, OpenTime]:
    """Return one of the calendars, as the judge and as the product reads it."""
    week = _WEEKS[number % len(_WEEKS)]
    zone = _ZONES[number % len(_ZONES)]
    special = _SPECIAL if number % 2 else ()
    wall = WallCalendar(zone, week, _CLOSED, special)
    hours = WorkingHours.model_validate(
        {
            "name": f"hours-{number}",
            "zone": zone,
            "weekly": [[{"begins": one, "ends": two} for one, two in day] for day in week],
            "holidays": _CLOSED,
            "exceptions": [
                {
                    "day": day,
                    "shifts": [{"begins": one, "ends": two} for one, two in shifts],
                    "reason": "drawn",
                }
                for day, shifts in special
            ],
        }
    )
    return wall, OpenTime(hours)


def draw(seed: int) -> DrawnClock:
    """Draw a ticket's history and the definition of a clock; the same for a seed each time."""
    random = Random(seed)  # noqa: S311 - a history that can be drawn twice
    first = random.choice(_BEGINNINGS)
    numbers = random.sample(range(len(_WEEKS) * len(_ZONES)), 2)
    history = _history(random)
    versions = _versions(random, numbers)
    return DrawnClock(
        first=first,
        definition=_definition(first, versions),
        changes=tuple(
            TicketChange(
                at=first + timedelta(minutes=change["at"]),
                event=change["event"],
                facts=change["facts"],
            )
            for change in history
        ),
        calendars={f"hours-{number}": _calendar(number)[1] for number in numbers},
        versions=versions,
        history=history,
        open_minutes={
            f"hours-{number}": open_minutes(_calendar(number)[0], first, DAYS * _DAY)
            for number in numbers
        },
        until=random.randrange(history[0]["at"], DAYS * _DAY),
    )


_HOLDS = ("payer", "provider documentation", "patient", "vendor", "change")


def _history(random: Random) -> list[dict[str, Any]]:
    """Draw what happens to a ticket: held twice over, reported late, reopened, another priority."""
    minute = random.randrange(3 * _DAY)
    opened = {
        "status": "new",
        "priority": random.choice("1234"),
        "area": random.choice(("claims", "denials")),
        "hold_reason": "",
    }
    history = [{"at": minute, "event": "opened", "facts": opened}]
    for _ in range(random.randrange(14)):
        minute = min(minute + int(random.expovariate(1 / 900)), DAYS * _DAY - 1)
        event = random.choice(list(_EVENTS))
        at = minute
        if event in {"held", "resumed"} and random.random() < 0.3:
            at = max(history[0]["at"], minute - random.randrange(2 * _DAY))
        history.append({"at": at, "event": event, "facts": _EVENTS[event](random)})
    return history


_EVENTS: dict[str, Any] = {
    "started": lambda _: {"status": "in_progress"},
    "held": lambda random: {"status": "on_hold", "hold_reason": random.choice(_HOLDS)},
    "resumed": lambda _: {"status": "in_progress", "hold_reason": ""},
    "payer_answered": lambda _: {},
    "commented": lambda _: {},
    "rated": lambda random: {"priority": random.choice("12345")},
    "moved": lambda random: {"area": random.choice(("claims", "denials", "posting"))},
    "resolved": lambda _: {"status": "resolved", "hold_reason": ""},
    "reopened": lambda _: {"status": "reopened"},
    "canceled": lambda _: {"status": "canceled"},
}

_WORKED_ON = [{"status": {"new", "in_progress", "on_hold", "reopened"}}]
_KINDS: tuple[dict[str, Any], ...] = (
    {"start": _WORKED_ON, "stop": [{"event": {"commented"}}, {"status": {"resolved"}}]},
    {
        "start": _WORKED_ON,
        "pause": [{"status": {"on_hold"}, "hold_reason": {"payer", "patient"}}],
        "stop": [{"status": {"resolved"}}],
        "restart": "continue",
    },
    {
        "start": _WORKED_ON,
        "pause": [{"hold_reason": {"payer"}}, {"status": {"on_hold"}}],
        "resume": [{"event": {"payer_answered"}}, {"status": {"in_progress"}}],
        "stop": [{"status": {"resolved"}}],
        "restart": "fresh",
    },
    {
        "start": [{"status": {"in_progress", "on_hold"}}],
        "pause": [{"status": {"on_hold"}}],
        "stop": [{"status": {"resolved"}}],
        "restart": "continue",
        "from_opening": True,
    },
    {
        "start": [{"area": {"denials"}}],
        "applies": [{"area": {"denials", "posting"}}],
        "pause": [{"status": {"on_hold"}}],
        "stop": [{"status": {"resolved"}}],
        "restart": "continue",
        "from_opening": True,
        "pauses_reach_back": False,
    },
    {
        "start": _WORKED_ON,
        "pause": [{"status": {"on_hold"}}],
        "reset": [{"event": {"commented"}}],
        "stop": [{"status": {"resolved"}}],
        "restart": "fresh",
    },
)


def _versions(random: Random, numbers: list[int]) -> list[dict[str, Any]]:
    kind = random.randrange(len(_KINDS))
    begins = sorted(random.sample(range(1, DAYS * _DAY), random.choice((0, 0, 1, 2))))
    return [
        {
            "from": begin,
            "calendar": f"hours-{numbers[random.randrange(2)]}",
            "applies": [],
            "pause": [],
            "resume": [],
            "cancel": [{"status": {"canceled"}}],
            "reset": [],
            "restart": "never",
            "from_opening": False,
            "pauses_reach_back": True,
            **_KINDS[kind],
            "targets": {
                priority: 20 * random.choice((1, 3, 12, 24, 72, 200)) for priority in "1234"
            },
        }
        for begin in [0, *begins]
    ]


def _definition(first: datetime, versions: list[dict[str, Any]]) -> ClockDefinition:
    return ClockDefinition.model_validate(
        {
            "clock_id": "drawn",
            "title": "Drawn by seed",
            "versions": [
                {
                    "version": number,
                    "valid_from": first + timedelta(minutes=version["from"]),
                    "calendar": version["calendar"],
                    "applies": version["applies"],
                    "start": version["start"],
                    "pause": version["pause"],
                    "resume": version["resume"],
                    "stop": version["stop"],
                    "cancel": version["cancel"],
                    "reset": version["reset"],
                    "restart": version["restart"],
                    "starts_at_opening": version["from_opening"],
                    "pauses_reach_back": version["pauses_reach_back"],
                    "targets": {
                        priority: timedelta(minutes=minutes)
                        for priority, minutes in version["targets"].items()
                    },
                }
                for number, version in enumerate(versions, start=1)
            ],
        }
    )
