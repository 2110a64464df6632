"""The segments of an 837 that are read, and what takes each of them."""

from claimtrail.x12.extract.claim_837 import SERVICE_DATE, STATEMENT_DATES
from claimtrail.x12.fast_path.claim_record import LevelReader
from claimtrail.x12.fast_path.columns import Take, take
from claimtrail.x12.fast_path.walk_states import RunReaders
from claimtrail.x12.guides.guide import Node

_TAKES: dict[tuple[str, str, str], Take] = {
    ("2000B", "SBR", ""): take(LevelReader.coverage, 9),
    ("2010AA", "NM1", "85"): take(LevelReader.billing, 1, 3, 8, 9),
    ("2010AA", "REF", ""): take(LevelReader.billing_reference, 1, 2),
    ("2010BA", "NM1", "IL"): take(LevelReader.subscriber, 1, 3, 4, 9),
    ("2010BA", "DMG", ""): take(LevelReader.subscriber_born, 2, 3),
    ("2010BB", "NM1", "PR"): take(LevelReader.payer, 1, 3, 9),
    ("2010CA", "NM1", "QC"): take(LevelReader.patient, 1, 3, 4, 9),
    ("2010CA", "DMG", ""): take(LevelReader.patient_born, 2, 3),
    ("2300", "CLM", ""): take(LevelReader.claim, 1, 2, 5),
    ("2300", "DTP", STATEMENT_DATES): take(LevelReader.statement, 2, 3),
    ("2300", "HI", ""): take(LevelReader.diagnoses),
    ("2330B", "NM1", "PR"): take(LevelReader.other_payer, 9),
    ("2400", "LX", ""): take(LevelReader.line, 1),
    ("2400", "SV1", ""): take(LevelReader.professional, 1, 2, 3, 4, 7),
    ("2400", "SV2", ""): take(LevelReader.institutional, 1, 2, 3, 4, 5),
    ("2400", "DTP", SERVICE_DATE): take(LevelReader.serviced, 2, 3),
    ("2400", "REF", "6R"): take(LevelReader.control, 2),
}
"""The readers by loop, segment and the key that its place takes (empty: any)."""
_TAKES_OF_LOOPS: tuple[tuple[str, str, str, Take], ...] = (
    ("2000", "HL", "", take(LevelReader.enter, 3)),
    ("2300", "REF", "", take(LevelReader.reference, 1, 2)),
    ("2310", "REF", "", take(LevelReader.reference, 1, 2)),
    ("2310", "NM1", "82", take(LevelReader.rendering, 8, 9)),
    ("2310", "NM1", "77", take(LevelReader.facility, 8, 9)),
    ("2010", "NM1", "", take(LevelReader.other_name, 1)),
)
"""The same for loops whose identifiers begin so."""


def take_of(loop_id: str, node: Node) -> Take | None:
    """Return what takes the segment of a place; None when nothing is read from it."""
    keys = {"", *(node.key or ())} if len(node.key or ()) == 1 else {""}
    named = [_TAKES[loop_id, node.id, key] for key in keys if (loop_id, node.id, key) in _TAKES]
    named += [
        found
        for loop, segment, key, found in _TAKES_OF_LOOPS
        if loop_id.startswith(loop) and node.id == segment and key in keys
    ]
    return named[0] if named else None


READING = RunReaders(take_of=take_of, counted=frozenset({"LX"}))
"""The readers of an 837's segments."""
