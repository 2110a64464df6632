"""Whatever the bytes: no exception, every byte accounted for, both ways of reading agree."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetRange, plan_ranges
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_range, read_set
from tests.harness.effort import times
from tests.harness.files.x12_files import ALL_SETS, write_interchange

FILES = [write_interchange([item, item], control_number=str(n)) for n, item in enumerate(ALL_SETS)]
TOKENS = st.sampled_from(
    (
        *(b"~", b"~~", b"*", b":", b"^", b"\r\n", b" ", b"ISA*", b"IEA*1*1~", b"GS*HP~"),
        *(b"GE*1*1~", b"ST*835*0001~", b"SE*1*0001~", b"TA1*1~", b"HL*1**20*1~", b"CLP*1~"),
        *(b"CAS*~", b"NaN", b"1E9", b"-", b"9" * 40, b"\x00", b"\xff\xfe", b"\x1d\x1f\x1c"),
    )
)


@st.composite
def mutated_files(draw: st.DrawFn) -> bytes:
    data = b"".join(draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=2)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 120)))
        data = data[:start] + draw(st.one_of(TOKENS, st.binary(max_size=8))) + data[end:]
    return data


def check(data: bytes) -> None:
    source = MemorySource(data)
    scan = scan_envelopes(source)
    results = [read_set(source, header) for header in scan.sets]

    assert scan.size == len(data)
    for result in results:
        assert (result.verdict is SetAcceptance.REJECTED) == any(
            item.severity is Severity.SET for item in result.findings
        )
    ranges = [SetRange.from_json(item.to_json()) for item in plan_ranges(scan, target_bytes=2_000)]
    again = [result for item in ranges for result in read_range(source, item)]
    assert again == [read_set(source, header) for header in scan.readable_sets()]
    check_account(data, scan)


def check_account(data: bytes, scan: EnvelopeScan) -> None:
    """Interchanges do not overlap; what lies between them is blank or has a finding."""
    spans = [item.span for item in scan.interchanges]
    assert all(first.end <= second.start for first, second in pairwise(spans))
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(data)]
    noted = [item.offset for item in scan.findings]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if data[start:end].strip():
            assert any(start <= offset <= end for offset in noted)


@settings(max_examples=times(80), deadline=None)
@given(mutated_files())
def test_mutated_files(data: bytes) -> None:
    check(data)


@settings(max_examples=times(60), deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=times(60), deadline=None)
@given(st.binary(max_size=400), st.sampled_from(FILES))
def test_random_bytes_after_a_sound_isa(data: bytes, sound: bytes) -> None:
    check(sound[:106] + data)


@settings(max_examples=times(40), deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 2_000))
def test_files_that_break_off(data: bytes, length: int) -> None:
    check(data[:length])
