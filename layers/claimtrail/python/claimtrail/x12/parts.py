"""Checking one large set in parts, and streaming its records in portions.

An 835 is cut before its claims. Parts are checked anywhere and in any order, each with the set's
head before its claims. The join counts on positions, adds the totals up and balances the payment;
it gives what a single pass gives. Where the cut is not as it seemed (a part does not end where a
claim may begin) the join says so, and the set is checked in one pass. Nothing here holds more than
a block of the file: records are streamed, and the only one that is kept is the payment.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimtrail.x12.catalogue import FindingCode, FindingLog
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor, RemittanceTotals
from claimtrail.x12.extract.values import ZERO
from claimtrail.x12.findings import Finding
from claimtrail.x12.plan import SetResult
from claimtrail.x12.read import FINDINGS_PER_SET, judge_set, stream_records
from claimtrail.x12.reading import SetReading
from claimtrail.x12.records import (
    ByteRange,
    Payment,
    Record,
    RemittanceClaim,
    SetHeader,
    TransactionType,
)
from claimtrail.x12.reversal_pass import pair_reversals
from claimtrail.x12.source import ByteSource

CUTTABLE = frozenset({TransactionType.REMITTANCE})
"""The sets that can be cut within."""
_WINDOW = 1 << 16
"""Bytes looked through at a time for the next claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """What one part of a set came to, but for its records."""

    ordinal: int
    head_segments: int
    """Segments of the set's head, which stand before a part's own; 0 in the first part."""
    segments: int
    """The part's own."""
    findings: tuple[Finding, ...]
    """Positions are counted as if the part followed the head."""
    late_findings: tuple[Finding, ...]
    """Of balances, which a single pass tells after all others."""
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


def check_part(
    source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
) -> PartResult:
    """Check the part with that number among those of `cut_set`."""
    part = _PartReading(source, header, parts, ordinal)
    for _ in part.records():
        pass
    return part.result()


def stream_part(
    source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
) -> Iterator[Record]:
    """The records of a part as they are read, but for the payment; see `settled`."""
    return _PartReading(source, header, parts, ordinal).records()


def stream_within(source: ByteSource, header: SetHeader, span: ByteRange) -> Iterator[Record]:
    """The records that begin within `span`, cut anywhere; the payment of an 835 is left out.

    For sets that cannot be cut: the set is read from its start up to the end of the span.
    """
    for record in stream_records(source, header):
        if record.span.start >= span.end:
            return
        if record.span.start >= span.start and not isinstance(record, Payment):
            yield record


def settled(record: Record, *, payment_balanced: bool) -> Record:
    """A streamed record as `read_set` delivers it, once the payment is known."""
    if payment_balanced or not isinstance(record, RemittanceClaim):
        return record
    return record._replace(balanced=False)


def check_whole(source: ByteSource, header: SetHeader) -> SetResult:
    """Check a set in one pass and flat memory; of its records the result has the payment only."""
    log = FindingLog(FINDINGS_PER_SET, header.readings.severity)
    for item in header.findings:
        log.append(item)
    if header.transaction_type is None:
        return judge_set(header, log, [])
    records = SetReading(header, log).records(source)
    payments: list[Record] = [record for record in records if isinstance(record, Payment)]
    return judge_set(header, log, [] if log.refused else payments)


def join_parts(
    source: ByteSource, header: SetHeader, results: Sequence[PartResult]
) -> SetResult | None:
    """The set's result as `check_whole` would give it; None when it must be read in one pass.

    `results` are those of all parts, in order.
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
    return judge_set(header, log, payment)


class _PartReading:
    """One part on its way from bytes to records. Iterate over `records()`, then take `result()`."""

    def __init__(
        self, source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
    ) -> None:
        self._source, self._header = source, header
        self._part, self._ordinal = parts[ordinal], ordinal
        self._is_last = ordinal == len(parts) - 1
        self._log = FindingLog(FINDINGS_PER_SET + 1, header.readings.severity)
        self._late = FindingLog(FINDINGS_PER_SET + 1, header.readings.severity)
        self._reading = SetReading(header, self._log)
        self._head = 0
        self._totals = RemittanceTotals(
            claim_count=0, paid=ZERO, provider_adjustments=(), complete=False
        )

    def records(self) -> Iterator[Record]:
        """The part's records."""
        if self._ordinal:
            start = self._header.span.start
            end = _next_claim(self._source, self._header, start)
            head = ByteRange(start, self._part.start if end is None else end)
            self._head = self._reading.head(self._source, head)
        yield from self._reading.part(self._source, self._part, last=self._is_last)
        extractor = self._reading.extractor
        if isinstance(extractor, RemittanceExtractor):
            rest, faults, self._totals = extractor.end_part()
            for code, place in faults:
                self._late.add(code, place)
            if not self._log.refused:
                yield from rest

    def result(self) -> PartResult:
        """What the part came to."""
        return PartResult(
            ordinal=self._ordinal,
            head_segments=self._head,
            segments=self._reading.position - self._head,
            findings=self._log.findings(),
            late_findings=self._late.findings(),
            totals=self._totals,
            fits=self._reading.fits,
        )


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
