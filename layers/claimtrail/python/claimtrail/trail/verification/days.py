"""One day of the trail: its objects in all chains, and a verification of that day alone.

A whole trail takes as long as it is large, so that its verification stays a command. A day is
bounded, and a part: its verdict says nothing of another day.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import Final

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

MOST_VERIFIED, MOST_SECONDS = 5_000, 20
"""Objects of a day that are verified while somebody waits, and the seconds that it may take."""
_AT_ONCE = 16
"""Objects that are fetched at once, ahead of who reads them."""
_AHEAD_BYTES = 4 << 20
"""Of an object that is kept until it is read; a larger one is read when its turn comes."""
_END: Final = None


class DayTooLargeError(ClaimTrailError):
    """The day has more objects than are verified while somebody waits."""

    def __init__(self, day: date) -> None:
        super().__init__(
            Explanation(
                code="TRAIL_DAY_TOO_LARGE",
                what=f"the trail has more of {day} than is verified while somebody waits",
                where="verifying a day on a page",
                next_step="Verify the trail with `claimtrail audit verify s3://BUCKET`.",
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
class DayObject:
    """An object of the trail, by its place and as its copy lists it."""

    place: ChainPosition
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailDays:
    """A trail, read by day."""

    copy: TrailCopy
    datasets: Sequence[str]
    seconds: Callable[[], float] = time.monotonic

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

    def objects(self, dataset: str, day: date) -> list[DayObject]:
        """Return the objects of a dataset under a day, in the order of their chain."""
        return list(_objects(self.copy.entries(_prefix(dataset, day))))

    def rows(self, objects: Sequence[DayObject]) -> Iterator[tuple[ChainPosition, list[Row]]]:
        """Yield objects with their rows, fetched together.

        An object that cannot be read has no rows: verification says so.
        """
        ahead = _Ahead(self.copy)
        by_key = {one.place.key: one for one in objects}
        for entry in ahead.fetched(one.entry for one in objects):
            yield by_key[entry.key].place, _rows(ahead, entry)

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
        return verify_copy(_DayCopy(self.copy, day, names, self.seconds), is_part=True)


class _Ahead:
    """Bytes of objects, fetched a few at once ahead of who reads them one by one."""

    def __init__(self, copy: TrailCopy) -> None:
        self._copy = copy
        self._bytes: dict[str, Future[bytes | None]] = {}

    def fetched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield entries while the bytes of those after them are fetched."""
        rest = iter(entries)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting: deque[Entry] = deque()
            for entry in chain(rest, repeat(_END, _AT_ONCE)):
                if entry is not _END:
                    waiting.append(entry)
                    if entry.is_readable:
                        self._bytes[entry.key] = pool.submit(self._fetch, entry)
                if waiting and (entry is _END or len(waiting) > _AT_ONCE):
                    yield waiting.popleft()
            yield from waiting

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes. Raises UnreadableObjectError."""
        fetching = self._bytes.pop(entry.key, None)
        found = fetching.result() if fetching else None
        return self._copy.pieces(entry) if found is None else iter((found,))

    def _fetch(self, entry: Entry) -> bytes | None:
        """Return an object's bytes; None for a large one."""
        found = bytearray()
        for piece in self._copy.pieces(entry):
            found += piece
            if len(found) > _AHEAD_BYTES:
                return None
        return bytes(found)


class _DayCopy:
    """The objects of one day and the published keys, as a copy that is read in bounded time."""

    def __init__(
        self, whole: TrailCopy, day: date, datasets: Sequence[str], seconds: Callable[[], float]
    ) -> None:
        self._whole = whole
        self._day = day
        self._prefixes = sorted((*(_prefix(one, day) for one in datasets), KEYS_PREFIX))
        self._ahead = _Ahead(whole)
        self._seconds = seconds
        self._until = seconds() + MOST_SECONDS

    @property
    def bucket(self) -> str | None:
        """Return the bucket that is read in place."""
        return self._whole.bucket

    @property
    def unseen_versions(self) -> str:
        """The reason why versions are not examined; empty when they are."""
        return self._whole.unseen_versions

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys of the day that begin so, in their order. Raises DayTooLargeError."""
        within = (one for one in self._prefixes if one.startswith(prefix))
        listed = chain.from_iterable(map(self._whole.entries, within))
        for entry in self._ahead.fetched(listed):
            if self._seconds() > self._until:
                raise DayTooLargeError(self._day)
            yield entry

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes."""
        return self._ahead.pieces(entry)


def _rows(ahead: _Ahead, entry: Entry) -> list[Row]:
    found: list[Row] = []
    scanner = RowScanner(found.append)
    try:
        for piece in ahead.pieces(entry) if entry.is_readable else ():
            scanner.feed(piece)
    except (ContentError, UnreadableObjectError):
        return []
    return found


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
    return (one.place for one in _objects(entries))


def _objects(entries: Iterator[Entry]) -> Iterator[DayObject]:
    """Yield the objects; a key that is none of the trail's is a matter of verification."""
    for entry in entries:
        try:
            yield DayObject(place=read_key(entry.key), entry=entry)
        except ValueError:
            continue
