"""Reads files of every kind in every way, so that all expressions are made that can be made."""

from datetime import date

from claimtrail.tickets.error_texts.table import error_table
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.tagging.rules import tag_rules
from claimtrail.x12.chunks.chunk_reader import check_part, split_set
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.extract.values import readable_amount
from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.segment_expressions import USES_BEFORE_PATTERN, warm_pattern
from claimtrail.x12.guides.transactions import BY_VERSION
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.hostile_files import LOOPS, SEGMENTS, wrapped
from tests.harness.files.x12_files import ALL_SETS, write_interchange

_MANY = 150
"""As many claims as it takes until a run of segments has an expression."""


def read_all() -> None:
    """Read all."""
    for identifier, version in BY_VERSION:
        for node in load_guide(identifier, version).nodes:
            for _ in range(USES_BEFORE_PATTERN + 1):
                if node.shape is not None:
                    warm_pattern(node.shape)
    files = [write_interchange([kind]) for kind in ALL_SETS]
    files += [write_interchange([kind], line_break=b"\r\n") for kind in ALL_SETS]
    files += [wrapped(data) for data in files[: len(ALL_SETS)]]
    files += [make(_MANY) for make in (*SEGMENTS.values(), *LOOPS.values())]
    for _ in range(2):
        for data in files:
            _read(data)
    readable_amount(str(date.max.year))
    _read_tickets()


def _read_tickets() -> None:
    """Look for the errors and tags of the tables that are shipped, and for a name that stays."""
    table = error_table()
    for entry in table.entries():
        table.find(entry.source, entry.code, "text")
    tag_rules()
    mask("text", keep=("Payer",))


def _read(data: bytes) -> None:
    source = MemorySource(data)
    for header in scan_envelopes(source).sets:
        read_set(source, header)
        parts = split_set(source, header, target_bytes=max(1, len(data) // 3))
        for ordinal in range(len(parts) if len(parts) > 1 else 0):
            check_part(source, header, parts, ordinal)
