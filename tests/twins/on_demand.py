"""The twin of an on-demand table's throughput: what it takes a second, and how that grows."""

from dataclasses import dataclass

NEW_TABLE_UNITS = 4_000
"""Write units a second of a new table (DynamoDB developer guide, "DynamoDB on-demand capacity
mode"); it takes up to twice its earlier peak."""
DOUBLES_AFTER = 1_800.0
"""Seconds after which a table takes twice what its peak was until then."""


@dataclass
class OnDemandTable:
    """A token bucket of one second's units, which grow by the table's peak.

    Nothing is saved up: AWS promises no burst.
    """

    units: float = NEW_TABLE_UNITS
    """Write units that it takes a second."""
    taken: float = 0
    throttled: int = 0
    """Requests of which it took nothing, or not all."""
    _tokens: float = NEW_TABLE_UNITS
    _at: float = 0.0
    _since: float = 0.0
    _second: int = 0
    _in_second: float = 0.0
    _peak: float = 0.0

    def __post_init__(self) -> None:
        self._tokens = self.units

    def take(self, now: float, items: int, *, units: float) -> int:
        """Return how many items of a request are written, each of so many units."""
        self._go_on(now)
        fit = min(items, int(self._tokens // units))
        self._tokens -= fit * units
        self.taken += fit * units
        self._in_second += fit * units
        self.throttled += fit < items
        return fit

    def _go_on(self, now: float) -> None:
        self._tokens = min(self.units, self._tokens + (now - self._at) * self.units)
        self._at = now
        if int(now) > self._second:
            self._peak = max(self._peak, self._in_second)
            self._second, self._in_second = int(now), 0.0
        if now - self._since >= DOUBLES_AFTER:
            self.units = max(self.units, 2 * self._peak)
            self._since, self._peak = now, 0.0
