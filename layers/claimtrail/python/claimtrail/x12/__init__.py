"""Reading, validating and writing X12 interchanges, behind an interface that callers can rely on.

    scan_envelopes(source)            what a file holds: interchanges, groups, sets, their findings
    plan_ranges(scan, target_bytes=)  whole sets in chunks for a queue (SetRange, as JSON)
    read_set(source, header)          one transaction set: verdict, findings, records
    read_range(source, set_range)     the sets of a chunk, in order
    write_ta1(...) write_999(...)     what the sender gets back

Nothing here knows of AWS; a source is anything that gives bytes by range (`ByteSource`). Other
rooms import from here and from `claimtrail.x12.model` alone. A name is imported when it is first
asked for: whoever needs the model does not pay for the reader.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimtrail.x12.chunks.chunk_reader import (
        PartResult,
        check_part,
        check_whole,
        join_parts,
        stream_part,
        stream_within,
    )
    from claimtrail.x12.chunks.number_pass import FileNumbers, numbers_at, shared_in_file
    from claimtrail.x12.chunks.set_split import SetSplit, split_anywhere, split_in_chunks
    from claimtrail.x12.envelopes.packing import PACKING_HEAD, is_packed
    from claimtrail.x12.envelopes.record_segments import RecordSegment, record_segments
    from claimtrail.x12.envelopes.scan import scan_envelopes, scan_slices
    from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetRange, SetResult, plan_ranges
    from claimtrail.x12.extract.claim_numbers import with_number_settled
    from claimtrail.x12.extract.remittance_835 import RemittanceTotals
    from claimtrail.x12.read.api import range_headers, read_range, read_set, stream_records
    from claimtrail.x12.read.preparation import prepare
    from claimtrail.x12.validate.plausibility import implausible, latest_day, plausible_days
    from claimtrail.x12.write.acknowledgments import write_999, write_ta1
    from claimtrail.x12.write.set_summary import (
        CONTENT_NOTE,
        TA1_ACCEPTED,
        TA1_REJECTED,
        SetSummary,
        interchange_outcome,
        summarize,
    )

_FACE = {
    "chunks.chunk_reader": (
        "PartResult",
        "check_part",
        "check_whole",
        "join_parts",
        "stream_part",
        "stream_within",
    ),
    "chunks.number_pass": ("FileNumbers", "numbers_at", "shared_in_file"),
    "chunks.set_split": ("SetSplit", "split_anywhere", "split_in_chunks"),
    "envelopes.packing": ("PACKING_HEAD", "is_packed"),
    "envelopes.record_segments": ("RecordSegment", "record_segments"),
    "envelopes.scan": ("scan_envelopes", "scan_slices"),
    "envelopes.set_ranges": ("EnvelopeScan", "SetRange", "SetResult", "plan_ranges"),
    "extract.claim_numbers": ("with_number_settled",),
    "extract.remittance_835": ("RemittanceTotals",),
    "read.api": ("range_headers", "read_range", "read_set", "stream_records"),
    "read.preparation": ("prepare",),
    "validate.plausibility": ("implausible", "latest_day", "plausible_days"),
    "write.acknowledgments": ("write_999", "write_ta1"),
    "write.set_summary": (
        "CONTENT_NOTE",
        "SetSummary",
        "TA1_ACCEPTED",
        "TA1_REJECTED",
        "interchange_outcome",
        "summarize",
    ),
}
"""The names that other rooms may use, by the module that defines each."""
_MODULES = {name: f"{__name__}.{module}" for module, names in _FACE.items() for name in names}


if not TYPE_CHECKING:  # or else every name would pass the type check

    def __getattr__(name: str) -> Any:
        """Import a name of the face. Raises AttributeError for any other."""
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(module), name)
