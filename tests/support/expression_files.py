"""Reads files of every kind in every way, so that all expressions are made that can be made."""

from datetime import date

from claimtrail.x12.envelope import scan_envelopes
from claimtrail.x12.extract.values import readable_amount
from claimtrail.x12.guide import load_guide
from claimtrail.x12.parts import check_part, cut_set
from claimtrail.x12.read import read_set
from claimtrail.x12.source import MemorySource
from claimtrail.x12.transactions import BY_VERSION
from tests.support.hostile_files import LOOPS, SEGMENTS, wrapped
from tests.support.x12_files import ALL_SETS, write_interchange

_MANY = 150
"""As many claims as it takes until a run of segments has an expression."""


def read_all() -> None:
    """Read all."""
    for identifier, version in BY_VERSION:
        for node in load_guide(identifier, version).nodes:
            for _ in range(4):
                if node.shape is not None:
                    node.shape.pattern()
    files = [write_interchange([kind]) for kind in ALL_SETS]
    files += [write_interchange([kind], line_break=b"\r\n") for kind in ALL_SETS]
    files += [wrapped(data) for data in files[: len(ALL_SETS)]]
    files += [make(_MANY) for make in (*SEGMENTS.values(), *LOOPS.values())]
    for _ in range(2):
        for data in files:
            _read(data)
    readable_amount(str(date.max.year))


def _read(data: bytes) -> None:
    source = MemorySource(data)
    for header in scan_envelopes(source).sets:
        read_set(source, header)
        parts = cut_set(source, header, target_bytes=max(1, len(data) // 3))
        for ordinal in range(len(parts) if len(parts) > 1 else 0):
            check_part(source, header, parts, ordinal)
