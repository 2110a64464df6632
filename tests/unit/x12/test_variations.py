"""Variations of the trials: other faults of the same kinds, each with what a biller needs to know.

A file is a trial in `tests/fixtures/trials/x12` with one or two segments changed. It is read as a
whole, in parts and both ways, which agree; a fault is told once, at its place, and what is sound
beside it is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

import claimtrail.x12.reading
from claimtrail.x12.envelope import scan_envelopes
from claimtrail.x12.plan import EnvelopeScan, SetResult
from claimtrail.x12.read import read_set
from claimtrail.x12.records import (
    ClaimStatus,
    Payment,
    RemittanceClaim,
    SubmittedClaim,
    Verdict,
)
from claimtrail.x12.source import MemorySource
from tests.support.parts import in_parts

pytestmark = pytest.mark.capability("C2.3")

TRIALS = Path(__file__).parents[2] / "fixtures" / "trials" / "x12"
Kind = TypeVar("Kind")
CLAIMS = RemittanceClaim | ClaimStatus | SubmittedClaim
WITH_PARTS = ("835", "005010X214")
HELD, WITH_ERRORS, ACCEPTED = Verdict.REJECTED, Verdict.ACCEPTED_WITH_ERRORS, Verdict.ACCEPTED


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.reading, "LOOPS_BEFORE_PROVER", request.param)


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
        """As bytes, SE01 counted anew."""
        lines, begins = list(self.lines), 0
        for number, line in enumerate(lines):
            if line.startswith("ST*"):
                begins = number
            elif line.startswith("SE*"):
                lines[number] = f"SE*{number - begins + 1}*{line.split('*')[2]}"
        return "".join(f"{line}~\n" for line in lines).encode("latin-1")


@dataclass(frozen=True)
class Read:
    """What a file came to."""

    scan: EnvelopeScan
    sets: tuple[SetResult, ...]

    @property
    def told(self) -> list[tuple[str, str, str]]:
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
    def verdict(self) -> Verdict:
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


Told = tuple[str, str, str]
Change = Callable[[File], File]


def changing(*pairs: tuple[str, str]) -> Change:
    return lambda file: file.changed(*pairs)


def less(*starts: str) -> Change:
    return lambda file: file.without(*starts)


NO_PROVIDER_LEVEL = ("HL*3*2*19", "NM1*85", "TRN*1*PROV", "STC*A1:19:PR**")

ONE_FINDING: Sequence[tuple[str, Change, Told]] = (
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


@pytest.mark.parametrize(("start", "change", "told"), ONE_FINDING)
def test_one_cause_is_told_once_where_it_is(start: str, change: Change, told: Told) -> None:
    result = read(change(File.of(start)))

    assert result.told == [told]
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

    assert read(file).told == []
