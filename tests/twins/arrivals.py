"""In-memory twins of the ports of `arrivals`, for tests."""

from claimtrail.intake.model.messages import Arrival, ArrivalMessage


class MemoryArrivalStore:
    """Arrivals in a dictionary."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}
        self.queued: set[str] = set()

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        self.arrivals.setdefault(arrival.delivery_id, arrival)

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        self.queued.add(delivery_id)

    def is_queued(self, delivery_id: str) -> bool:
        """Whether the arrival's id was queued."""
        return delivery_id in self.queued

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
