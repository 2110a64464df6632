"""Reading transaction sets: validation by guide and by our own checks, then extraction.

One pass over a set's segments. Nothing that the bytes hold makes it raise: what the validator or an
extractor cannot read is a finding, as far as it reaches (`reach.py`).
"""

from collections.abc import Iterator

from claimtrail.x12.envelopes.envelope_scanner import Skipped, scan_set
from claimtrail.x12.envelopes.headers import SetDraft, open_set, split_elements
from claimtrail.x12.envelopes.set_headers import set_header
from claimtrail.x12.envelopes.set_ranges import CarriedSet, SetRange, SetResult
from claimtrail.x12.extract.claim_numbers import settle
from claimtrail.x12.model import ByteRange, Record, SetAcceptance, SetHeader
from claimtrail.x12.model.catalog import FindingCode, FindingLog
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.limits import Counted, most
from claimtrail.x12.model.reach import reach_in
from claimtrail.x12.model.rules import STANDARD, Rules
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.set_reader import SetReader

_ERRORS = frozenset({Severity.CLAIM, Severity.VALUE})
"""Reaches that make a set accepted with errors (IK5 E)."""
FINDINGS_PER_SET = most(Counted.SET_FINDINGS)
"""Findings kept of one set; a set with more of them is reported to have more."""


def read_set(source: ByteSource, header: SetHeader, *, fast: bool = True) -> SetResult:
    """Validate and read one transaction set.

    A rejected set is read to its end like any other, and delivers what was read: its verdict says
    that it is held. `fast` is switched off to judge every segment exactly, with the same result.
    Never raises for what the bytes hold; what the source raises (a file that is gone) goes through.
    """
    log = set_log(header)
    if header.transaction_type is None:
        return validate_set(header, log, [])
    reading = SetReader(header, log, fast=fast)
    return validate_set(header, log, settle(list(reading.records(source))))


def check_set(source: ByteSource, header: SetHeader) -> SetResult:
    """Validate one transaction set, balances included, and keep no records: memory stays flat.

    The result is that of `read_set` without its records.
    """
    log = set_log(header)
    if header.transaction_type is not None:
        for _ in SetReader(header, log).records(source):
            pass
    return validate_set(header, log, [])


def stream_records(source: ByteSource, header: SetHeader) -> Iterator[Record]:
    """Yield the records of a set as they are read, in memory that does not grow with the set.

    Those of a rejected set are delivered as well: a caller that must not act on a held set asks
    `check_set` first. The payment of an 835 comes last; its claims know their own numbers alone:
    see `with_number_settled`.
    """
    if header.transaction_type is not None:
        yield from SetReader(header, set_log(header)).records(source)


def read_range(
    source: ByteSource, set_range: SetRange, rules: Rules = STANDARD
) -> Iterator[SetResult]:
    """Validate and read the sets of a range, in order."""
    for header in range_headers(source, set_range, rules):
        yield read_set(source, header)


def range_headers(
    source: ByteSource, set_range: SetRange, rules: Rules = STANDARD
) -> Iterator[SetHeader]:
    """Yield the headers of a range's sets, as `scan_envelopes` gave them with the same rules."""
    duplicates = frozenset(set_range.duplicates)
    carried = set_range.sets_within(source.size)
    drafts = map(_draft, carried) if carried else _drafts(source, set_range)
    for draft in drafts:
        more = (FindingCode.SET_DUPLICATE,) if draft.start in duplicates else ()
        yield set_header(
            draft,
            interchange=set_range.interchange,
            group=set_range.group,
            more=more,
            rules=rules,
        )


def _draft(carried: CarriedSet) -> SetDraft:
    start, end, segments, identifier, number = carried
    return SetDraft(start, end, identifier, number, version="", segments=segments)


def _drafts(source: ByteSource, set_range: SetRange) -> Iterator[SetDraft]:
    marks = set_range.interchange.delimiters
    draft: SetDraft | None = None
    span = ByteRange(set_range.start, set_range.end)
    segments = scan_set(source, set_range.interchange, span, lambda: draft is not None)
    for raw in segments:
        if isinstance(raw, Skipped):
            if draft is not None:
                draft.segments += raw.segments
            continue
        name = b"" if raw.overlong else raw.data.partition(marks.element)[0].upper()
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
    """Return a log of a set's findings that begins with those of its envelope."""
    log = FindingLog(FINDINGS_PER_SET, reach_in(header))
    for item in header.findings:
        log.append(item)
    return log


def validate_set(header: SetHeader, log: FindingLog, records: list[Record]) -> SetResult:
    """Return the result of a set, its verdict drawn from the findings."""
    findings = log.findings()
    verdict = SetAcceptance.ACCEPTED
    if log.refused:
        verdict = SetAcceptance.REJECTED
    elif any(item.severity in _ERRORS for item in findings):
        verdict = SetAcceptance.ACCEPTED_WITH_ERRORS
    return SetResult(
        header=header,
        verdict=verdict,
        findings=findings,
        records=tuple(records),
        segment_count=header.segment_count,
    )
