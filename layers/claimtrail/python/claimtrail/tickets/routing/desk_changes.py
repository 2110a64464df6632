"""The use cases of the desk: put its file into force, and say who is away from when to when.

What a person is given by rules goes to others while they are away; what people gave them stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.desk import Absence, Desk, DeskPerson
from claimtrail.tickets.routing.detail_types import DeskDetailType
from claimtrail.tickets.routing.errors import DeskChangeError, desk_conflict, no_such_person
from claimtrail.tickets.routing.ports import DeskStore
from claimtrail.tickets.routing.service import RoutingService

_DESK = "desk"
DeskChange = Callable[[Desk], Desk]
"""Returns the next version of a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecorded:
    """An absence, and what became of the person's tickets."""

    person: DeskPerson
    moved: tuple[Ticket, ...]
    """Tickets that others have now; those of a later absence move on its first day."""
    kept: int
    """Open tickets that people assigned to the person, which stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskChanges:
    """Changes the desk, and publishes each change."""

    store: DeskStore
    routing: RoutingService
    publisher: EventPublisher
    clock: Clock

    def put(self, desk: Desk, *, by: str) -> Desk:
        """Replace the desk by that of a file, with the absences that were recorded.

        Raises ConflictError when other writers keep winning.
        """

        def replaced(stored: Desk) -> Desk:
            people = tuple(_with_absences(one, stored.find(one.person)) for one in desk.people)
            return stored.next(calendars=desk.calendars, people=people)

        return self._changed(replaced, DeskDetailType.DESK_CHANGED, by=by, subject=_DESK)

    def absent(self, person: str, absence: Absence, *, by: str) -> AbsenceRecorded:
        """Record days on which a person is away; tickets move at once if today is one of them.

        Raises DeskChangeError for a person who is not of the desk, ConflictError.
        """

        def away(stored: Desk) -> Desk:
            one = _required(stored, person)
            kept = tuple(each for each in one.absences if each != absence)
            return stored.with_person(one.model_copy(update={"absences": (*kept, absence)}))

        desk = self._changed(
            away,
            DeskDetailType.DESK_PERSON_AWAY,
            by=by,
            subject=person,
            begins=absence.begins.isoformat(),
            ends=absence.ends.isoformat(),
        )
        changed = _required(desk, person)
        is_away = desk.away_until(changed, at=self.clock()) is not None
        moved = tuple(self.routing.route_owned_by(person)) if is_away else ()
        return AbsenceRecorded(person=changed, moved=moved, kept=self._kept(person))

    def back(self, person: str, *, by: str) -> DeskPerson:
        """End what a person's absences have left. Raises DeskChangeError, ConflictError."""

        def there(stored: Desk) -> Desk:
            one = _required(stored, person)
            today = self.clock().astimezone(stored.hours(one).zone).date()
            past = tuple(each for each in one.absences if each.ends < today)
            return stored.with_person(one.model_copy(update={"absences": past}))

        desk = self._changed(there, DeskDetailType.DESK_PERSON_BACK, by=by, subject=person)
        return _required(desk, person)

    def _kept(self, person: str) -> int:
        tickets = self.routing.tickets.list_open(limit=1_000, owner=person)
        return sum(one.is_assigned_by_person for one in tickets)

    def _changed(
        self,
        change: DeskChange,
        detail_type: DeskDetailType,
        *,
        by: str,
        subject: str,
        **detail: Any,
    ) -> Desk:
        desk = repeat_on_conflict(lambda: self._saved(change))
        self.publisher.publish(
            [self._event(desk, detail_type, by=by, subject=subject, said=detail)]
        )
        return desk

    def _saved(self, change: DeskChange) -> Desk:
        desk = change(self.store.desk())
        if not self.store.save(desk):
            raise ConflictError(desk_conflict(desk.version))
        return desk

    def _event(
        self,
        desk: Desk,
        detail_type: DeskDetailType,
        *,
        by: str,
        subject: str,
        said: Mapping[str, Any],
    ) -> BusEvent:
        return BusEvent(
            event_id=derived_id(EVENT_PREFIX, _DESK, detail_type.value, str(desk.version)),
            detail_type=detail_type,
            subject_id=subject,
            occurred_at=self.clock(),
            actor=by,
            correlation_id=f"desk@{desk.version}",
            detail={"version": desk.version, "people": len(desk.people), **said},
        )


def _required(desk: Desk, person: str) -> DeskPerson:
    found = desk.find(person)
    if found is None:
        raise DeskChangeError(no_such_person(person))
    return found


def _with_absences(one: DeskPerson, stored: DeskPerson | None) -> DeskPerson:
    recorded = stored.absences if stored else ()
    absences = dict.fromkeys((*one.absences, *recorded))
    return one.model_copy(update={"absences": tuple(absences)})
