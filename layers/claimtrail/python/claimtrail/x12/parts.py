"""Reading one large 835 in parts that are cut before its claims, and putting the parts together.

Parts are read anywhere and in any order, each with the set's head before its claims. The join
counts on positions, adds the totals up and balances the payment; it gives what a single pass gives.
Where the cut is not as it seemed (a part does not end where a claim may begin) the join says so,
and the set is read in one pass.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimtrail.x12.catalogue import FindingCode, FindingLog
from claimtrail.x12.extract.remittance_835 import (
    RemittanceExtractor,
    RemittanceTotals,
    settle,
)
from claimtrail.x12.extract.values import ZERO
from claimtrail.x12.findings import Finding
from claimtrail.x12.plan import SetResult
from claimtrail.x12.read import FINDINGS_PER_SET, judge_set
from claimtrail.x12.reading import SetReading
from claimtrail.x12.records import ByteRange, Record, SetHeader, TransactionType
from claimtrail.x12.reversal_pass import pair_reversals
from claimtrail.x12.source import ByteSource

CUTTABLE = frozenset({TransactionType.REMITTANCE})
"""The sets that can be cut within."""
_WINDOW = 1 << 16
"""Bytes looked through at a time for the next claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """What one part of a set came to."""

    ordinal: int
    head_segments: int
    """Segments of the set's head, which stand before a part's own; 0 in the first part."""
    segments: int
    """The part's own."""
    findings: tuple[Finding, ...]
    """Positions are counted as if the part followed the head."""
    late_findings: tuple[Finding, ...]
    """Of balances, which a single pass tells after all others."""
    records: tuple[Record, ...]
    totals: RemittanceTotals
    fits: bool
    """The part ends where a claim may begin."""


def cut_set(source: ByteSource, header: SetHeader, *, target_bytes: int) -> list[ByteRange]:
    """Cut a set before claims into parts of about `target_bytes`; one part if it cannot be cut.

    Looks at a few kilobytes around each cut, however large the set. Raises ValueError when
    `target_bytes` is not positive.
    """
    if target_bytes <= 0:
        raise ValueError("target_bytes must be positive")
    span = header.span
    if header.transaction_type not in CUTTABLE or header.findings:
        return [span]
    cuts = [span.start]
    while (place := cuts[-1] + target_bytes) < span.end:
        cut = _next_claim(source, header, place)
        if cut is None:
            break
        cuts.append(cut)
    return [ByteRange(first, last) for first, last in zip(cuts, [*cuts[1:], span.end], strict=True)]


def read_part(
    source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
) -> PartResult:
    """Read the part with that number among those of `cut_set`."""
    part = parts[ordinal]
    log = FindingLog(FINDINGS_PER_SET + 1, header.readings.severity)
    reading = SetReading(header, log)
    head = 0
    if ordinal:
        start = header.span.start
        end = _next_claim(source, header, start)
        head = reading.head(source, ByteRange(start, part.start if end is None else end))
    records = list(reading.part(source, part, last=ordinal == len(parts) - 1))
    late = FindingLog(FINDINGS_PER_SET + 1, header.readings.severity)
    totals = RemittanceTotals(claim_count=0, paid=ZERO, provider_adjustments=(), complete=False)
    extractor = reading.extractor
    if isinstance(extractor, RemittanceExtractor):
        rest, faults, totals = extractor.end_part()
        records += rest
        for code, place in faults:
            late.add(code, place)
    return PartResult(
        ordinal=ordinal,
        head_segments=head,
        segments=reading.position - head,
        findings=log.findings(),
        late_findings=late.findings(),
        records=() if log.refused else tuple(records),
        totals=totals,
        fits=reading.fits,
    )


def join_parts(
    source: ByteSource, header: SetHeader, results: Sequence[PartResult]
) -> SetResult | None:
    """The set's result, as `read_set` would give it; None when it must be read in one pass.

    `results` are those of all parts, in order. Their records may have been dropped after they were
    staged; the result holds those that are there, and the payment.
    """
    if not all(item.fits for item in results):
        return None
    log = FindingLog(FINDINGS_PER_SET, header.readings.severity)
    for item in header.findings:
        log.append(item)
    _append(log, results, late=False)
    if log.refused:
        return judge_set(header, log, [])
    _append(log, results, late=True)
    extractor = RemittanceExtractor()
    reading = SetReading(header, FindingLog(0), extractor=extractor)
    end = _next_claim(source, header, header.span.start)
    reading.head(source, ByteRange(header.span.start, header.span.end if end is None else end))
    totals = results[0].totals
    for result in results[1:]:
        totals += result.totals
    extractor.take_totals(totals)
    pair_reversals(source, header, extractor)
    payment, faults = extractor.finish()
    for code, place in faults:
        log.add(code, place)
    records = [record for result in results for record in result.records]
    return judge_set(header, log, settle([*records, *payment]))


def _append(log: FindingLog, results: Sequence[PartResult], *, late: bool) -> None:
    """Take the parts' findings, with positions counted from the set's ST."""
    before = 0
    for result in results:
        shift = before - result.head_segments
        for item in result.late_findings if late else result.findings:
            if item.code != FindingCode.TOO_MANY_FINDINGS:
                log.append(item._replace(segment_position=item.segment_position + shift))
        before += result.segments


def _next_claim(source: ByteSource, header: SetHeader, start: int) -> int | None:
    """The offset of the first CLP that begins after `start`, or None."""
    marks = header.interchange.delimiters
    opening = re.compile(
        re.escape(marks.segment) + rb"[ \t\r\n]*(?=CLP" + re.escape(marks.element) + b")"
    )
    position, end = start, header.span.end
    while position < end:
        window = source.read(position, min(position + 2 * _WINDOW, end))
        match = opening.search(window)
        if match is not None:
            return position + match.end()
        position += _WINDOW
    return None
