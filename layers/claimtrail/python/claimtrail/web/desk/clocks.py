"""Promises of clocks as a page: each definition in words, with its targets by priority."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from claimtrail.tickets.model import TICKET_STATUS_WORDS, TicketStatus
from claimtrail.tickets.sla.definitions import AnyOf, ClockCondition, ClockDefinition, Restart
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.web.core.replies import DataReply, PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import owner
from claimtrail.web.desk.tables import rows_csv, rows_json
from claimtrail.web.tickets.clock_words import hours_words
from claimtrail.web.tickets.subject import area_words, category_words

NAME = "clocks"
PRIORITIES = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDefinitionRow:
    """One version of a definition, in words."""

    clock_id: str
    title: str
    kind: str
    """`SLA`, `OLA` or `UC`."""
    version: int
    is_in_force: bool
    valid_from: datetime
    calendar: str
    zone: str
    applies: str
    starts: str
    pauses: str
    resumes: str
    stops: str
    cancels: str
    resets: str
    again: str
    """The way in which it goes on after it stopped."""
    targets: tuple[str, ...]
    """By priority, the highest first: hours and minutes; empty where nothing is promised."""


_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "SLA": "a promise to those who ask",
        "OLA": "a promise between teams",
        "UC": "a vendor's promise",
    }
)


def show_clocks(request: PageRequest) -> Reply:
    """Show the definitions of clocks, the versions in force first."""
    return PageReply(
        template="clocks.html",
        title="Clocks of tickets",
        view={
            "clocks": definition_rows(request.now),
            "kinds": _KINDS,
            "priorities": PRIORITIES,
        },
    )


def clocks_json(request: PageRequest) -> DataReply:
    """Return the definitions as JSON."""
    return rows_json(NAME, definition_rows(request.now))


def clocks_csv(request: PageRequest) -> DataReply:
    """Return the definitions as CSV."""
    return rows_csv(NAME, definition_rows(request.now))


def definition_rows(now: datetime) -> tuple[ClockDefinitionRow, ...]:
    """Return every version of every clock, the latest version of each first."""
    return tuple(row for clock in clock_tables().clocks for row in _versions(clock, now))


def _versions(clock: ClockDefinition, now: datetime) -> Iterator[ClockDefinitionRow]:
    calendars, in_force = clock_tables().calendars, clock.at(now).version
    for one in reversed(clock.versions):
        yield ClockDefinitionRow(
            clock_id=clock.clock_id,
            title=clock.title,
            kind=clock.kind,
            version=one.version,
            is_in_force=one.version == in_force,
            valid_from=one.valid_from,
            calendar=one.calendar,
            zone=calendars[one.calendar].zone.key,
            applies=conditions_words(one.applies) or "every ticket",
            starts=conditions_words(one.start),
            pauses=conditions_words(one.pause),
            resumes=conditions_words(one.resume)
            or ("once that no longer holds" if one.pause else ""),
            stops=conditions_words(one.stop),
            cancels=conditions_words(one.cancel),
            resets=conditions_words(one.reset),
            again=_RESTARTS[one.restart],
            targets=tuple(
                hours_words(int(target.total_seconds() // 60)) if target else ""
                for target in map(one.targets.get, PRIORITIES)
            ),
        )


_RESTARTS: Mapping[Restart, str] = MappingProxyType(
    {
        Restart.NEVER: "it is given once",
        Restart.CONTINUE: "it goes on with what had run",
        Restart.FRESH: "it begins from zero",
    }
)


def conditions_words(conditions: AnyOf) -> str:
    """Return conditions of which one suffices, in words; empty for none."""
    return "; or ".join(map(condition_words, conditions))


def condition_words(condition: ClockCondition) -> str:
    """Return one condition in words: `it is on hold, and waits for the payer or the patient`."""
    known = [(name, values) for name in _FIELDS if (values := condition.fields.get(name))]
    return ", and ".join(_FIELDS[name](sorted(values)) for name, values in known)


def _any_of(values: Iterable[str], word: Callable[[str], str]) -> str:
    words = [word(one) for one in values]
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _status(values: Iterable[str]) -> str:
    known = {one.value: words for one, words in TICKET_STATUS_WORDS.items()}
    places = {one.value: place for place, one in enumerate(TicketStatus)}
    ordered = sorted(values, key=places.__getitem__)
    return f"it is {_any_of(ordered, known.__getitem__)}"


def _party(value: str) -> str:
    return {"": "nobody", "change": "a change of a system"}.get(value, f"the {value}")


_FIELDS: Mapping[str, Callable[[Iterable[str]], str]] = MappingProxyType(
    {
        "status": _status,
        "hold_reason": lambda values: f"it waits for {_any_of(values, _party)}",
        "event": lambda values: f"somebody {_any_of(values, _deed)} it",
        "priority": lambda values: f"its priority is {_any_of(values, str)}",
        "area": lambda values: f"its area is {_any_of(values, area_words)}",
        "category": lambda values: f"its category is {_any_of(values, category_words)}",
        "owner": lambda values: f"its owner is {_any_of(values, owner)}",
    }
)
"""By field of a condition, in the order of a sentence: its values in words."""


def _deed(value: str) -> str:
    return {"noted": "commented on", "held": "put on hold"}.get(value, value)
