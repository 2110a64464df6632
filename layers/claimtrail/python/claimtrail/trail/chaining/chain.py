"""The digest chain: write-once objects, each naming the SHA-256 of the one before.

Each dataset has a chain of its own, numbered from 1 without a gap over all days:

    <dataset>/dt=YYYY-MM-DD/<seq, 12 digits>.ndjson.gz        (the seals' chain: .seal)

A writer (1) reserves in the head the day of the next object, which is never changed again, (2) puts
the object where none stands (S3 `If-None-Match: *`), (3) advances the head. So there is one key
where the next object can be, whoever writes it: a crash between the steps, or any number of
writers at once, can neither fork the chain nor leave a gap. Who finds an object there adopts it:
reads its digest, advances the head, goes on behind it. A batch that is delivered again may repeat
rows, which the dataset's key tells.
"""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.ports import ChainStore, Head, head_moved

NOTHING_BEFORE = "0" * 64
"""The predecessor that the first object of a chain names."""

_GZIP_HEAD = 10
_GZIP_NAMED = 0x08
"""Length of the head before the name, and the flag in its fourth byte."""

_ATTEMPTS = 50
"""Each lost attempt is another writer's success, so many can be lost while all goes well."""

SEALS = "seals"
"""The chain of signatures over the other chains' ends; `seals.py` says what one holds."""

_KEY = re.compile(
    r"(?P<dataset>[a-z_]+)/dt=(?P<day>\d{4}-\d{2}-\d{2})/(?P<seq>\d{12})\.(?P<form>ndjson\.gz|seal)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ChainPosition:
    """The link of a chain that an object is, as its key says."""

    dataset: str
    day: date
    seq: int

    @property
    def name(self) -> str:
        """Return what the object calls itself inside, so that its day is under the digest, too."""
        return f"{self.dataset}.{self.day.isoformat()}.{self.seq:012d}.ndjson"

    @property
    def key(self) -> str:
        """Return the object's key in the audit bucket."""
        form = _form(self.dataset)
        return f"{self.dataset}/dt={self.day.isoformat()}/{self.seq:012d}.{form}"


def _form(dataset: str) -> str:
    return "seal" if dataset == SEALS else "ndjson.gz"


def read_key(key: str) -> ChainPosition:
    """Return the place that a key says. Raises ValueError when it is none of the trail's."""
    match = _KEY.fullmatch(key)
    if not match or match["form"] != _form(match["dataset"]):
        raise ValueError("not a key of the trail")
    return ChainPosition(match["dataset"], date.fromisoformat(match["day"]), int(match["seq"]))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as heads and rows carry it."""
    return hashlib.sha256(data).hexdigest()


def encode(
    rows: Iterable[Row],
    *,
    place: ChainPosition,
    previous_sha256: str,
    written_at: datetime,
) -> bytes:
    """Return one object: a JSON line per row with its link in the chain.

    Gzip, named, no time stamp.
    """
    link = {
        "chain_seq": place.seq,
        "previous_sha256": previous_sha256,
        "written_at": format_instant(written_at),
    }
    lines = (json.dumps({**row, **link}, separators=(",", ":")) + "\n" for row in rows)
    buffer = io.BytesIO()
    with gzip.GzipFile(place.name, mode="wb", fileobj=buffer, mtime=0) as packed:
        packed.write("".join(lines).encode())
    return buffer.getvalue()


def name_inside(data: bytes) -> str:
    """Return the file name in the head of a gzip (RFC 1952); empty when there is none."""
    if len(data) < _GZIP_HEAD or not data[3] & _GZIP_NAMED:
        return ""
    return data[_GZIP_HEAD : data.find(b"\0", _GZIP_HEAD)].decode("latin-1")


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of an object. Raises ValueError when it is no gzip of JSON lines."""
    try:
        text = gzip.decompress(data).decode()
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("not gzip") from error
    return [json.loads(line) for line in text.splitlines()]


def append(store: ChainStore, dataset: str, rows: Sequence[Row], *, now: datetime) -> ChainPosition:
    """Write the rows as the next object of the dataset's chain; says where.

    Raises ConflictError when other writers were faster too often; nothing needs undoing.
    """

    def make(place: ChainPosition, previous_sha256: str) -> bytes:
        return encode(rows, place=place, previous_sha256=previous_sha256, written_at=now)

    return extend(store, dataset, make, now=now)


def extend(
    store: ChainStore, dataset: str, make: Callable[[ChainPosition, str], bytes], *, now: datetime
) -> ChainPosition:
    """Write what `make` gives for a place and the digest before it; says where.

    `make` is asked again when another writer was faster. Raises ConflictError as `append` does.
    """
    for _ in range(_ATTEMPTS):
        head = store.head(dataset)
        seq = head.seq + 1 if head else 1
        previous = head.sha256 if head else NOTHING_BEFORE
        if head is None or not head.reserved:
            today = now.astimezone(UTC).date()
            day = max(today, head.day) if head else today  # clocks of writers may differ
            reserved = Head(seq=seq - 1, sha256=previous, day=day, reserved=True)
            if not _moved(store, dataset, head, reserved):
                continue
            head = reserved
        place = ChainPosition(dataset, head.day, seq)
        data = make(place, previous)
        # A put whose answer was lost is retried by the client and then finds its own object.
        standing = data if store.put_new(place.key, data) else store.read(place.key)
        if standing is None:
            break
        # When this fails, another writer has adopted the object, which comes to the same.
        new = Head(seq=seq, sha256=digest(standing), day=head.day, reserved=False)
        _moved(store, dataset, head, new)
        if standing == data:
            return place
    raise head_moved(dataset)


def _moved(store: ChainStore, dataset: str, expected: Head | None, new: Head) -> bool:
    """Return whether the head could be moved; False when another writer moved it first."""
    try:
        store.advance(dataset, expected=expected, new=new)
    except ConflictError:
        return False
    return True
