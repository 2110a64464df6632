"""The digest chain: write-once objects, each naming the SHA-256 of the one before.

Each dataset has a chain of its own, numbered from 1 without a gap over all days:

    <dataset>/dt=YYYY-MM-DD/<seq, 12 digits>.ndjson.gz        (the seals' chain: .seal)

No object has an earlier day than the one before it, so that the keys of a dataset sort as its
chain goes. `append.py` writes them.
"""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claimtrail.kernel.clock import format_instant
from claimtrail.trail.datasets.dataset import Row

NOTHING_BEFORE = "0" * 64
"""The predecessor that the first object of a chain names."""

_GZIP_HEAD = 10
_GZIP_NAMED = 0x08
"""Length of the head before the name, and the flag in its fourth byte."""

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
