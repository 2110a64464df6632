"""Objects that arrived in the inbox, kept by an opaque id: queues carry the id, never the name.

S3's own event names the object, and a partner's file name may hold PHI. So the event invokes a
function, which keeps it in the encrypted table and queues the id. An arrival is queued again until
it is marked; a sweep of the inbox finds arrivals whose event was lost.

An upload under way has a temporary name, and is no arrival: its sender renames it when it is whole,
and the object under its own name is the arrival. One that keeps its temporary name for UNFINISHED
is queued by the sweep, so that receiving quarantines it: what was accepted is never left unseen.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from claimtrail.intake.model.messages import Arrival, ArrivalMessage
from claimtrail.intake.retention import INBOX_DAYS
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


class ArrivalStore(Protocol):
    """Arrivals by their delivery id. Reads are strongly consistent."""

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        ...

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        ...

    def is_queued(self, delivery_id: str) -> bool:
        """Return whether the arrival's id was queued."""
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


def queue_missed(  # noqa: PLR0913 - whom to ask, and how far back to look, all by keyword
    inbox: Inbox,
    *,
    arrivals: ArrivalStore,
    queue: ArrivalQueue,
    is_under_way: IsTemporary,
    now: datetime,
    settled: timedelta | None = None,
) -> list[str]:
    """Queue the arrivals of the last SWEPT that were not; returns their delivery ids.

    Objects younger than `settled` are left out; None: than SETTLED. An upload counts once it has
    kept its temporary name for UNFINISHED.
    """
    last = now - (SETTLED if settled is None else settled)
    missed = [
        found.arrival
        for found in inbox.objects_between(now - SWEPT, last)
        if not is_under_way(found.arrival) or _is_unfinished(found, now)
        if not arrivals.is_queued(found.arrival.delivery_id)
    ]
    for arrival in missed:
        queue_arrival(arrival, arrivals=arrivals, queue=queue)
    return [arrival.delivery_id for arrival in missed]


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
