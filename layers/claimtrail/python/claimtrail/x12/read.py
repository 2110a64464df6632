"""Reading transaction sets: validation by guide and by our own checks, then extraction.

One pass over a set's segments. Nothing that the bytes hold makes it raise: what the validator or an
extractor cannot stomach is a finding, and the set is rejected.
"""

from collections.abc import Iterator

from claimtrail.x12.catalogue import FindingCode, FindingLog
from claimtrail.x12.envelope import set_header
from claimtrail.x12.extract.claim_numbers import settle
from claimtrail.x12.headers import SetDraft, open_set, split_elements
from claimtrail.x12.plan import SetRange, SetResult
from claimtrail.x12.reading import SetReading
from claimtrail.x12.readings import TOLERANT, Readings
from claimtrail.x12.records import ByteRange, Record, SetHeader, Verdict
from claimtrail.x12.skimming import Skimmer, Skipped
from claimtrail.x12.source import ByteSource

FINDINGS_PER_SET = 200
"""Findings kept of one set; a set with more of them is told to have more."""


def read_set(source: ByteSource, header: SetHeader, *, fast: bool = True) -> SetResult:
    """Validate and read one transaction set.

    A rejected set delivers no records. `fast` is switched off to judge every segment exactly, with
    the same result. Never raises for what the bytes hold; what the source raises
    (a file that is gone) goes through.
    """
    log = set_log(header)
    if header.transaction_type is None:
        return judge_set(header, log, [])
    reading = SetReading(header, log, fast=fast)
    records = list(reading.records(source))
    return judge_set(header, log, [] if log.refused else settle(records))


def check_set(source: ByteSource, header: SetHeader) -> SetResult:
    """Validate one transaction set, balances included, and keep no records: memory stays flat.

    The result is that of `read_set` without its records.
    """
    log = set_log(header)
    if header.transaction_type is not None:
        for _ in SetReading(header, log).records(source):
            pass
    return judge_set(header, log, [])


def stream_records(source: ByteSource, header: SetHeader) -> Iterator[Record]:
    """The records of a set as they are read, in memory that does not grow with the set.

    Nothing is delivered after a fault that refuses the set, but what came before it has been: a
    caller that must not act on a refused set asks `check_set` first, or stages what it gets. The
    payment of an 835 comes last; its claims know their own numbers alone; see `settled`.
    """
    if header.transaction_type is not None:
        yield from SetReading(header, set_log(header)).records(source)


def read_range(
    source: ByteSource, set_range: SetRange, readings: Readings = TOLERANT
) -> Iterator[SetResult]:
    """Validate and read the sets of a range, in order."""
    for header in range_headers(source, set_range, readings):
        yield read_set(source, header)


def range_headers(
    source: ByteSource, set_range: SetRange, readings: Readings = TOLERANT
) -> Iterator[SetHeader]:
    """The headers of a range's sets, as `scan_envelopes` gave them with the same readings."""
    duplicates = frozenset(set_range.duplicates)
    for draft in _drafts(source, set_range):
        more = (FindingCode.SET_DUPLICATE,) if draft.start in duplicates else ()
        yield set_header(
            draft,
            interchange=set_range.interchange,
            group=set_range.group,
            more=more,
            readings=readings,
        )


def _drafts(source: ByteSource, set_range: SetRange) -> Iterator[SetDraft]:
    marks = set_range.interchange.delimiters
    draft: SetDraft | None = None
    skimmer = Skimmer(source, marks, lambda: draft is not None)
    for raw in skimmer.segments(set_range.start, set_range.end):
        if isinstance(raw, Skipped):
            if draft is not None:
                draft.segments += raw.segments
            continue
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


def set_log(header: SetHeader) -> FindingLog:
    """A log of a set's findings that begins with those of its envelope."""
    log = FindingLog(FINDINGS_PER_SET, header.readings.severity)
    for item in header.findings:
        log.append(item)
    return log


def judge_set(header: SetHeader, log: FindingLog, records: list[Record]) -> SetResult:
    """The result of a set, its verdict drawn from the findings."""
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
