"""The port by which recurrence across facilities is counted. Twins pass one contract suite."""

from datetime import datetime
from typing import Protocol


class FacilityCounts(Protocol):
    """Facilities at which tickets of a cause opened, each with the last time."""

    def see(self, cause_id: str, facility_npi: str, *, opened_at: datetime) -> None:
        """Keep that a ticket of the cause opened there, unless a later one is kept."""
        ...

    def seen(self, cause_id: str, *, days: int, now: datetime) -> int:
        """Return at how many facilities one opened within so many days; strongly consistent."""
        ...
