"""Objects that arrived in the inbox, kept by an opaque id: queues carry the id, never the name.

S3's own event names the object, and a partner's file name may hold PHI. So the event invokes a
function, which keeps it in the encrypted table and queues the id. An arrival is queued again until
it is marked; a sweep of the inbox finds arrivals whose event was lost.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from claimtrail.intake.model.messages import Arrival, ArrivalMessage
from claimtrail.intake.retention import INBOX_DAYS
from claimtrail.kernel.errors import Explanation, NotFoundError

SWEPT = timedelta(hours=26)
"""The time that a sweep looks back: Lambda drops an event after 6 hours, EventBridge after 24."""
SETTLED = timedelta(minutes=10)
"""A younger object's own event may still be under way."""
KEPT = timedelta(days=INBOX_DAYS)
"""As long as the inbox keeps the object; the receipt keeps the name."""


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

    def arrivals_between(self, first: datetime, last: datetime) -> Iterable[Arrival]:
        """Return every version of an object that was stored in that time."""
        ...


def queue_arrival(arrival: Arrival, *, arrivals: ArrivalStore, queue: ArrivalQueue) -> None:
    """Keep an arrival and queue its id; done twice, the file is received once."""
    arrivals.keep(arrival)
    queue.send_arrival(ArrivalMessage(delivery_id=arrival.delivery_id))
    arrivals.mark_queued(arrival.delivery_id)


def queue_missed(
    inbox: Inbox,
    *,
    arrivals: ArrivalStore,
    queue: ArrivalQueue,
    now: datetime,
    settled: timedelta | None = None,
) -> list[str]:
    """Queue the arrivals of the last SWEPT that were not; returns their delivery ids.

    Objects younger than `settled` are left out; None: than SETTLED.
    """
    last = now - (SETTLED if settled is None else settled)
    missed = [
        arrival
        for arrival in inbox.arrivals_between(now - SWEPT, last)
        if not arrivals.is_queued(arrival.delivery_id)
    ]
    for arrival in missed:
        queue_arrival(arrival, arrivals=arrivals, queue=queue)
    return [arrival.delivery_id for arrival in missed]


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
