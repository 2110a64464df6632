"""The inbox in memory, as far as commands look through it."""

from collections.abc import Iterator
from datetime import datetime

from claimtrail.intake.model.messages import Arrival


class MemoryInbox:
    """Objects by their keys."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    def put(self, key: str, at: datetime) -> Arrival:
        """Store an object."""
        arrival = Arrival(bucket="inbox", key=key, version_id="1", sequencer="", occurred_at=at)
        self.arrivals.append(arrival)
        return arrival

    def objects_beginning(self, prefix: str) -> Iterator[Arrival]:
        """Yield the objects under keys that begin so."""
        return (one for one in self.arrivals if one.key.startswith(prefix))
