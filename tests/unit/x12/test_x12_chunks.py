"""A set read in parts, cut anywhere before its claims, gives what a single pass gives."""

from dataclasses import replace
from decimal import Decimal

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.chunks.chunk_reader import check_whole, split_set, stream_within
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model import ByteRange, SetHeader
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    CLAIM_837P,
    REMITTANCE_835,
    Set,
    write_interchange,
)
from tests.harness.intake.chunks import in_parts, with_records

FIRST = REMITTANCE_835.body.index("CLP*PCN-7001")
LAST = REMITTANCE_835.body.index("PLB*")
CLAIMS = REMITTANCE_835.body[FIRST:LAST]
LARGE = replace(
    REMITTANCE_835,
    body=REMITTANCE_835.body[:FIRST].replace("*230.5*", "*3316*")
    + CLAIMS * 6
    + "LX*2\n"
    + CLAIMS * 6
    + REMITTANCE_835.body[LAST:],
)

ABOVE, _, _REST = ACKNOWLEDGMENT_277CA.body.partition("HL*3*2*")
PROVIDER, _, PATIENTS = f"HL*3*2*{_REST}".partition("HL*4*3*")
PATIENTS = f"HL*4*3*{PATIENTS}\n"


def stating(level: str, count: int) -> str:
    """A level that states so many accepted and so many refused claims."""
    changes = {"*90*1": f"*90*{count}", "*AA*1": f"*AA*{count}", "*QA*1": f"*QA*{count}"}
    changes |= {"*QC*1": f"*QC*{count}", "*YY*900": f"*YY*{900 * count}"}
    changes |= {"*YU*150.5": f"*YU*{Decimal('150.50') * count}"}
    for old, new in changes.items():
        level = level.replace(old, new)
    return level


def acknowledging(*pairs: int) -> Set:
    """A 277CA of a provider for each number, with so many pairs of claims."""
    body, number = [stating(ABOVE, sum(pairs))], 2
    for count in pairs:
        number = provider = number + 1
        body.append(stating(PROVIDER, count).replace("HL*3*", f"HL*{provider}*"))
        for _ in range(count):
            both = PATIENTS.replace("HL*4*3*", f"HL*{number + 1}*{provider}*")
            body.append(both.replace("HL*5*3*", f"HL*{number + 2}*{provider}*"))
            number += 2
    return replace(ACKNOWLEDGMENT_277CA, body="".join(body).rstrip("\n"))


MANY = acknowledging(3, 1, 4)


@pytest.fixture(autouse=True)
def _provers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", 0)


def opened(item: Set, line_break: bytes = b"") -> tuple[MemorySource, SetHeader]:
    source = MemorySource(write_interchange([item], line_break=line_break))
    [header] = scan_envelopes(source).sets
    return source, header


@pytest.mark.parametrize(
    ("item", "records", "parts"), [(LARGE, 25, 25), (MANY, 20, 17)], ids=["835", "277CA"]
)
@pytest.mark.parametrize("line_break", [b"", b"\r\n"])
@pytest.mark.parametrize("target", [1, 150, 333, 517, 900, 2_000, 100_000])
def test_any_cut_gives_the_same_result(
    target: int, line_break: bytes, item: Set, records: int, parts: int
) -> None:
    source, header = opened(item, line_break)
    whole = read_set(source, header)
    assert whole.findings == ()
    assert len(whole.records) == records
    count, joined = in_parts(source, header, target)
    assert joined == whole
    assert count == {1: parts, 100_000: 1}.get(target, count)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("QTY*90*8", "QTY*90*9"),
        ("AMT*YY*7200", "AMT*YY*7201"),
        ("QTY*QA*4", "QTY*QA*5"),
        ("QTY*QC*1", "QTY*QC*0"),
        ("AMT*YU*451.50", "AMT*YU*451.51"),
        ("STC*A7:562:85*20260303*U*900**", "STC*A7:562:85*20260303*U*901**"),
        ("TRN*2*PCN-7002\n", "TRN*2*\n"),
        ("HL*7*3*PT", "HL*8*3*PT"),
        ("HL*11*10*PT", "HL*11*3*PT"),
        ("NM1*PR*", "NM1*XX*"),
        ("HL*10*2*19*1", "HL*10*1*19*1"),
        ("HL*8*3*PT", "HL*8*99*PT"),
    ],
)
@pytest.mark.parametrize("target", [1, 400, 1_100])
def test_faults_of_a_277ca_are_reported_alike(old: str, new: str, target: int) -> None:
    source, header = opened(replace(MANY, body=MANY.body.replace(old, new, 1)))
    whole = read_set(source, header)
    assert whole.findings
    _, joined = in_parts(source, header, target)
    assert joined in (None, whole)


@pytest.mark.parametrize("target", [1, 400, 1_100])
def test_totals_that_are_wrong_are_reported_of_a_277ca_in_parts(target: int) -> None:
    wrong = MANY.changed("QTY*90*8", "QTY*90*9").changed("QTY*QA*4", "QTY*QA*5")
    source, header = opened(wrong)
    _, joined = in_parts(source, header, target)
    assert joined is not None
    assert [item.code for item in joined.findings] == ["X12_STATUS_COUNT"] * 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CAS*CO*45*600**97", "CAS*CO*45*601**97"),
        ("BPR*I*3316", "BPR*I*3316.01"),
        ("NM1*QC*1*ABERNATHY*WINIFRED****MI*MBR77012\n", ""),
        ("CLP*PCN-7002*1*900*", "CLP*PCN-7002*1*900.001*"),
        ("SVC*HC:87880", "ZZZ*1\nSVC*HC:87880"),
        ("N1*PR*", "N1*XX*"),
        ("PLB*1234567893", "PLB*"),
        ("LX*2\n", "PLB*1234567893*20261231*WO:ICN800*50\n"),
    ],
)
@pytest.mark.parametrize("target", [1, 700])
def test_faults_are_reported_alike(old: str, new: str, target: int) -> None:
    source, header = opened(LARGE.changed(old, new))
    whole = read_set(source, header)
    _, joined = in_parts(source, header, target)
    assert whole.findings
    if joined is not None:
        assert joined == whole
    assert (joined is None) == (old == "LX*2\n")


def test_sets_that_cannot_be_cut_are_one_part() -> None:
    source, header = opened(CLAIM_837P)
    assert split_set(source, header, target_bytes=10) == [header.span]
    with pytest.raises(ValueError, match="positive"):
        split_set(source, header, target_bytes=0)


def test_parts_cover_every_byte_once() -> None:
    source, header = opened(LARGE)
    parts = split_set(source, header, target_bytes=300)
    assert parts[0].start == header.span.start
    assert parts[-1].end == header.span.end
    assert all(isinstance(part, ByteRange) for part in parts)
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]


@pytest.mark.parametrize(
    "item", [LARGE, CLAIM_837P, ACKNOWLEDGMENT_277CA], ids=["835", "837P", "277CA"]
)
@pytest.mark.parametrize("size", [97, 600, 100_000])
def test_a_set_that_is_streamed_in_spans_cut_anywhere_gives_every_record_once(
    item: Set, size: int
) -> None:
    source, header = opened(item)
    span = header.span
    starts = range(span.start, span.end, size)
    spans = [ByteRange(start, min(start + size, span.end)) for start in starts]
    streamed = (record for part in spans for record in stream_within(source, header, part))
    assert with_records(check_whole(source, header), streamed, source) == read_set(source, header)
