"""In-memory twins of the kernel's ports, for tests and benchmarks."""

from claimtrail.kernel.bus import BusEvent


class MemoryPublisher:
    """Keeps what was published; a repeated event id is kept once, as every consumer sees it."""

    def __init__(self) -> None:
        self.events: dict[str, BusEvent] = {}

    def publish(self, events: list[BusEvent]) -> None:
        """Remember the events."""
        for event in events:
            self.events.setdefault(event.event_id, event)
