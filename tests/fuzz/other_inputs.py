"""Entry points that take something else than a file: ranges as JSON, findings for a 999."""

from random import Random

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment import printable_id
from claimtrail.x12.envelopes.set_ranges import SetRange
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_range
from claimtrail.x12.write.set_summary import SetSummary
from tests.fuzz.corpus import generated_files
from tests.fuzz.properties import check_999
from tests.harness.files.x12_files import CLAIM_837P, write_interchange

JSON_MARK, FINDINGS_MARK = b"{", b"!"
MALFORMED = (ValueError, LookupError, TypeError, AttributeError)
"""The errors that `SetRange.from_json` raises for a text that is none of its own."""
_LARGEST = 100_000_000
_FILE = write_interchange([CLAIM_837P, CLAIM_837P])


def check_json_input(data: bytes) -> None:
    """A range is refused when it is read, or can be worked on whatever it says."""
    try:
        set_range = SetRange.from_json(data.decode("latin-1"))
    except MALFORMED:
        return
    if not _plausible(set_range):
        return
    for source in (MemorySource(_FILE), MemorySource(generated_files()[-1])):
        for result in read_range(source, set_range):
            assert 0 <= result.header.span.start <= source.size


def _plausible(set_range: SetRange) -> bool:
    """Types as annotated: a queue's message is ours, its numbers may be of another file."""
    numbers = (set_range.start, set_range.end, set_range.first_ordinal, set_range.set_count)
    marks = set_range.interchange.delimiters
    separators = (marks.element, marks.component, marks.repetition, marks.segment)
    return (
        all(isinstance(number, int) and 0 <= number < _LARGEST for number in numbers)
        and all(isinstance(mark, bytes) and len(mark) == 1 for mark in separators)
        and all(isinstance(number, int) for number in set_range.duplicates)
        and all(
            all(isinstance(number, int) for number in item[:3])
            and all(isinstance(word, str) for word in item[3:])
            for item in set_range.sets
        )
        and isinstance(set_range.group.functional_code, str)
        and isinstance(set_range.group.version, str)
    )


def check_findings_input(data: bytes) -> None:
    """A 999 can be written on any findings, whatever a set calls itself."""
    dice = Random(data)  # noqa: S311 - seeded on purpose
    scan = scan_envelopes(MemorySource(_FILE))
    words = [part.decode("latin-1") for part in data[1:].split(b"|")][:20] or [""]
    summaries = [
        SetSummary(
            identifier=dice.choice(words),
            control_number=dice.choice(words),
            version=dice.choice(words),
            verdict=dice.choice(list(SetAcceptance)),
            findings=tuple(_finding(dice, words) for _ in range(dice.randrange(4))),
        )
        for _ in range(dice.randrange(4))
    ]
    check_999(scan.groups[0], scan.interchanges[0], summaries, scan)


def _finding(dice: Random, words: list[str]) -> Finding:
    place = FindingPlace(
        offset=dice.randrange(1000),
        segment_id=printable_id(dice.choice((*words, "CLM"))),
        segment_position=dice.randrange(99),
        element_position=dice.choice(("02", "01-2", "16", "")),
        loop_id=dice.choice((*words, "2300", "2010AA", "")),
    )
    return finding(dice.choice(list(FindingCode)), place)
