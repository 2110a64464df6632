"""In-memory twins of the ports of `arrivals`, for tests."""

from datetime import datetime

from claimtrail.intake.model.messages import Arrival, ArrivalMessage


class MemoryArrivalStore:
    """Arrivals in a dictionary."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}
        self.queued: set[str] = set()
        self.removed: dict[str, datetime] = {}

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        self.arrivals.setdefault(arrival.delivery_id, arrival)

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        self.queued.add(delivery_id)

    def is_queued(self, delivery_id: str) -> bool:
        """Whether the arrival's id was queued."""
        return delivery_id in self.queued

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
