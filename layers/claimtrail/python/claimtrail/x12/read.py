"""Reading transaction sets: validation by guide and by our own checks, then extraction.

One pass over a set's segments. Nothing that the bytes hold makes it raise: what the validator or an
extractor cannot stomach is a finding, and the set is rejected.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from claimtrail.x12.catalogue import FindingCode, FindingLog, Place
from claimtrail.x12.envelope import set_header
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract import EXTRACTORS, Extractor
from claimtrail.x12.headers import SetDraft, open_set, split_elements
from claimtrail.x12.plan import SetRange, SetResult
from claimtrail.x12.records import ByteRange, Record, SetHeader, Verdict
from claimtrail.x12.scanner import scan_segments
from claimtrail.x12.source import ByteSource
from claimtrail.x12.validator import SetValidator
from claimtrail.x12.walk import Segment, walk_set

FINDINGS_PER_SET = 200
"""Findings kept of one set; a set with more of them is told to have more."""

Fault = tuple[FindingCode, Place]


class _Check(Protocol):
    def check(self, segment: Segment) -> Iterable[Fault]: ...


def read_set(source: ByteSource, header: SetHeader) -> SetResult:
    """Validate and read one transaction set.

    A rejected set delivers no records. Never raises for what the bytes hold; what the source raises
    (a file that is gone) goes through.
    """
    log = FindingLog(FINDINGS_PER_SET)
    for item in header.findings:
        log.append(item)
    if header.transaction_type is None:
        return _result(header, log, [])
    reading = _SetReading(header, log)
    for segment in walk_set(source, header.span, header.interchange.delimiters):
        reading.take(segment)
    return _result(header, log, reading.finish())


def read_range(source: ByteSource, set_range: SetRange) -> Iterator[SetResult]:
    """Validate and read the sets of a range, in order."""
    for header in range_headers(source, set_range):
        yield read_set(source, header)


def range_headers(source: ByteSource, set_range: SetRange) -> Iterator[SetHeader]:
    """The headers of a range's sets, as `scan_envelopes` gave them."""
    duplicates = frozenset(set_range.duplicates)
    for draft in _drafts(source, set_range):
        more = (FindingCode.SET_DUPLICATE,) if draft.start in duplicates else ()
        yield set_header(draft, interchange=set_range.interchange, group=set_range.group, more=more)


def _drafts(source: ByteSource, set_range: SetRange) -> Iterator[SetDraft]:
    marks = set_range.interchange.delimiters
    draft: SetDraft | None = None
    for raw in scan_segments(
        source, start=set_range.start, end=set_range.end, terminator=marks.segment
    ):
        name = b"" if raw.overlong else raw.data.partition(marks.element)[0]
        if name == b"ST":
            if draft is not None:
                yield _abandoned(draft, raw.offset)
            elements = split_elements(raw.data, marks.element)
            draft = open_set(elements, ByteRange(raw.offset, raw.end))
        elif draft is not None and name == b"SE":
            draft.close(split_elements(raw.data, marks.element), ByteRange(raw.offset, raw.end))
            yield draft
            draft = None
        elif draft is not None:
            draft.segments += bool(raw.data)
    if draft is not None:
        yield _abandoned(draft, set_range.end)


def _abandoned(draft: SetDraft, end: int) -> SetDraft:
    draft.end = end
    draft.abandon()
    return draft


class _SetReading:
    """One set on its way through the checks and the extractor."""

    def __init__(self, header: SetHeader, log: FindingLog) -> None:
        self._log = log
        self._checks: list[_Check] = []
        self._extractor: Extractor | None = None
        transaction_type = header.transaction_type
        if transaction_type is not None:
            self._checks.append(_validator(header))
            self._extractor = EXTRACTORS[transaction_type](transaction_type)
        self._place = Place(offset=header.span.start)

    def take(self, segment: Segment) -> None:
        """Check and read the next segment."""
        self._place = segment.place()
        if segment.raw.blanks:
            self._log.add(FindingCode.SEGMENT_BLANKS, self._place)
        if segment.raw.overlong:
            self._log.add(FindingCode.SEGMENT_TOO_LONG, self._place)
            return
        if not segment.raw.data:
            self._log.add(FindingCode.SEGMENT_EMPTY, self._place)
            return
        for check in tuple(self._checks):
            self._check(check, segment)
        self._extract(segment)

    def finish(self) -> list[Record]:
        """The records, none when the set is rejected."""
        if self._extractor is None or self._log.refused:
            return []
        try:
            records, faults = self._extractor.finish()
        except Exception:  # noqa: BLE001 - see _check
            self._log.add(FindingCode.CHECK_FAILED, self._place)
            return []
        self._note(faults)
        return [] if self._log.refused else records

    def _check(self, check: _Check, segment: Segment) -> None:
        try:
            self._note(check.check(segment))
        except Exception:  # noqa: BLE001 - pyx12 raises what it likes, with PHI in the text
            self._log.add(FindingCode.CHECK_FAILED, self._place)
            self._checks.remove(check)

    def _extract(self, segment: Segment) -> None:
        if self._extractor is None or self._log.refused:
            return
        try:
            self._extractor.take(segment)
        except Exception:  # noqa: BLE001 - see _check
            self._log.add(FindingCode.CHECK_FAILED, self._place)
            self._extractor = None

    def _note(self, faults: Iterable[Fault]) -> None:
        for code, place in faults:
            self._log.add(code, place)


def _validator(header: SetHeader) -> SetValidator:
    prepared_at = header.group.prepared_at
    return SetValidator(
        header.identifier,
        header.group.version,
        sets=CodeSets(prepared_at.date() if prepared_at else None),
        repetition=header.interchange.delimiters.repetition.decode("latin-1"),
    )


def _result(header: SetHeader, log: FindingLog, records: list[Record]) -> SetResult:
    findings = log.findings()
    verdict = Verdict.ACCEPTED
    if log.refused:
        verdict = Verdict.REJECTED
    elif any(item.segment_error for item in findings):
        verdict = Verdict.ACCEPTED_WITH_ERRORS
    return SetResult(
        header=header,
        verdict=verdict,
        findings=findings,
        records=tuple(records),
        segment_count=header.segment_count,
    )
