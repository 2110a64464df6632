"""The people of the desk: what they know, how much they take, when they work, when they are away.

Ids of people only, as they sign in: `user:dana`.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.working_hours import OpenTime, WorkingHours
from claimtrail.tickets.routing.rules import QueueName, SkillName
from claimtrail.tickets.ticket_parts import Tier

WEIGHTS: Mapping[int, int] = MappingProxyType({1: 4, 2: 2, 3: 1, 4: 1})
"""By priority: the part of a person's capacity that an open ticket takes."""
SHIFT_HORIZON_DAYS = 14
"""A person without a shift for so long is as good as away."""

PersonName = Annotated[str, Field(pattern=r"^user:[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$")]


class Absence(FrozenModel):
    """Days on which a person does not work, both included, in the zone of the shifts."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    begins: date = Field(alias="from")
    ends: date = Field(alias="to")

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends < self.begins:
            raise ValueError("an absence ends on its first day or later")
        return self

    def has(self, day: date) -> bool:
        """Return whether a day is one of it."""
        return self.begins <= day <= self.ends


class DeskPerson(FrozenModel):
    """One person of the desk."""

    person: PersonName
    queues: tuple[QueueName, ...] = Field(min_length=1)
    """Queues whose tickets the person takes."""
    tiers: tuple[Tier, ...] = Field(min_length=1)
    skills: tuple[SkillName, ...] = ()
    capacity: int = Field(ge=0, le=1_000)
    """Weights of open tickets that fit."""
    calendar: str
    """The shifts, by their name in the desk."""
    substitute: PersonName | None = None
    """The person who takes over first what rules gave, while this one is away."""
    absences: tuple[Absence, ...] = ()


class Desk(FrozenModel):
    """The whole desk, in the order in which people are asked."""

    schema_version: Literal[1] = 1
    version: int = Field(default=0, ge=0)
    """Grows by one with each change; 0 is not stored yet."""
    calendars: tuple[WorkingHours, ...] = ()
    people: tuple[DeskPerson, ...] = ()

    @model_validator(mode="after")
    def _knows_what_it_names(self) -> Self:
        calendars = {one.name for one in self.calendars}
        people = Counter(one.person for one in self.people)
        for one in self.people:
            if people[one.person] > 1:
                raise ValueError(f"{one.person} is in the desk twice")
            if one.calendar not in calendars:
                names = ", ".join(sorted(calendars)) or "none"
                raise ValueError(
                    f"{one.person} works in the hours {one.calendar!r}, and the calendars are: "
                    f"{names}"
                )
            if one.substitute == one.person:
                raise ValueError(f"{one.person} is no substitute of {one.person}")
            if one.substitute and one.substitute not in people:
                raise ValueError(f"the substitute of {one.person} is not in the desk")
        return self

    def find(self, person: str) -> DeskPerson | None:
        """Return a person; None for one who is not of the desk."""
        return next((one for one in self.people if one.person == person), None)

    def hours(self, person: DeskPerson) -> OpenTime:
        """Return a person's shifts."""
        named = next(one for one in self.calendars if one.name == person.calendar)
        return open_time(named)

    def away_until(self, person: DeskPerson, *, at: datetime) -> date | None:
        """Return the last day of the absence that a person is in; None for one who is there."""
        today = at.astimezone(self.hours(person).zone).date()
        return max((one.ends for one in person.absences if one.has(today)), default=None)

    def next_shift(self, person: DeskPerson, *, at: datetime) -> datetime | None:
        """Return the instant from which a person works: `at` itself within a shift.

        Shifts on days of an absence are left out. None where there is no shift within two weeks.
        """
        hours = self.hours(person)
        for opens, _closes in hours.spans(at, at + timedelta(days=SHIFT_HORIZON_DAYS)):
            day = opens.astimezone(hours.zone).date()
            if not any(one.has(day) for one in person.absences):
                return opens
        return None

    def with_person(self, changed: DeskPerson) -> "Desk":
        """Return the desk with another version of one of its people."""
        people = tuple(changed if one.person == changed.person else one for one in self.people)
        return self.next(people=people)

    def next(self, **changes: Any) -> "Desk":
        """Return the next version, with these fields changed."""
        return self.model_copy(update={**changes, "version": self.version + 1})


NO_DESK = Desk()


@lru_cache(maxsize=64)
def open_time(hours: WorkingHours) -> OpenTime:
    """Return the open time of working hours, whose days are worked out once."""
    return OpenTime(hours)


class Reservation(FrozenModel):
    """Room of a person that was taken for a ticket, before the ticket said so."""

    ticket_id: str
    version: int
    """Of the ticket, once it says so."""
    weight: int
    at: datetime


class Reservations(FrozenModel):
    """The reservations of one person's room, of the last minutes."""

    schema_version: Literal[1] = 1
    person: str
    version: int = 0
    """Grows by one with each reservation, of which one at a time succeeds."""
    held: tuple[Reservation, ...] = ()

    def with_one(self, reservation: Reservation, *, since: datetime) -> "Reservations":
        """Return the next version, with one more and without those from before an instant."""
        kept = (
            one for one in self.held if one.ticket_id != reservation.ticket_id and one.at >= since
        )
        return self.model_copy(update={"version": self.version + 1, "held": (*kept, reservation)})
