"""Objects that arrived in the inbox, kept by an opaque id: queues carry the id, never the name.

S3's own event names the object, and a partner's file name may hold PHI. So the event invokes a
function, which keeps it in the encrypted table and queues the id. An arrival is queued again until
it is marked. An hourly sweep of the inbox finds arrivals whose event was lost; a daily one goes
over all that the inbox keeps, and finds as well what was queued and came to nothing.

An upload under way has a temporary name, and is no arrival: its sender renames it when it is whole,
and the object under its own name is the arrival. One that keeps its temporary name for UNFINISHED
is queued by the sweep, so that receiving quarantines it: what was accepted is never left unseen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from claimtrail.intake.model.messages import Arrival, ArrivalMessage
from claimtrail.intake.retention import INBOX_DAYS
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.partners.profile import Partners
from claimtrail.partners.temporary_names import TEMPORARY_NAMES, is_temporary

SWEPT = timedelta(hours=26)
"""The time that a sweep looks back: Lambda drops an event after 6 hours, EventBridge after 24."""
SETTLED = timedelta(minutes=10)
"""A younger object's own event may still be under way."""
UNFINISHED = timedelta(hours=1)
"""So long an upload may keep its temporary name. S3 has an object only once it is written, and
clients rename at once; what breaks off is resumed within minutes, or begun again."""
LOST = timedelta(days=15)
"""A queue and its dead letters keep a message for 14 days: what came to nothing by then, and was
laid down by nobody, comes to nothing any more."""
AT_ONCE = 100
"""Objects whose marks are read in one request."""
RESERVE_SECONDS = 10.0
"""With less time left, a sweep ends; the next one begins again with what is missing."""
KEPT = timedelta(days=INBOX_DAYS)
"""As long as the inbox keeps the object; the receipt keeps the name."""

IsTemporary = Callable[[Arrival], bool]
"""Tells the names of uploads under way from others."""


def temporary_names_of(partners: Partners) -> IsTemporary:
    """Return what tells uploads under way from others, by the profiles of their partners."""

    def is_under_way(arrival: Arrival) -> bool:
        profile = partners.get(arrival.folder)
        patterns = profile.temporary_names if profile else TEMPORARY_NAMES
        return is_temporary(arrival.name, patterns)

    return is_under_way


class FoundObject(NamedTuple):
    """A version of an object of the inbox, and whether it is there under its name still."""

    arrival: Arrival
    is_current: bool
    """False once it was removed, renamed or replaced."""


class ArrivalMarks(NamedTuple):
    """The marks of an arrival."""

    is_queued: bool = False
    is_done: bool = False
    """True if it was received, found to be gone, or laid down by a person."""
    is_queued_again: bool = False


class ArrivalStore(Protocol):
    """Arrivals by their delivery id. Reads are strongly consistent."""

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        ...

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        ...

    def mark_queued_again(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued once more, since nothing came of it."""
        ...

    def mark_done(self, delivery_id: str) -> None:
        """Remember that the arrival was received, or that a person laid it down."""
        ...

    def marks_of(self, delivery_ids: Sequence[str]) -> Mapping[str, ArrivalMarks]:
        """Return the marks of the arrivals that are kept. Raises TABLE_BUSY as tables do."""
        ...

    def mark_removed(self, delivery_id: str, at: datetime) -> datetime:
        """Remember that the object was gone before it was read; return since when that is known."""
        ...

    def removed_at(self, delivery_id: str) -> datetime | None:
        """Return when the object was found to be gone; None when it was not."""
        ...

    def find(self, delivery_id: str) -> Arrival | None:
        """Return the arrival, or None."""
        ...


class ArrivalQueue(Protocol):
    """The queue of arrivals to receive. Delivery is at least once."""

    def send_arrival(self, message: ArrivalMessage) -> None:
        """Hand over a message, or raise, so that the caller is retried."""
        ...


class Inbox(Protocol):
    """An object that a sweep lists."""

    def objects_between(self, first: datetime, last: datetime) -> Iterable[FoundObject]:
        """Return every version of an object that was stored in that time."""
        ...


def queue_arrival(arrival: Arrival, *, arrivals: ArrivalStore, queue: ArrivalQueue) -> None:
    """Keep an arrival and queue its id; done twice, the file is received once."""
    arrivals.keep(arrival)
    queue.send_arrival(ArrivalMessage(delivery_id=arrival.delivery_id))
    arrivals.mark_queued(arrival.delivery_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The delivery ids that a sweep queued, and whether it came to the inbox's end."""

    missed: tuple[str, ...]
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A search of the inbox for objects of which nothing came.

    Two sweeps at once may queue an arrival twice: the file is received once.
    """

    inbox: Inbox
    arrivals: ArrivalStore
    queue: ArrivalQueue
    is_under_way: IsTemporary
    now: datetime
    deadline: Deadline = no_deadline

    def queue_missed(
        self, *, settled: timedelta | None = None, looking_back: timedelta = SWEPT
    ) -> Swept:
        """Queue the arrivals since `looking_back` that were not.

        Objects younger than `settled` are left out; None: than SETTLED. An upload counts once it
        has kept its temporary name for UNFINISHED. What was queued, and of which nothing came for
        LOST, is queued once more.
        """
        last = self.now - (SETTLED if settled is None else settled)
        found = iter(self.inbox.objects_between(self.now - looking_back, last))
        missed: list[str] = []
        while some := list(islice(found, AT_ONCE)):
            missed += [self._queue(*each) for each in self._missed_among(some)]
            if self.deadline() < RESERVE_SECONDS:
                return Swept(missed=tuple(missed), is_complete=False)
        return Swept(missed=tuple(missed))

    def _missed_among(self, found: Sequence[FoundObject]) -> Iterator[tuple[Arrival, ArrivalMarks]]:
        counted = [
            one
            for one in found
            if not self.is_under_way(one.arrival) or _is_unfinished(one, self.now)
        ]
        marks = self.arrivals.marks_of([one.arrival.delivery_id for one in counted])
        for one in counted:
            known = marks.get(one.arrival.delivery_id, ArrivalMarks())
            if not known.is_queued or self._is_lost(one.arrival, known):
                yield one.arrival, known

    def _is_lost(self, arrival: Arrival, known: ArrivalMarks) -> bool:
        return self._is_old(arrival) and not (known.is_done or known.is_queued_again)

    def _is_old(self, arrival: Arrival) -> bool:
        return arrival.occurred_at <= self.now - LOST

    def _queue(self, arrival: Arrival, known: ArrivalMarks) -> str:
        queue_arrival(arrival, arrivals=self.arrivals, queue=self.queue)
        if known.is_queued or self._is_old(arrival):
            self.arrivals.mark_queued_again(arrival.delivery_id)
        return arrival.delivery_id


def _is_unfinished(found: FoundObject, now: datetime) -> bool:
    """Return whether an upload has kept its temporary name for too long."""
    return found.is_current and found.arrival.occurred_at <= now - UNFINISHED


def find_arrival(delivery_id: str, *, arrivals: ArrivalStore) -> Arrival:
    """Return a queued arrival. Raises NotFoundError (ARRIVAL_UNKNOWN) when it is not kept."""
    found = arrivals.find(delivery_id)
    if found is not None:
        return found
    raise NotFoundError(
        Explanation(
            code="ARRIVAL_UNKNOWN",
            what=f"no arrival {delivery_id} is kept (for {KEPT.days} days)",
            where="the Receive queue",
            next_step="Drop the file again.",
        )
    )
