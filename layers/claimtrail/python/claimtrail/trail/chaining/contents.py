"""Reading one object of the trail within bounds, whatever somebody put in its place.

The trail's writer takes at most 6 MiB at a time (Lambda's limit for a batch of SQS messages), so
that every honest object is far below the bounds here. Bytes are unpacked and read piece by piece:
a compression bomb, a line without an end or a deep JSON value costs no more than an honest object.
"""

import json
import math
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeGuard

from claimtrail.trail.chaining.chain import name_inside

MAX_OBJECT_BYTES = 64 << 20
"""Of an object as it is stored."""
MAX_UNPACKED_BYTES = 64 << 20
"""Of an object's lines."""
MAX_LINE_BYTES = 4 << 20
"""Of one row; a message of the Audit queue holds 1 MiB at most, before JSON escapes it."""
MAX_SEAL_BYTES = 256 << 10
"""Of a seal or a public key."""

_PIECE = 64 << 10
_HEAD = 1 << 10
_GZIP = 31
"""zlib's window bits for one gzip member with its head and check sum."""
_INTEGER_DIGITS = 20
"""A bigint and its sign."""
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ContentError(ValueError):
    """The content of an object is none of the trail's; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPlace:
    """The place that the content of an object claims for it."""

    dataset: str
    day: str
    seq: int
    previous_sha256: str
    rows: int


class RowScanner:
    """Reads a gzip of JSON lines from its pieces and keeps what the rows say of their place."""

    def __init__(self, on_row: Callable[[Mapping[str, Any]], None] | None = None) -> None:
        self._on_row = on_row
        self._unpacker = zlib.decompressobj(wbits=_GZIP)
        self._head = b""
        self._line = b""
        self._unpacked = 0
        self._rows = 0
        self._link: tuple[int, str] | None = None

    def feed(self, data: bytes) -> None:
        """Take the next bytes as stored. Raises ContentError."""
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        while data:
            if self._unpacker.eof:
                raise ContentError("bytes follow its end")
            self._lines(self._unpack(data))
            data = self._unpacker.unused_data or self._unpacker.unconsumed_tail

    def finish(self) -> StatedPlace:
        """Return what all rows say of their place. Raises ContentError."""
        while piece := self._unpack(b""):
            self._lines(piece)
        if not self._head:
            raise ContentError("it is empty")
        if not self._unpacker.eof:
            raise ContentError("it is split off")
        if self._line:
            raise ContentError("its last line has no end")
        if self._link is None:
            raise ContentError("it holds no row")
        dataset, day, number, form = (name_inside(self._head).split(".") + [""] * 4)[:4]
        if not number or form != "ndjson":
            raise ContentError("its head does not name its place")
        seq, previous = self._link
        return StatedPlace(
            dataset=dataset, day=day, seq=seq, previous_sha256=previous, rows=self._rows
        )

    def _unpack(self, data: bytes) -> bytes:
        try:
            return self._unpacker.decompress(data, _PIECE)
        except zlib.error as error:
            raise ContentError("it is no gzip") from error

    def _lines(self, piece: bytes) -> None:
        self._unpacked += len(piece)
        if self._unpacked > MAX_UNPACKED_BYTES:
            raise ContentError(f"it unpacks to more than {MAX_UNPACKED_BYTES >> 20} MiB")
        *lines, self._line = (self._line + piece).split(b"\n")
        for line in lines:
            self._take(line)
        if len(self._line) > MAX_LINE_BYTES:
            raise ContentError(f"a row is longer than {MAX_LINE_BYTES >> 20} MiB")

    def _take(self, line: bytes) -> None:
        self._rows += 1
        row = strict_json(line)
        if not isinstance(row, dict):
            raise ContentError("a row is no JSON object")
        seq, previous = row.get("chain_seq"), row.get("previous_sha256")
        if type(seq) is not int or not is_sha256(previous):
            raise ContentError("a row does not name its place in the chain")
        if self._link is None:
            self._link = (seq, previous)
        elif self._link != (seq, previous):
            raise ContentError("its rows do not agree on their place in the chain")
        if self._on_row:
            self._on_row(row)


def stated_by_rows(data: bytes) -> StatedPlace:
    """Return the place that the rows of an object say. Raises ContentError."""
    scanner = RowScanner()
    scanner.feed(data)
    return scanner.finish()


def is_sha256(value: object) -> TypeGuard[str]:
    """Return whether a value is a SHA-256 as the trail writes it."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def strict_json(data: bytes) -> Any:
    """Read one JSON value as the trail writes them. Raises ContentError.

    Refused beside what is no JSON: names that come twice in an object, NaN and infinity, integers
    beyond 64 bits, and what is nested deeper than the interpreter follows.
    """
    try:
        return _DECODER.decode(data.decode("utf-8"))
    except ContentError:
        raise
    except UnicodeDecodeError as error:
        raise ContentError("it is not in UTF-8") from error
    except RecursionError as error:
        raise ContentError("its JSON is nested too deep") from error
    except ValueError as error:
        raise ContentError("it is no JSON") from error


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ContentError("a name comes twice in one object")
    return found


def _constant(_text: str) -> NoReturn:
    raise ContentError("NaN or infinity is no JSON number")


def _integer(text: str) -> int:
    if len(text) > _INTEGER_DIGITS:
        raise ContentError("an integer is beyond 64 bits")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ContentError("a number is beyond all bounds")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer, parse_float=_float
)
