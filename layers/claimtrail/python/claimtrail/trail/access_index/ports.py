"""The ports of the index of accesses."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from claimtrail.trail.access_index.model import RecordedAccess


class AccessIndexWriter(Protocol):
    """Takes accesses as the trail's recorder reads them."""

    def add(self, accesses: Iterable[RecordedAccess]) -> None:
        """Store accesses by day and by what was looked at; the same one again changes nothing."""
        ...


class AccessIndex(Protocol):
    """Recent accesses, as pages read them."""

    def of_day(self, day: date, *, most: int) -> list[RecordedAccess]:
        """Return the latest accesses of a UTC day, the latest first."""
        ...

    def of_subject(
        self, subject_id: str, *, first: date, last: date, most: int
    ) -> list[RecordedAccess]:
        """Return the latest accesses to a thing in a period, the latest first."""
        ...
