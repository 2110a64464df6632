"""One segment on its way from text to records: judged, weighed, and read by the extractor.

A fault of ours ends the judging or the reading of the set, is reported, and loses no file.
"""

from collections.abc import Iterable

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.envelopes.segment_scanner import BLANKS, SEGMENT_LIMIT, canonical_table
from claimtrail.x12.extract import EXTRACTORS, Extractor
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Node
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT
from claimtrail.x12.model import Record, SetHeader
from claimtrail.x12.model.catalog import FindingCode, FindingLog, FindingPlace, catalog
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.reversal_pass import pair_reversals
from claimtrail.x12.read.segment_text import Weighed, as_read, cleaned, is_padded
from claimtrail.x12.validate.validator import SetValidator

SEGMENT_BLANKS = BLANKS.decode("ascii")
"""Characters that may stand between segments."""
_BEGINS_A_RECORD = frozenset({"HL", "TRN", "LX"})
"""Segments that a level, a claim (277CA, 277) or a line (837) is reported by: one that is missing
is read as if it were there, so that what follows is not read as a part of what stands before."""
_REPORTED_BY = {
    ("ST", "02"): {FindingCode.SET_CONTROL_NUMBER.value},
    ("ST", "03"): {FindingCode.VERSION_MISMATCH.value, FindingCode.VERSION_TOLERATED.value},
    ("SE", "01"): {FindingCode.SE_COUNT.value},
    ("SE", "02"): {FindingCode.SE_CONTROL_NUMBER.value, FindingCode.SET_CONTROL_NUMBER.value},
}
"""Findings of a set's header that say what is wrong with an element."""
_OF_BEFORE = frozenset({FindingCode.SEGMENT_MISSING})
SetFault = tuple[FindingCode, FindingPlace]


class SegmentReader:
    """Judges and reads the segments of one set, in their order."""

    def __init__(
        self, header: SetHeader, log: FindingLog, *, extractor: Extractor | None = None
    ) -> None:
        """`extractor` is used in place of a new one.

        Raises ValueError when the header names no transaction that is known.
        """
        if header.transaction_type is None:
            raise ValueError("nothing is known of such a set")
        self._kind = header.transaction_type
        prepared_at = header.group.prepared_at
        marks = header.interchange.delimiters
        self._repetition = marks.repetition.decode("latin-1")
        self._mark = marks.component.decode("latin-1")
        self._wrapped = header.interchange.is_wrapped
        self._is_odd_text = False
        """True if the block at hand holds what is no printable ASCII within a segment."""
        self._sets = CodeSets(prepared_at.date() if prepared_at else None)
        self._header, self._log = header, log
        self._table = canonical_table(marks)
        self._validator: SetValidator | None = SetValidator(
            header.identifier,
            header.group.version,
            sets=self._sets,
            repetition=self._repetition,
        )
        make = EXTRACTORS[header.transaction_type]
        self._extractor: Extractor | None = extractor or make(header)
        self._proven: Node | None = None
        """The loop before, when that was proven: the validator's walk has not left it yet."""
        self._position = 0
        self._has_blanks = False
        """True if blanks stand between segments, which is reported once."""
        self._segment_at_hand: Segment | None = None
        self._split_at: int | None = None
        """The start of a segment that is too long to be held."""
        self._head = ""
        """Its first characters."""

    @property
    def position(self) -> int:
        """Segments read."""
        return self._position

    @property
    def extractor(self) -> Extractor | None:
        """None once it broke off."""
        return self._extractor

    def _split(self, end: int) -> None:
        """A segment too long to be held has ended."""
        start = self._split_at or 0
        self._position += 1
        segment = Segment(self._head.split(ELEMENT), COMPONENT, self._position, start, end)
        self._split_at, self._head = None, ""
        self._segment_at_hand = segment
        self._log.add(FindingCode.SEGMENT_TOO_LONG, self._place())

    def _segment(self, text: str, start: int, end: int) -> None:
        """Judge and read one segment."""
        if text[:1] in SEGMENT_BLANKS:
            stripped = text.lstrip(SEGMENT_BLANKS)
            blanks = text[: len(text) - len(stripped)]
            start += len(blanks)
            text = stripped
        else:
            blanks = ""
        broken: list[str] = []
        self._position += bool(text)
        if self._is_odd_text and len(text) <= SEGMENT_LIMIT:
            text, broken = cleaned(text, self._repetition, wrapped=self._wrapped)
        segment = Segment(text.split(ELEMENT), COMPONENT, self._position, start, end)
        self._segment_at_hand = segment
        if blanks.strip("\r\n") and not self._has_blanks:
            self._has_blanks = True
            self._log.add(FindingCode.SEGMENT_BLANKS, self._place())
        if len(text) > SEGMENT_LIMIT:
            self._log.add(FindingCode.SEGMENT_TOO_LONG, self._place())
            return
        if not text:
            self._log.add(FindingCode.SEGMENT_EMPTY, self._place())
            return
        faults = self._check(segment, broken)
        if self._validator is not None and self._validator.opened:
            self._extract_openers(segment, self._validator.opened)
        if faults or is_padded(text):
            segment = as_read(segment, faults, self._mark)
        self._extract(segment)

    def _extract_openers(self, segment: Segment, missing: Iterable[list[str]]) -> None:
        """Read segments that must stand before this one as if they stood there."""
        for elements in missing:
            if elements[0] in _BEGINS_A_RECORD:
                self._extract(segment._replace(elements=elements, end=segment.offset))

    def _finish(self, source: ByteSource) -> list[Record]:
        """Return the last records; none when reading broke off."""
        if self._extractor is None:
            return []
        try:
            extractor = self._extractor
            if isinstance(extractor, RemittanceExtractor):
                pair_reversals(source, self._header, extractor)
            records, faults = extractor.finish()
        except Exception:  # noqa: BLE001 - see _check
            self._log.add(FindingCode.CHECK_FAILED, self._place())
            return []
        self._note(faults)
        return records

    def _check(self, segment: Segment, broken: Iterable[str]) -> list[Weighed]:
        """Judge a segment; `broken` are the positions that held control characters."""
        validator = self._validator
        if validator is None:
            return []
        try:
            if self._proven is not None:
                validator.walker.leave(self._proven)
                self._proven = None
            faults = validator.check(segment)
            if validator.is_late:
                self._log.recall(FindingCode.SEGMENT_MISSING, segment.id)
            if segment.id in {"ST", "SE"} and faults:
                faults = [fault for fault in faults if not self._is_reported(*fault)]
            if broken:
                faults += validator.broken(segment, broken)
            return self._weigh(faults) if faults else []
        except Exception:  # noqa: BLE001 - a fault of ours must not lose the file
            self._log.add(FindingCode.CHECK_FAILED, self._place())
            self._validator = None
            return []

    def _is_reported(self, code: FindingCode, place: FindingPlace) -> bool:
        """Return whether the header reports a fault of ST or SE already."""
        by = _REPORTED_BY.get((place.segment_id, place.element_position), ())
        reported = {item.code for item in self._header.findings}
        is_fault = catalog()[code].severity is not Severity.WARNING
        return is_fault and not reported.isdisjoint(by)

    def _weigh(self, faults: Iterable[SetFault]) -> list[Weighed]:
        """Add the faults of a segment; tell the extractor of those that hold its claim.

        A segment that is missing is missing from what stands before: the extractor sees that.
        """
        weighed = [(code, place, self._log.add(code, place)) for code, place in faults]
        for code, _, reach in weighed:
            if reach is Severity.CLAIM and code not in _OF_BEFORE and self._extractor:
                self._extractor.doubt(code)
        return weighed

    def _extract(self, segment: Segment) -> None:
        if self._extractor is None:
            return
        try:
            self._extractor.take(segment)
        except Exception:  # noqa: BLE001 - see _check
            self._log.add(FindingCode.CHECK_FAILED, self._place())
            self._extractor = None

    def _place(self) -> FindingPlace:
        """Return where the reading stands."""
        if self._segment_at_hand is None:
            return FindingPlace(offset=self._header.span.start)
        return self._segment_at_hand.place()

    def _note(self, faults: Iterable[SetFault]) -> None:
        for code, place in faults:
            self._log.add(code, place)
