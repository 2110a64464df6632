"""A judge of clocks that walks minute by minute, and shares no line with what it judges.

It knows a definition and a history as plain dictionaries. Of working hours it looks at a wall clock
every minute: a shift is on from when the wall clock first shows its beginning until it first shows
its end. Nothing is subtracted, nothing is predicted.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WallCalendar:
    """Working hours as this judge reads them."""

    zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    """Minutes after midnight, Monday first."""
    closed: frozenset[str]
    special: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()

    def shifts(self, day: str, weekday: int) -> tuple[tuple[int, int], ...]:
        """Return the shifts of a day."""
        for known, shifts in self.special:
            if known == day:
                return shifts
        return () if day in self.closed else self.week[weekday]


@cache
def open_minutes(calendar: WallCalendar, first: datetime, minutes: int) -> bytes:
    """Return a byte for each minute from `first` on: 1 when somebody works in it.

    `first` is a minute before which no clock was put back within a day.
    """
    zone = ZoneInfo(calendar.zone)
    latest_shown: dict[str, int] = {}
    answer = bytearray()
    for number in range(-24 * 60, minutes):
        wall = (first + number * MINUTE).astimezone(zone)
        day, shown = wall.date().isoformat(), wall.hour * 60 + wall.minute
        latest = latest_shown[day] = max(shown, latest_shown.get(day, 0))
        if number >= 0:
            shifts = calendar.shifts(day, wall.weekday())
            answer.append(any(begins <= latest < ends for begins, ends in shifts))
    return bytes(answer)


@dataclass(slots=True)
class Walked:
    """The whole minutes that the judge saw, and the minute of each threshold."""

    state: str = "waiting"
    elapsed: int = 0
    reached: dict[int, int] = field(default_factory=dict)
    paused: int = 0
    """Minutes that it stood paused, closed hours among them."""


def walk(
    versions: list[dict[str, Any]],
    history: list[dict[str, Any]],
    calendars: dict[str, bytes],
    *,
    until: int,
) -> Walked:
    """Walk from the first change to the minute `until`, and return what a clock shows then.

    `versions`: dictionaries with `from` (a minute), conditions as lists of dictionaries of sets,
    `targets` in minutes by priority. `history`: dictionaries with `at`, `event` and `facts`, as
    they were recorded.
    """
    by_minute: dict[int, list[dict[str, Any]]] = {}
    for change in history:
        by_minute.setdefault(change["at"], []).append(change)
    first = min(by_minute, default=until)
    seen = _walk_once(versions, by_minute, calendars, first=first, until=until, attached=None)
    walked, began = seen
    if versions and began is not None and began > first and _at(versions, until)["from_opening"]:
        walked, _ = _walk_once(
            versions, by_minute, calendars, first=first, until=until, attached=began
        )
    return walked


def _walk_once(  # noqa: C901, PLR0912 - one loop over minutes is what is easy to trust
    versions: list[dict[str, Any]],
    by_minute: dict[int, list[dict[str, Any]]],
    calendars: dict[str, bytes],
    *,
    first: int,
    until: int,
    attached: int | None,
) -> tuple[Walked, int | None]:
    """Return what was seen, and the minute at which the clock that is shown began."""
    walked, facts, began = Walked(), dict[str, str](), None
    asked = False
    if first > until:
        return walked, None
    for minute in range(first, until + 1):
        version = _at(versions, minute)
        changes = by_minute.get(minute, [])
        if not changes and any(each["from"] == minute for each in versions):
            changes = [{"event": "", "facts": {}}]
        elif any(each["from"] == minute > first for each in versions):
            changes = [*changes, {"event": "", "facts": {}}]
        for change in changes:
            facts.update(change["facts"])
            now = {**facts, "event": change["event"]}
            early = attached is not None and minute < attached
            if early and walked.state == "waiting":
                walked, began, asked = Walked(state="running"), minute, False
            elif not early and walked.state in {"running", "paused"}:
                if _any(version["cancel"], now) or not _concerns(version, now):
                    walked.state = "canceled"
                elif _any(version["stop"], now):
                    walked.state = "missed" if 100 in walked.reached else "met"
                elif _any(version["reset"], now):
                    walked, began = Walked(state=walked.state), minute
            elif not early:
                was_stopped = walked.state in {"met", "missed"}
                wanted = _any(version["start"], now) and _concerns(version, now)
                over = _any(version["stop"], now) or _any(version["cancel"], now)
                if wanted and not over and not (was_stopped and version["restart"] == "never"):
                    if not (was_stopped and version["restart"] == "continue"):
                        walked, began = Walked(), minute
                    walked.state, asked = "running", False
            if not early or version["pauses_reach_back"]:
                before, asked = asked, _any(version["pause"], now)
                if walked.state == "paused":
                    on = _any(version["resume"], now) if version["resume"] else not asked
                    walked.state = "running" if on else "paused"
                elif walked.state == "running" and asked and not before:
                    walked.state = "paused"
        target = version["targets"].get(facts.get("priority"))
        if walked.state == "running" and target is not None:
            for percent in (50, 75, 90, 100):
                if percent not in walked.reached and walked.elapsed * 100 >= target * percent:
                    walked.reached[percent] = minute
        if minute < until:
            if walked.state == "running":
                walked.elapsed += calendars[version["calendar"]][minute]
            walked.paused += walked.state == "paused"
    return walked, began


def _at(versions: list[dict[str, Any]], minute: int) -> dict[str, Any]:
    found = versions[0]
    for version in versions:
        if version["from"] <= minute:
            found = version
    return found


def _any(conditions: list[dict[str, set[str]]], facts: dict[str, str]) -> bool:
    return any(all(facts.get(name) in values for name, values in one.items()) for one in conditions)


def _concerns(version: dict[str, Any], facts: dict[str, str]) -> bool:
    return not version["applies"] or _any(version["applies"], facts)


def instant(first: datetime, minute: int) -> datetime:
    """Return the instant of a minute that is counted from `first`."""
    return first.astimezone(UTC) + minute * MINUTE
