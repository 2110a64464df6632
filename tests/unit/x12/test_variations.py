"""Variations of the trials: other faults of the same kinds, each with what a biller needs to know.

A file is a trial in `tests/fixtures/trials/x12` with one or two segments changed. It is read as a
whole, in parts and both ways, which agree; a fault is reported once, at its place, and what is
sound beside it is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan, SetResult
from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    Payment,
    RemittanceClaim,
    SetAcceptance,
    SetAcknowledgment,
    SubmittedClaim,
)
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.intake.chunks import in_parts

pytestmark = pytest.mark.capability("C2.3")

TRIALS = Path(__file__).parents[2] / "fixtures" / "trials" / "x12"
Kind = TypeVar("Kind")
CLAIMS = RemittanceClaim | ClaimStatus | SubmittedClaim
WITH_PARTS = ("835", "005010X214")
HELD, WITH_ERRORS, ACCEPTED = (
    SetAcceptance.REJECTED,
    SetAcceptance.ACCEPTED_WITH_ERRORS,
    SetAcceptance.ACCEPTED,
)


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


@dataclass(frozen=True)
class File:
    """A trial's segments."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, start: str) -> "File":
        """The trial whose name begins so."""
        [path] = TRIALS.glob(f"{start}*")
        text = path.read_text(encoding="latin-1").replace("\n", "")
        return cls(tuple(filter(None, text.split("~"))))

    def changed(self, *pairs: tuple[str, str]) -> "File":
        """The first segment that holds each text with the other one in its place."""
        lines = list(self.lines)
        for old, new in pairs:
            at = next(number for number, line in enumerate(lines) if old in line)
            lines[at] = lines[at].replace(old, new, 1)
        return File(tuple(lines))

    def everywhere(self, old: str, new: str) -> "File":
        """Each occurrence replaced."""
        return File(tuple(line.replace(old, new) for line in self.lines))

    def without(self, *starts: str) -> "File":
        """Less the first segment that begins with each."""
        lines = list(self.lines)
        for start in starts:
            lines.remove(next(line for line in lines if line.startswith(start)))
        return File(tuple(lines))

    def with_before(self, start: str, *more: str) -> "File":
        """With segments before the first one that begins so."""
        at = next(number for number, line in enumerate(self.lines) if line.startswith(start))
        return File((*self.lines[:at], *more, *self.lines[at:]))

    def data(self) -> bytes:
        """As bytes, SE01 counted again."""
        lines, begins = list(self.lines), 0
        for number, line in enumerate(lines):
            if line.startswith("ST*"):
                begins = number
            elif line.startswith("SE*"):
                lines[number] = f"SE*{number - begins + 1}*{line.split('*')[2]}"
        return "".join(f"{line}~\n" for line in lines).encode("latin-1")


@dataclass(frozen=True)
class Read:
    """The outcome of a file."""

    scan: EnvelopeScan
    sets: tuple[SetResult, ...]

    @property
    def reported(self) -> list[tuple[str, str, str]]:
        """Reach, code and place of each finding."""
        found = [*self.scan.findings, *(x for item in self.sets for x in item.findings)]
        return [
            (
                item.severity.value,
                item.code.removeprefix("X12_"),
                item.segment_id + item.element_position,
            )
            for item in found
        ]

    @property
    def verdict(self) -> SetAcceptance:
        [result] = self.sets
        return result.verdict

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [item for result in self.sets for item in result.records if isinstance(item, kind)]

    @property
    def numbers(self) -> list[str]:
        records = [item for result in self.sets for item in result.records]
        return [item.patient_control_number for item in records if isinstance(item, CLAIMS)]


def read(file: File) -> Read:
    """Read in every way, which agree."""
    source = MemorySource(file.data())
    scan = scan_envelopes(source)
    results = []
    for header in scan.sets:
        result = read_set(source, header)
        assert read_set(source, header, fast=False) == result
        if header.transaction_type and {header.identifier, header.version}.intersection(WITH_PARTS):
            _, joined = in_parts(source, header, 1)
            assert joined is None or joined.findings == result.findings
        results.append(result)
    return Read(scan, tuple(results))


Reported = tuple[str, str, str]
Change = Callable[[File], File]


def changing(*pairs: tuple[str, str]) -> Change:
    return lambda file: file.changed(*pairs)


def less(*starts: str) -> Change:
    return lambda file: file.without(*starts)


NO_PROVIDER_LEVEL = ("HL*3*2*19", "NM1*85", "TRN*1*PROV", "STC*A1:19:PR**")

ONE_FINDING: Sequence[tuple[str, Change, Reported]] = (
    # A payment without a whole number of cents is no payment that is known.
    ("20", changing(("BPR*I*160", "BPR*I*160.001")), ("set", "AMOUNT_UNREADABLE", "BPR02")),
    ("20", changing(("BPR*I*160", f"BPR*I*16{'0' * 20}")), ("set", "ELEMENT_TOO_LONG", "BPR02")),
    ("20", changing(("A1*1*100", "A1*1*100.005")), ("claim", "AMOUNT_UNREADABLE", "CLP03")),
    ("20", changing(("99213*100*80", "99213*100*80.001")), ("claim", "AMOUNT_UNREADABLE", "SVC03")),
    ("20", changing(("PR*3*20", "PR*3*20.001")), ("claim", "AMOUNT_UNREADABLE", "CAS03")),
    ("05", changing(("AMT*YY*800", "AMT*YY*800.005")), ("value", "AMOUNT_UNREADABLE", "AMT02")),
    # GS01 to GS05 decide nothing.
    ("20", changing(("GS*HP", "GS*")), ("value", "FUNCTIONAL_CODE", "ST")),
    ("20", changing(("GS*HP*ALDERPAYER", "GS*HP*")), ("warning", "GROUP_ADDRESS", "GS")),
    ("20", changing(("0601*0900*1*X", "0601**1*X")), ("warning", "GROUP_ADDRESS", "GS")),
    ("20", less("GS*"), ("interchange", "INTERCHANGE_CONTENT", "")),
    ("20", less("ST*"), ("group", "GROUP_CONTENT", "")),
    # A wrong qualifier stands for the segment that is missing.
    ("20", changing(("PER*BL", "PER*ZZ")), ("value", "CODE_INVALID", "PER01")),
    ("20", changing(("PER*BL", "PER*")), ("value", "ELEMENT_MISSING", "PER01")),
    # A separator at the end shows the element that is missing.
    ("20", changing(("5678*20260601", "5678*")), ("value", "ELEMENT_MISSING", "BPR16")),
    ("05", changing(("AMT*YY*800", "AMT*YY*")), ("value", "ELEMENT_MISSING", "AMT02")),
    # A wrong HL02 costs nothing that follows.
    ("00", changing(("HL*4*3*", "HL*4**")), ("value", "ELEMENT_MISSING", "HL02")),
    ("00", changing(("HL*4*3*", "HL*4*9*")), ("value", "HL_PARENT", "HL02")),
    ("00", changing(("HL*4*3*", "HL*4*2*")), ("value", "HL_LEVEL", "HL03")),
    ("00", changing(("HL*4*3*", "HL*7*3*")), ("warning", "HL_SEQUENCE", "HL01")),
    ("00", changing(("HL*5*3*", "HL*1*3*")), ("warning", "HL_SEQUENCE", "HL01")),
    # A level that was left out, whether HL01 counts it or not.
    ("00", less(*NO_PROVIDER_LEVEL), ("value", "SEGMENT_MISSING", "HL")),
    (
        "00",
        lambda file: file.without(*NO_PROVIDER_LEVEL).changed(
            ("HL*4*3", "HL*3*2"), ("HL*5*3", "HL*4*2")
        ),
        ("value", "SEGMENT_MISSING", "HL"),
    ),
)


@pytest.mark.parametrize(("start", "change", "reported"), ONE_FINDING)
def test_one_cause_is_reported_once_where_it_is(
    start: str, change: Change, reported: Reported
) -> None:
    result = read(change(File.of(start)))

    assert result.reported == [reported]
    if result.sets:
        assert result.numbers == read(File.of(start)).numbers


def test_a_payment_that_is_not_known_is_not_posted() -> None:
    result = read(File.of("20").changed(("BPR*I*160", "BPR*I*160.001")))

    assert result.verdict is HELD
    [payment] = result.of(Payment)
    assert not payment.balanced


@pytest.mark.parametrize("number", ["05", "005", "0005"])
def test_zeros_before_the_number_of_a_level_change_nothing(number: str) -> None:
    file = File.of("00").changed(("HL*3*2*19", "HL*03*02*19"), ("HL*5*3*PT", f"HL*{number}*003*PT"))

    assert read(file).reported == []


# Blanks


@pytest.mark.parametrize("start", ["00", "06", "11", "20", "40", "48b", "60"])
@pytest.mark.parametrize("blanks", [" ", "     "])
def test_blanks_at_the_end_of_every_segment_change_no_record(start: str, blanks: str) -> None:
    file = File.of(start)
    padded = read(File((file.lines[0], *(f"{line}{blanks}" for line in file.lines[1:]))))
    plain = read(file)

    assert padded.verdict is plain.verdict
    assert {reported[1] for reported in padded.reported} <= {
        "VALUE_PADDED",
        "GROUP_ADDRESS",
        "ZIP_CODE",
    }
    assert padded.numbers == plain.numbers
    assert [item.balanced for item in padded.of(Payment)] == [
        item.balanced for item in plain.of(Payment)
    ]


PADDED: Sequence[tuple[str, str, str]] = (
    ("20", "CLP*A1*1*100*80*20", "CLP*A1*1 *100 *80  *20 "),
    ("20", "CAS*PR*3*20", "CAS*PR *3 *20 "),
    ("20", "NM1*QC*", "NM1*QC *"),
    ("20", "DTM*472*20260510", "DTM*472  *20260510 "),
    ("20", "BPR*I*160*C*", "BPR*I *160 *C *"),
    ("20", "XX*1234567893", "XX *1234567893 "),
    ("20", "HC:99213", "HC :99213 "),
    ("00", "HL*4*3*PT", "HL*4 *3 *PT "),
    ("00", "STC*A2:20:PR*", "STC*A2:20 :PR *"),
    ("00", "*WQ*100", "*WQ *100 "),
    ("00", "DTP*472*D8*20260510", "DTP*472 *D8 *20260510  "),
)


@pytest.mark.parametrize(("start", "old", "new"), PADDED)
def test_a_padded_value_is_read_without_its_blanks(start: str, old: str, new: str) -> None:
    padded, plain = read(File.of(start).changed((old, new))), read(File.of(start))

    assert padded.verdict is ACCEPTED
    assert {reported[:2] for reported in padded.reported} == {("warning", "VALUE_PADDED")}
    assert padded.numbers == plain.numbers
    assert [x.paid for x in padded.of(RemittanceClaim)] == [
        x.paid for x in plain.of(RemittanceClaim)
    ]
    assert [x.statuses for x in padded.of(ClaimStatus)] == [
        x.statuses for x in plain.of(ClaimStatus)
    ]


@pytest.mark.parametrize(
    ("start", "old", "new", "reported"),
    [
        ("20", "TRN*1*EFT1*", "TRN*1*    *", ("set", "VALUE_BLANK", "TRN02")),
        ("20", "CLP*A1*", "CLP*   *", ("value", "VALUE_BLANK", "CLP01")),
        ("00", "TRN*2*ACCT01", "TRN*2*      ", ("claim", "VALUE_BLANK", "TRN02")),
    ],
)
def test_blanks_alone_are_no_value(start: str, old: str, new: str, reported: Reported) -> None:
    assert read(File.of(start).changed((old, new))).reported == [reported]


# Composites and reasons


@pytest.mark.parametrize("code", ["HC99213", "99213"])
def test_a_code_without_its_qualifier_is_reported_once_a_line(code: str) -> None:
    result = read(File.of("20").everywhere("HC:99213", code))

    assert result.reported == [("value", "CODE_INVALID", "SVC01-1")] * 2
    assert [item.faults for item in result.of(RemittanceClaim)] == [(), ()]


@pytest.mark.parametrize("reasons", ["3*15*1*5", "3*10**1"])
def test_reasons_and_amounts_in_the_wrong_places_hold_the_claim(reasons: str) -> None:
    result = read(File.of("20").changed(("CAS*PR*3*20", f"CAS*PR*{reasons}")))

    assert {reported[:2] for reported in result.reported} == {("claim", "ELEMENT_CONDITION")}
    assert [bool(item.faults) for item in result.of(RemittanceClaim)] == [True, False]


# Order, qualifiers that belong to a neighbor, levels


def moved(file: File, start: str, before: str) -> File:
    """The first segment that begins so, before the first one that begins otherwise."""
    line = next(line for line in file.lines if line.startswith(start))
    return file.without(start).with_before(before, line)


OUT_OF_ORDER: Sequence[tuple[str, str, str, str]] = (
    ("20", "TRN*1", "N1*PR", "TRN"),
    ("20", "PER*BL", "LX*1", "PER"),
    ("11", "STC*F2:88", "SE*", "STC"),
    ("60", "N3*2 ELM", "NM1*PR", "N3"),
    ("60", "DTP*434", "HI*", "DTP"),
)


@pytest.mark.parametrize(("start", "moving", "before", "name"), OUT_OF_ORDER)
def test_a_segment_out_of_order_is_reported_once_and_read(
    start: str, moving: str, before: str, name: str
) -> None:
    plain, odd = read(File.of(start)), read(moved(File.of(start), moving, before))

    assert [reported for reported in odd.reported if reported not in plain.reported] == [
        ("value", "SEGMENT_UNEXPECTED", name)
    ]
    assert odd.verdict is WITH_ERRORS
    assert odd.numbers == plain.numbers
    assert [item.trace_number for item in odd.of(Payment)] == [
        item.trace_number for item in plain.of(Payment)
    ]


def test_a_line_status_after_its_date_is_the_lines() -> None:
    file = File.of("17").with_before("STC*A3:21*", "DTP*472*D8*20260510")

    result = read(file)

    assert ("value", "SEGMENT_UNEXPECTED", "STC") in result.reported
    assert "SEGMENT_MISSING" not in {reported[1] for reported in result.reported}


NEIGHBORS: Sequence[tuple[str, str, str, str]] = (
    ("05", "DTP*009", "DTP*050", "DTP01"),
    ("20", "N1*PE", "N1*PR", "N101"),
    ("00", "NM1*85*2*ROWAN CLINIC", "NM1*41*2*ROWAN CLINIC", "NM101"),
    ("11", "NM1*IL", "NM1*QC", "NM101"),
)


@pytest.mark.parametrize(("start", "old", "new", "place"), NEIGHBORS)
def test_a_qualifier_of_a_neighbor_is_reported_as_a_wrong_qualifier(
    start: str, old: str, new: str, place: str
) -> None:
    result = read(File.of(start).changed((old, new)))

    assert result.reported == [("value", "CODE_INVALID", place)]
    assert result.numbers == read(File.of(start)).numbers


def test_the_payers_name_is_not_that_of_a_payee_with_its_qualifier() -> None:
    [payment] = read(File.of("20").changed(("N1*PE", "N1*PR"))).of(Payment)

    assert payment.payer_name == "ALDER HEALTH PLAN"


def test_a_claim_whose_payer_has_a_wrong_qualifier_is_held() -> None:
    result = read(File.of("60").changed(("NM1*PR", "NM1*IL")))

    assert ("claim", "CODE_INVALID", "NM101") in result.reported
    assert [item.faults for item in result.of(SubmittedClaim)] == [("X12_CODE_INVALID",)]


@pytest.mark.parametrize(("start", "level"), [("11", "HL*4*3*22"), ("60", "HL*2*1*22")])
def test_a_claim_without_its_level_is_reported_once_and_read(start: str, level: str) -> None:
    plain, odd = read(File.of(start)), read(File.of(start).without(level))

    assert [reported for reported in odd.reported if reported not in plain.reported] == [
        ("value", "SEGMENT_MISSING", "HL")
    ]
    assert odd.numbers == plain.numbers


# Batches and providers


@pytest.mark.parametrize(
    ("start", "old", "new", "reported"),
    [
        ("05", "HL*2*1*21*0", "HL*2*1*21*1", ("warning", "HL_CHILDREN", "HL04")),
        ("05", "HL*2*1*21*0", "HL*2*1*21", ("value", "ELEMENT_MISSING", "HL04")),
        ("06", "HL*3*2*19*0", "HL*3*2*19*1", ("warning", "HL_CHILDREN", "HL04")),
        ("12", "HL*3*2*19*0", "HL*3*2*19*1", ("warning", "HL_CHILDREN", "HL04")),
    ],
)
def test_what_is_answered_as_a_whole_is_reported_by_what_stands_beneath(
    start: str, old: str, new: str, reported: Reported
) -> None:
    result = read(File.of(start).changed((old, new)))

    assert result.reported == [reported]
    assert result.of(BatchStatus)[-1].has_children is False
    assert result.of(BatchStatus)[-1].statuses == read(File.of(start)).of(BatchStatus)[-1].statuses


def test_a_provider_with_claims_is_not_answered_as_a_whole_whatever_hl04_says() -> None:
    result = read(File.of("00").changed(("HL*3*2*19*1", "HL*3*2*19*0")))

    assert result.reported == [("warning", "HL_CHILDREN", "HL04")]
    assert [item.has_children for item in result.of(BatchStatus)] == [True, True]


# Versions


@pytest.mark.parametrize(
    ("start", "guide"),
    [("00", "005010X214"), ("11", "005010X212"), ("20", "005010X221"), ("60", "005010X223")],
)
@pytest.mark.parametrize("later", ["A3", "E1", "E2"])
def test_later_addenda_and_errata_of_a_guide_are_read(start: str, guide: str, later: str) -> None:
    adopted = {"20": "A1", "60": "A2"}.get(start, "")
    result = read(File.of(start).everywhere(f"{guide}{adopted}", f"{guide}{later}"))

    assert ("warning", "VERSION_TOLERATED", "ST") in result.reported
    assert ("value", "CODE_INVALID", "ST03") not in result.reported
    assert result.numbers == read(File.of(start)).numbers


@pytest.mark.parametrize("version", ["005010X221", "005010X221A1", "005010X222A1"])
def test_the_guide_of_an_835_has_no_st03_that_could_disagree(version: str) -> None:
    result = read(File.of("20").changed(("ST*835*0001", f"ST*835*0001*{version}")))

    assert result.reported == [("warning", "ELEMENT_NOT_USED", "ST03")]


@pytest.mark.parametrize(("start", "guide"), [("00", "005010X214"), ("60", "005010X223A2")])
def test_a_guide_that_st03_and_gs08_name_otherwise_holds_the_set(start: str, guide: str) -> None:
    file = File.of(start)
    st = next(line for line in file.lines if line.startswith("ST*"))
    result = read(file.changed((st, st.replace(guide, "005010X222A1"))))

    assert result.verdict is HELD
    assert [reported for reported in result.reported if reported[2] in {"ST", "ST03"}] == [
        ("set", "VERSION_MISMATCH", "ST")
    ]


# Acknowledgments


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("AK9*P*3*3*2", "AK9*A*3*3*2", "AK901"),
        ("AK9*P*3*3*2", "AK9*P*2*3*2", "AK902"),
        ("AK9*P*3*3*2", "AK9*P*3*3*3", "AK904"),
    ],
)
def test_an_ak9_that_says_otherwise_than_its_sets_is_reported(
    old: str, new: str, place: str
) -> None:
    plain, odd = read(File.of("48-")), read(File.of("48-").changed((old, new)))

    assert [reported for reported in odd.reported if reported not in plain.reported] == [
        ("warning", "ACKNOWLEDGMENT_DIFFERS", place)
    ]
    assert [item.code for item in odd.of(SetAcknowledgment)] == ["A", "R", "E"]


@pytest.mark.parametrize("ak9", ["AK9*P*7*7*6", "AK9*E*3*3*2", "AK9*R*3*3*2"])
def test_an_ak9_may_count_sets_that_the_999_does_not_list(ak9: str) -> None:
    plain, other = read(File.of("48-")), read(File.of("48-").changed(("AK9*P*3*3*2", ak9)))

    assert other.reported == plain.reported


def test_a_context_of_another_kind_is_reported_once() -> None:
    plain = read(File.of("48-"))
    odd = read(File.of("48-").with_before("IK5*R", "CTX*CLM01:ACCT77"))

    assert [reported for reported in odd.reported if reported not in plain.reported] == [
        ("warning", "CODE_INVALID", "CTX01-1")
    ]


# Provider adjustments


def test_an_amount_without_its_reason_is_withheld_all_the_same() -> None:
    result = read(File.of("40").changed(("*WO:REF1*10", "**10")))

    assert result.reported == [("value", "ELEMENT_MISSING", "PLB03")]
    [payment] = result.of(Payment)
    assert payment.balanced
    assert [item.reason_code for item in payment.provider_adjustments] == [""]


# Bytes and envelopes


@pytest.mark.parametrize("start", ["20", "00", "60"])
@pytest.mark.parametrize("between", [b"  \n", b"\t", b"\n    ", b" "])
def test_blanks_between_segments_are_reported_once(start: str, between: bytes) -> None:
    data = File.of(start).data()
    source = MemorySource(data.replace(b"~\n", b"~" + between))
    [header] = scan_envelopes(source).sets
    result, plain = read_set(source, header), read(File.of(start)).sets[0]

    assert [item.code for item in result.findings].count("X12_SEGMENT_BLANKS") == 1
    assert result.verdict is plain.verdict
    assert [type(item) for item in result.records] == [type(item) for item in plain.records]
    if start != "60":
        for target in (1, 200):
            _, joined = in_parts(source, header, target)
            assert joined is None or joined.findings == result.findings


@pytest.mark.parametrize("line_break", [b"", b"\r\n", b"\n\n"])
def test_a_copy_with_other_line_breaks_is_a_copy(line_break: bytes) -> None:
    data = File.of("20").data()
    scan = scan_envelopes(MemorySource(data + data.replace(b"\n", line_break)))

    assert [item.code for item in scan.findings] == ["X12_INTERCHANGE_COPY"]
    assert len(scan.sets) == 1


def test_a_number_of_another_sender_is_no_copy() -> None:
    data = File.of("20").data()
    scan = scan_envelopes(MemorySource(data + data.replace(b"ALDERPAYER ", b"OTHERPAYER ")))

    assert scan.findings == ()
    assert len(scan.readable_sets()) == 2


@pytest.mark.parametrize(
    ("pairs", "reported"),
    [
        ((("ST*835*0001", "ST*835*"), ("*0001", "*")), ["SET_CONTROL_NUMBER"]),
        ((("ST*835*0001", "ST*835*001"), ("SE*21*0001", "SE*21*001")), ["SET_CONTROL_NUMBER"]),
        ((("SE*21*0001", "SE*21*1"),), ["SE_CONTROL_NUMBER"]),
        ((("SE*21*0001", "SE*21*"),), ["SE_CONTROL_NUMBER"]),
    ],
)
def test_a_number_of_a_set_is_reported_once(
    pairs: tuple[tuple[str, str], ...], reported: list[str]
) -> None:
    result = read(File.of("20").changed(*pairs))

    assert [code for _, code, _ in result.reported] == reported
    assert result.verdict is HELD
    assert result.numbers == ["A1", "A2"]


@pytest.mark.parametrize("name", ["LEE", "KIM", "HL", "LEE*ROBIN", "HL*ROBIN"])
def test_a_name_where_a_segment_should_be_is_reported_once(name: str) -> None:
    result = read(File.of("20").with_before("SVC", name))

    shown = name.partition("*")[0]
    shown = shown if shown == "HL" else "???"
    assert result.reported == [("value", "SEGMENT_UNKNOWN", shown)]
    assert result.numbers == ["A1", "A2"]


# Claims of an 837


def with_more_lines(numbers: Sequence[int]) -> File:
    more = [line for number in numbers for line in (f"LX*{number}", "SV2*0300*HC:80053*0*UN*1")]
    return File.of("60").with_before("SE*", *more)


@pytest.mark.parametrize("numbers", [(3, 4, 5), (1, 2, 3), (9, 10, 11)])
def test_lines_that_count_on_from_another_number_are_reported_once(numbers: Sequence[int]) -> None:
    result = read(with_more_lines(numbers))

    assert [reported[1] for reported in result.reported] == ["ZIP_CODE", "LX_SEQUENCE"]
    assert [len(item.lines) for item in result.of(SubmittedClaim)] == [4]


@pytest.mark.parametrize("old_new", [("*PI*ALD01", "*ZZ*ALD01"), ("*PI*ALD01", "**ALD01")])
def test_a_claim_whose_payer_can_be_read_is_registered(old_new: tuple[str, str]) -> None:
    result = read(File.of("60").changed(old_new))

    [claim] = result.of(SubmittedClaim)
    assert (claim.payer_identifier, claim.faults) == ("ALD01", ())


def test_a_composite_without_separators_is_reported_once() -> None:
    result = read(File.of("60").changed(("13:A:1", "13-A-1")))

    assert [reported[1:] for reported in result.reported] == [
        ("ZIP_CODE", "N403"),
        ("ELEMENT_TOO_LONG", "CLM05-1"),
    ]
