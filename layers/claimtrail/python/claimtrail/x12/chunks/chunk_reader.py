"""Checking one large set in parts, and streaming its records in chunks.

A set is split before its claims (`splits.py`). Parts are checked anywhere and in any order, each
with what stands above its claims. The join counts on positions, adds the totals up and compares
them with what the set states; it gives what a single pass gives. Where the split is not as it
seemed (a part does not end where a claim may begin, or not at the levels at which the next one
began) the join says so, and the set is checked in one pass. Nothing here holds more than a block of
the file: records are streamed, and the only one that is kept is the payment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimtrail.x12.chunks.number_pass import watch_numbers
from claimtrail.x12.chunks.splits import SPLITS
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.extract import EXTRACTORS
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor, RemittanceTotals
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.extract.status_totals import StatusJoin, StatusPart
from claimtrail.x12.model import ByteRange, Payment, Record, SetHeader, TransactionType
from claimtrail.x12.model.catalog import FindingCode, FindingLog
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.reach import reach_in
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.api import FINDINGS_PER_SET, set_log, stream_records, validate_set
from claimtrail.x12.read.reversal_pass import pair_reversals
from claimtrail.x12.read.set_reader import SetReader, SetStanding

Totals = RemittanceTotals | StatusPart


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """The result of one part of a set, but for its records."""

    ordinal: int
    head_segments: int
    """Segments read above the part's own; 0 in the first part."""
    segments: int
    """The part's own."""
    findings: tuple[Finding, ...]
    """Positions are counted as if the part followed what was read above it."""
    late_findings: tuple[Finding, ...]
    """Of balances, which a single pass tells after all others."""
    totals: Totals | None
    """None when reading broke off."""
    begins: SetStanding
    ends: SetStanding
    """At which levels (HL) the part begins and ends."""
    fits: bool
    """The part ends where a claim may begin, and what stands above it was found."""


_REPORTED_ONCE = frozenset({FindingCode.SEGMENT_BLANKS.value})
"""Findings that a set has once, wherever it is split."""


def split_set(source: ByteSource, header: SetHeader, *, target_bytes: int) -> list[ByteRange]:
    """Cut a set before claims into parts of about `target_bytes`; one part if it cannot be split.

    Looks at a few kilobytes around each split, however large the set. Raises ValueError when
    `target_bytes` is not positive.
    """
    if target_bytes <= 0:
        raise ValueError("target_bytes must be positive")
    span = header.span
    split_at = SPLITS.get(header.transaction_type) if header.transaction_type else None
    if split_at is None or header.findings or header.interchange.is_wrapped:
        return [span]
    cuts = [span.start]
    while (place := cuts[-1] + target_bytes) < span.end:
        split = split_at.next(source, header, place)
        if split is None:
            break
        cuts.append(split)
    return [ByteRange(first, last) for first, last in zip(cuts, [*cuts[1:], span.end], strict=True)]


def check_part(
    source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
) -> PartResult:
    """Check the part with that number among those of `split_set`."""
    part = _ChunkReader(source, header, parts, ordinal)
    for _ in part.records():
        pass
    return part.result()


def stream_part(
    source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
) -> Iterator[Record]:
    """Yield the records of a part as they are read, but for the payment.

    See `claim_numbers.settled`.
    """
    return _ChunkReader(source, header, parts, ordinal).records()


def stream_within(source: ByteSource, header: SetHeader, span: ByteRange) -> Iterator[Record]:
    """Yield the records that begin within `span`, split anywhere.

    The payment of an 835 is left out.

    For sets that cannot be split: the set is read from its start up to the end of the span.
    """
    for record in stream_records(source, header):
        if record.span.start >= span.end:
            return
        if record.span.start >= span.start and not isinstance(record, Payment):
            yield record


def check_whole(source: ByteSource, header: SetHeader) -> SetResult:
    """Check a set in one pass and flat memory; of its records the result has the payment only."""
    log = set_log(header)
    if header.transaction_type is None:
        return validate_set(header, log, [])
    records = SetReader(header, log).records(source)
    payments: list[Record] = [record for record in records if isinstance(record, Payment)]
    return validate_set(header, log, payments)


def join_parts(
    source: ByteSource, header: SetHeader, results: Sequence[PartResult]
) -> SetResult | None:
    """Return the set's result as `check_whole` would give it.

    None when it must be read in one pass.

    `results` are those of all parts, in order.
    """
    follow = all(before.ends == after.begins for before, after in pairwise(results))
    if not follow or not all(item.fits and item.totals is not None for item in results):
        return None
    log = set_log(header)
    shifts = _shifts(results)
    for result, shift in zip(results, shifts, strict=True):
        _append(log, result.findings, shift)
    if all(isinstance(item.totals, StatusPart) for item in results):
        _join_status(results, shifts, log)
        return validate_set(header, log, [])
    return validate_set(header, log, _join_remittance(source, header, results, shifts, log))


def _join_status(results: Sequence[PartResult], shifts: Sequence[int], log: FindingLog) -> None:
    """Compare the totals of a 277CA with its claims, and tell it in the order of a single pass."""
    join = StatusJoin()
    for result, shift in zip(results, shifts, strict=True):
        if not isinstance(result.totals, StatusPart):
            continue
        before = result.totals.first_ends_after or 0
        _append(log, result.late_findings[:before], shift)
        for code, place in join.take(result.totals.shifted(shift)):
            log.add(code, place)
        _append(log, result.late_findings[before:], shift)
    for code, place in join.finish():
        log.add(code, place)


def _join_remittance(
    source: ByteSource,
    header: SetHeader,
    results: Sequence[PartResult],
    shifts: Sequence[int],
    log: FindingLog,
) -> list[Record]:
    """Balance the payment of an 835; returns it."""
    for result, shift in zip(results, shifts, strict=True):
        _append(log, result.late_findings, shift)
    extractor = EXTRACTORS[TransactionType.REMITTANCE](header)
    if not isinstance(extractor, RemittanceExtractor):
        raise TypeError("an 835 is read by another extractor")
    reading = SetReader(header, FindingLog(0), extractor=extractor)
    above = SPLITS[TransactionType.REMITTANCE].above(source, header, header.span.end)
    for context_span in above.context_spans if above else ():
        reading.head(source, context_span)
    first, *others = (x.totals for x in results if isinstance(x.totals, RemittanceTotals))
    extractor.take_totals(sum(others, first))
    extractor.take_numbers(watch_numbers(source, header))
    pair_reversals(source, header, extractor)
    payment, faults = extractor.finish()
    for code, place in faults:
        log.add(code, place)
    return payment


class _ChunkReader:
    """One part on its way from bytes to records. Iterate over `records()`, then take `result()`."""

    def __init__(
        self, source: ByteSource, header: SetHeader, parts: Sequence[ByteRange], ordinal: int
    ) -> None:
        self._source, self._header = source, header
        self._part, self._ordinal = parts[ordinal], ordinal
        self._is_last = ordinal == len(parts) - 1
        self._log = FindingLog(FINDINGS_PER_SET + 1, reach_in(header))
        self._late = FindingLog(FINDINGS_PER_SET + 1, reach_in(header))
        self._reading = SetReader(header, self._log)
        self._head = 0
        self._found_above = True
        self._totals: Totals | None = None

    def records(self) -> Iterator[Record]:
        """Yield the part's records."""
        if self._ordinal and not self._read_above():
            return
        yield from self._reading.part(self._source, self._part, last=self._is_last)
        extractor = self._reading.extractor
        if isinstance(extractor, RemittanceExtractor | StatusExtractor):
            rest, faults, self._totals = extractor.end_part()
            for code, place in faults:
                self._late.add(code, place)
            yield from rest

    def _read_above(self) -> bool:
        """Read what stands above the part; whether it was found."""
        kind = self._header.transaction_type
        split = SPLITS.get(kind) if kind else None
        above = split.above(self._source, self._header, self._part.start) if split else None
        self._found_above = above is not None
        if above is None:
            return False
        for context_span in above.context_spans:
            self._head = self._reading.head(self._source, context_span)
        self._reading.begin_part(levels=above.levels)
        return True

    def result(self) -> PartResult:
        """Return what the part came to."""
        return PartResult(
            ordinal=self._ordinal,
            head_segments=self._head,
            segments=self._reading.position - self._head,
            findings=self._log.findings(),
            late_findings=self._late.findings(),
            totals=self._totals,
            begins=self._reading.begins,
            ends=self._reading.standing,
            fits=self._found_above and self._reading.fits,
        )


def _shifts(results: Sequence[PartResult]) -> list[int]:
    """By how much the parts' positions are to be raised, so that they count from the set's ST."""
    shifts, before = [], 0
    for result in results:
        shifts.append(before - result.head_segments)
        before += result.segments
    return shifts


def _append(log: FindingLog, findings: Sequence[Finding], shift: int) -> None:
    for item in findings:
        is_repeated = item.code in _REPORTED_ONCE and log.holds(item.code)
        if item.code != FindingCode.TOO_MANY_FINDINGS and not is_repeated:
            log.append(item._replace(segment_position=item.segment_position + shift))
