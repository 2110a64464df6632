"""The digest chain: write-once objects, each naming the SHA-256 of the one before.

Each dataset has a chain of its own, numbered from 1 without a gap over all days:

    <dataset>/dt=YYYY-MM-DD/<seq, 12 digits>.ndjson.gz

Writing is safe against crashes at any point, with two facts to rely on: an object is only ever put
where none stands (S3 `If-None-Match: *`), and only under the day that the head names as open. So
at most one object can exist beyond the head, at one known key. Whoever finds it adopts it: reads
its digest, advances the head, goes on behind it. A batch that is delivered again may repeat rows,
which the dataset's key tells; it cannot break the chain. Functions that write have a concurrency
of one; a second writer would lose the race for the key or the head, and be retried.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from claimtrail.audit.ports import ChainStore, Head, head_moved
from claimtrail.kernel.time import format_instant

NOTHING_BEFORE = "0" * 64
"""What the first object of a chain names as the one before."""

_KEY = re.compile(r"(?P<dataset>[a-z_]+)/dt=(?P<day>\d{4}-\d{2}-\d{2})/(?P<seq>\d{12})\.ndjson\.gz")


@dataclass(frozen=True, slots=True)
class Place:
    """Which link of which chain an object is, as its key says."""

    dataset: str
    day: date
    seq: int

    @property
    def key(self) -> str:
        """The object's key in the audit bucket."""
        return f"{self.dataset}/dt={self.day.isoformat()}/{self.seq:012d}.ndjson.gz"


def read_key(key: str) -> Place:
    """The place that a key says. Raises ValueError when it is none of the trail's."""
    match = _KEY.fullmatch(key)
    if not match:
        raise ValueError("not a key of the trail")
    return Place(match["dataset"], date.fromisoformat(match["day"]), int(match["seq"]))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as heads and rows carry it."""
    return hashlib.sha256(data).hexdigest()


def encode(
    rows: Iterable[dict[str, Any]], *, seq: int, previous_sha256: str, written_at: datetime
) -> bytes:
    """One object: a JSON line per row with its link in the chain, gzip without a time stamp."""
    link = {
        "chain_seq": seq,
        "previous_sha256": previous_sha256,
        "written_at": format_instant(written_at),
    }
    lines = (json.dumps({**row, **link}, separators=(",", ":")) + "\n" for row in rows)
    return gzip.compress("".join(lines).encode(), mtime=0)


def decode(data: bytes) -> list[dict[str, Any]]:
    """The rows of an object. Raises ValueError when it is no gzip of JSON lines."""
    try:
        text = gzip.decompress(data).decode()
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("not gzip") from error
    return [json.loads(line) for line in text.splitlines()]


def append(store: ChainStore, dataset: str, rows: list[dict[str, Any]], *, now: datetime) -> Place:
    """Write the rows as the next object of the dataset's chain; says where.

    Raises ConflictError when another writer moved the head meanwhile; nothing needs undoing.
    """
    head = _opened(store, dataset, now.astimezone(UTC).date())
    while True:
        place = Place(dataset, head.day, head.seq + 1)
        data = encode(rows, seq=place.seq, previous_sha256=head.sha256, written_at=now)
        # A put whose answer was lost is retried by the client and then finds its own object.
        standing = data if store.put_new(place.key, data) else store.read(place.key)
        if standing is None:
            raise head_moved(dataset)
        head = _advanced(store, dataset, head, place, standing)
        if standing == data:
            return place


def _opened(store: ChainStore, dataset: str, today: date) -> Head:
    """The head with `today` (or a later day, if clocks differ) open for writing."""
    head = store.head(dataset)
    if head is None:
        new = Head(day=today, seq=0, sha256=NOTHING_BEFORE)
        store.advance(dataset, expected=None, new=new)
        return new
    while head.day < today:
        place = Place(dataset, head.day, head.seq + 1)
        left_behind = store.read(place.key)
        if left_behind is not None:
            head = _advanced(store, dataset, head, place, left_behind)
            continue
        new = Head(day=today, seq=head.seq, sha256=head.sha256)
        store.advance(dataset, expected=head, new=new)
        head = new
    return head


def _advanced(store: ChainStore, dataset: str, head: Head, place: Place, data: bytes) -> Head:
    new = Head(day=place.day, seq=place.seq, sha256=digest(data))
    store.advance(dataset, expected=head, new=new)
    return new
