"""Python's time for less than reading X12: `read_floors bytes|split|segments|elements PATH`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from meter import report

BLOCK = 1 << 20


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK):
            yield block


def _bytes(path: Path) -> int:
    return sum(map(len, _blocks(path)))


def _lists(path: Path) -> Iterator[list[bytes]]:
    carry = b""
    for block in _blocks(path):
        *segments, carry = (carry + block).split(b"~")
        yield segments


def _split(path: Path) -> int:
    return sum(map(len, _lists(path)))


def _segments(path: Path) -> int:
    seen = 0
    for segments in _lists(path):
        for _ in segments:
            seen += 1
    return seen


def _elements(path: Path) -> int:
    seen = 0
    for segments in _lists(path):
        for segment in segments:
            seen += len(segment.split(b"*"))
    return seen


FLOORS = {"bytes": _bytes, "split": _split, "segments": _segments, "elements": _elements}

if __name__ == "__main__":
    report(lambda: lambda: FLOORS[sys.argv[1]](Path(sys.argv[2])))
