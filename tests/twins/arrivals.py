"""In-memory twins of the ports of `arrivals`, for tests."""

from collections.abc import Sequence
from datetime import datetime

from claimtrail.intake.model.messages import Arrival, ArrivalMessage
from claimtrail.intake.receive.arrivals import ArrivalMarks


class MemoryArrivalStore:
    """Arrivals in a dictionary."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}
        self.queued: set[str] = set()
        self.queued_again: set[str] = set()
        self.done: set[str] = set()
        self.removed: dict[str, datetime] = {}

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        self.arrivals.setdefault(arrival.delivery_id, arrival)

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        self.queued.add(delivery_id)

    def mark_queued_again(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued once more."""
        self.queued_again.add(delivery_id)

    def mark_done(self, delivery_id: str) -> None:
        """Remember that the arrival was received, or that a person laid it down."""
        self.done.add(delivery_id)

    def marks_of(self, delivery_ids: Sequence[str]) -> dict[str, ArrivalMarks]:
        """The marks of the arrivals that are kept."""
        return {
            one: ArrivalMarks(
                is_queued=one in self.queued,
                is_done=one in self.done or one in self.removed,
                is_queued_again=one in self.queued_again,
            )
            for one in delivery_ids
            if one in self.arrivals
        }

    def mark_removed(self, delivery_id: str, at: datetime) -> datetime:
        """Remember that the object was gone before it was read; since when that is known."""
        return self.removed.setdefault(delivery_id, at)

    def removed_at(self, delivery_id: str) -> datetime | None:
        """When the object was found to be gone; None when it was not."""
        return self.removed.get(delivery_id)

    def find(self, delivery_id: str) -> Arrival | None:
        """The arrival, or None."""
        return self.arrivals.get(delivery_id)


class MemoryArrivalQueue:
    """Messages in a list."""

    def __init__(self) -> None:
        self.messages: list[ArrivalMessage] = []

    def send_arrival(self, message: ArrivalMessage) -> None:
        """Hand over a message."""
        self.messages.append(message)
