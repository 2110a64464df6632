"""One day of the trail: its objects in all chains, and a verification of that day alone.

A whole trail takes as long as it is large, so that its verification stays a command. A day is
bounded, and a part: its verdict says nothing of another day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.trail.chaining.chain import SEALS, ChainPosition, read_key
from claimtrail.trail.chaining.contents import MAX_SEAL_BYTES, ContentError, RowScanner
from claimtrail.trail.chaining.seals import KEYS_PREFIX, Statement, read_seal
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.verification.copies import (
    Entry,
    TrailCopy,
    UnreadableObjectError,
    read_whole,
)
from claimtrail.trail.verification.report import VerificationReport
from claimtrail.trail.verification.verify import verify_copy

MOST_VERIFIED = 1_000
"""Objects of a day that are verified while somebody waits."""


class DayTooLargeError(ClaimTrailError):
    """The day has more objects than are verified while somebody waits."""

    def __init__(self, day: date) -> None:
        super().__init__(
            Explanation(
                code="TRAIL_DAY_TOO_LARGE",
                what=f"the trail has more than {MOST_VERIFIED:,} objects of {day}",
                where="verifying a day on a page",
                next_step="Verify the trail with `claimtrail audit verify`.",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChain:
    """The objects of one chain under one day."""

    dataset: str
    objects: tuple[ChainPosition, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the numbers that are missing between the first and the last object."""
        here = {one.seq for one in self.objects}
        return tuple(seq for seq in range(min(here), max(here)) if seq not in here)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailDays:
    """A trail, read by day."""

    copy: TrailCopy
    datasets: Sequence[str]

    def seals(self, first: date, last: date) -> Mapping[date, DayChain]:
        """Return the seals of a period by day; days without one are not in it."""
        found: dict[date, list[ChainPosition]] = {}
        for month in _months(first, last):
            for place in _places(self.copy.entries(f"{SEALS}/dt={month}-")):
                if first <= place.day <= last:
                    found.setdefault(place.day, []).append(place)
        return {
            day: DayChain(dataset=SEALS, objects=tuple(places)) for day, places in found.items()
        }

    def chains(self, day: date) -> list[DayChain]:
        """Return the chains that have objects of a day, the seals' included, by name."""
        names = sorted((*self.datasets, SEALS))
        found = ((name, tuple(_places(self.copy.entries(_prefix(name, day))))) for name in names)
        return [DayChain(dataset=name, objects=objects) for name, objects in found if objects]

    def objects(self, dataset: str, day: date) -> list[ChainPosition]:
        """Return the objects of a dataset under a day, in the order of their chain."""
        return list(_places(self.copy.entries(_prefix(dataset, day))))

    def rows(self, place: ChainPosition) -> list[Row]:
        """Return the rows of an object; none where it cannot be read, which verification says."""
        found: list[Row] = []
        scanner = RowScanner(found.append)
        entry = next(iter(self.copy.entries(place.key)), None)
        try:
            for piece in self.copy.pieces(entry) if entry and entry.is_readable else ():
                scanner.feed(piece)
        except (ContentError, UnreadableObjectError):
            return []
        return found

    def statement(self, place: ChainPosition) -> Statement | None:
        """Return what a seal says; None where it cannot be read, which verification says."""
        entry = next(iter(self.copy.entries(place.key)), None)
        if entry is None:
            return None
        try:
            return read_seal(read_whole(self.copy, entry, limit=MAX_SEAL_BYTES)).statement
        except (ValueError, UnreadableObjectError):
            return None

    def verify(self, day: date) -> VerificationReport:
        """Verify the objects of a day, of all chains. Raises DayTooLargeError."""
        chains = self.chains(day)
        if sum(len(one.objects) for one in chains) > MOST_VERIFIED:
            raise DayTooLargeError(day)
        names = [one.dataset for one in chains]
        return verify_copy(_DayCopy(self.copy, day, names), is_part=True)


class _DayCopy:
    """The objects of one day and the published keys, as a copy."""

    def __init__(self, whole: TrailCopy, day: date, datasets: Sequence[str]) -> None:
        self._whole = whole
        self._prefixes = sorted((*(_prefix(one, day) for one in datasets), KEYS_PREFIX))

    @property
    def bucket(self) -> str | None:
        """Return the bucket that is read in place."""
        return self._whole.bucket

    @property
    def unseen_versions(self) -> str:
        """The reason why versions are not examined; empty when they are."""
        return self._whole.unseen_versions

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys of the day that begin so, in their order."""
        within = [one for one in self._prefixes if one.startswith(prefix)]
        asked = within or [one for one in (prefix,) if one.startswith(tuple(self._prefixes))]
        return merge(*map(self._whole.entries, asked), key=lambda entry: entry.key)

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes."""
        return self._whole.pieces(entry)


def _prefix(dataset: str, day: date) -> str:
    return f"{dataset}/dt={day.isoformat()}/"


def _months(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (
            month.replace(month=month.month + 1)
            if month.month < 12  # noqa: PLR2004 - months of a year
            else month.replace(year=month.year + 1, month=1)
        )


def _places(entries: Iterator[Entry]) -> Iterator[ChainPosition]:
    """Yield the places of keys; what is none of the trail's is a matter of verification."""
    for entry in entries:
        try:
            yield read_key(entry.key)
        except ValueError:
            continue
