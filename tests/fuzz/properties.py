"""Properties that hold for any bytes: the checks of the fuzzer and of the tests."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetRange, SetResult, plan_ranges
from claimtrail.x12.model import GroupHeader, InterchangeHeader, SetAcceptance
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_range, read_set
from claimtrail.x12.write.acknowledgments import write_999, write_ta1
from claimtrail.x12.write.set_summary import SetSummary, interchange_outcome, summarize

CANARIES = (b"QUILLFEATHER", b"ZZT123454321", b"19510704Z")
"""Planted as element values by who makes the bytes up: no finding may hold one."""
SECONDS_PER_BYTE = 0.002
SECONDS_AT_LEAST = 3.0
"""Of the processor: what a reading may take. The clock of a busy machine says too much."""
RANGE_BYTES = 1_500
PREPARED_AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


class ViolationError(AssertionError):
    """A property that does not hold. Its text names the property, never the bytes."""


def _hold(condition: object, words: str) -> None:
    if not condition:
        raise ViolationError(words)


def check(data: bytes) -> None:
    """Every property of every entry point, on one input.

    Raises:
        ViolationError: a property does not hold. Any other exception is the engine's fault, too.
    """
    source = MemorySource(data)
    scan, results = check_reading(data)
    for header, result in zip(scan.sets, results, strict=True):
        _hold(read_set(source, header, fast=False) == result, "proving gives what judging gives")
        _hold(check_set(source, header) == result._replace(records=()), "checking gives the same")
    check_ranges(source, scan, results)
    check_answers(scan, results)


def check_reading(data: bytes) -> tuple[EnvelopeScan, list[SetResult]]:
    """Return one reading after its checks: a fifth of the time of `check`; raises as that does."""
    began = time.process_time()
    source = MemorySource(data)
    scan = scan_envelopes(source)
    results = [read_set(source, header) for header in scan.sets]
    check_account(data, scan)
    findings = [*scan.findings, *(item for result in results for item in result.findings)]
    check_findings(data, findings)
    for result in results:
        refused = any(item.severity is Severity.SET for item in result.findings)
        _hold(
            (result.verdict is SetAcceptance.REJECTED) == refused, "a verdict follows its findings"
        )
        check_spans(data, result)
    spent = time.process_time() - began
    _hold(spent < SECONDS_AT_LEAST + SECONDS_PER_BYTE * len(data), "reading takes bounded time")
    return scan, results


def check_account(data: bytes, scan: EnvelopeScan) -> None:
    """Interchanges do not overlap; what lies between them is blank or has a finding."""
    _hold(scan.size == len(data), "the scan knows the size")
    spans = [item.span for item in scan.interchanges]
    _hold(all(a.end <= b.start for a, b in pairwise(spans)), "interchanges stand apart")
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(data)]
    noted = [item.offset for item in scan.findings]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if data[start:end].strip():
            _hold(any(start <= offset <= end for offset in noted), "every byte is accounted for")
    for outer, inner in (
        *((item.interchange.span, item.span) for item in scan.sets),
        *((item.group.span, item.span) for item in scan.sets),
    ):
        _hold(outer.start <= inner.start <= inner.end <= outer.end, "sets stand in envelopes")


def check_ranges(source: MemorySource, scan: EnvelopeScan, results: list[SetResult]) -> None:
    """Reading by ranges, which traveled as JSON, gives what reading set by set gives."""
    by_span = {result.header.span: result for result in results}
    ranges = [
        SetRange.from_json(item.to_json()) for item in plan_ranges(scan, target_bytes=RANGE_BYTES)
    ]
    again = [result for item in ranges for result in read_range(source, item)]
    wanted = [by_span[header.span] for header in scan.readable_sets()]
    _hold(again == wanted, "ranges give what the single pass gives")


def check_findings(data: bytes, findings: Iterable[Finding]) -> None:
    """Findings stand in the file and hold no value out of it."""
    for item in findings:
        _hold(0 <= item.offset <= len(data), "offsets lie in the file")
        text = "|".join(map(str, item)).encode()
        _hold(not any(canary in text for canary in CANARIES), "findings hold no element values")
        made = finding(FindingCode(item.code), _place(item), item.severity)
        _hold(made == item, "findings are the catalog's")


def _place(item: Finding) -> FindingPlace:
    return FindingPlace(
        offset=item.offset,
        segment_id=item.segment_id,
        segment_position=item.segment_position,
        element_position=item.element_position,
        loop_id=item.loop_id,
    )


def check_spans(data: bytes, result: SetResult) -> None:
    """Records stand in the file, within their set."""
    for record in result.records:
        span = record.span
        _hold(0 <= span.start <= span.end <= len(data), "records lie in the file")
        outer = result.header.span
        _hold(outer.start <= span.start and span.end <= outer.end, "records lie in their set")


def check_answers(scan: EnvelopeScan, results: list[SetResult]) -> None:
    """TA1 and 999 can be written on anything, are read without a fault, and hold no value."""
    for interchange in scan.interchanges:
        code, note = interchange_outcome(scan.findings_in(interchange.span))
        _sound(
            write_ta1(
                interchange,
                code=code,
                note_code=note,
                prepared_at=PREPARED_AT,
                control_number="7",
            )
        )
    for group in scan.groups:
        inner = [result for result in results if result.header.group.span == group.span]
        outer = _around(scan, group)
        if outer is not None and group.sender_code and group.receiver_code:
            check_999(group, outer, [summarize(result) for result in inner], scan)


def _around(scan: EnvelopeScan, group: GroupHeader) -> InterchangeHeader | None:
    for interchange in scan.interchanges:
        if interchange.span.start <= group.span.start < interchange.span.end:
            return interchange
    return None


def check_999(
    group: GroupHeader,
    interchange: InterchangeHeader,
    summaries: list[SetSummary],
    scan: EnvelopeScan,
) -> None:
    """A 999 can be written on any findings; summaries survive their way through JSON."""
    again = [SetSummary.from_json(item.to_json()) for item in summaries]
    _hold(again == summaries, "summaries survive JSON")
    written = write_999(
        group,
        interchange,
        summaries,
        prepared_at=PREPARED_AT,
        control_number="7",
        group_findings=scan.findings_in(group.span),
    )
    _sound(written)


def _sound(written: bytes) -> None:
    source = MemorySource(written)
    scan = scan_envelopes(source)
    _hold(len(scan.interchanges) == 1, "an answer is one interchange")
    _hold(not scan.refused_interchanges(), "an answer's interchange is sound")
    _hold(not scan.refused_groups(), "an answer's group is sound")
    for header in scan.sets:
        _hold(header.transaction_type is not None, "an answer is a 999")
        structural = [item for item in header.findings if item.severity is Severity.SET]
        _hold(not structural, "an answer's set is sound")
