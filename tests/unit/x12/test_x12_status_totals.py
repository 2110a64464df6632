"""277CA: the totals of a level agree with the claims beneath it, or the difference is reported."""

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_set
from tests.harness.files.x12_files import ACKNOWLEDGMENT_277CA, Set, write_interchange

COUNT, AMOUNT = FindingCode.STATUS_COUNT.value, FindingCode.STATUS_AMOUNT.value
REFUSED_PROVIDER = """\
HL*6*2*19*0
NM1*85*1*WATSON*JOHN****XX*1497758544
TRN*1*0
STC*A8:496:85**U*65
QTY*QC*1
AMT*YY*65"""


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def read(item: Set) -> SetResult:
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)
    assert check_set(source, header).findings == result.findings
    return result


def reported(item: Set) -> list[tuple[str, str, int]]:
    """Code, segment and position of what was found."""
    return [(x.code, x.segment_id, x.segment_position) for x in read(item).findings]


def with_refused_provider(item: Set, *, count: int, charge: str) -> Set:
    more = item.changed("QTY*AA*1", f"QTY*AA*{count}").changed("AMT*YY*900", f"AMT*YY*{charge}")
    return Set("277", "HN", "005010X214", f"{more.body}\n{REFUSED_PROVIDER}")


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("old", "new", "code", "position"),
    [
        ("QTY*90*1", "QTY*90*2", COUNT, 12),
        ("QTY*AA*1", "QTY*AA*0", COUNT, 13),
        ("AMT*YU*150.5", "AMT*YU*150.51", AMOUNT, 14),
        ("AMT*YY*900", "AMT*YY*90", AMOUNT, 15),
        ("QTY*QA*1", "QTY*QA*3", COUNT, 20),
        ("QTY*QC*1", "QTY*QC*3", COUNT, 21),
    ],
)
def test_a_total_that_does_not_add_up_is_reported_at_its_place(
    old: str, new: str, code: str, position: int
) -> None:
    item = ACKNOWLEDGMENT_277CA.changed(old, new)
    segment = old.partition("*")[0]

    assert reported(item) == [(code, segment, position)]
    result = read(item)
    assert result.verdict is SetAcceptance.ACCEPTED
    assert len(result.records) == 4
    assert result.findings[0].element_position == "02"


def test_a_claim_that_is_missing_shows_at_both_levels() -> None:
    body = ACKNOWLEDGMENT_277CA.body.partition("\nHL*5*")[0]
    item = Set("277", "HN", "005010X214", body)

    assert [(code, segment) for code, segment, _ in reported(item)] == [
        (COUNT, "QTY"),
        (AMOUNT, "AMT"),
    ] * 2


def test_a_claim_with_one_refusing_status_counts_as_refused() -> None:
    item = ACKNOWLEDGMENT_277CA.changed(
        "STC*A7:562:85*20260303*U*900******A7:128:IL",
        "STC*A1:19*20260303*WQ*900\nSTC*A7:562:85*20260303*U*900",
    )
    assert reported(item) == []


def test_a_provider_refused_as_a_whole_counts_by_its_own_totals() -> None:
    assert reported(with_refused_provider(ACKNOWLEDGMENT_277CA, count=2, charge="965")) == []
    found = reported(with_refused_provider(ACKNOWLEDGMENT_277CA, count=1, charge="900"))
    assert [code for code, _, _ in found] == [COUNT, AMOUNT]


def test_totals_that_nobody_stated_are_not_missed() -> None:
    item = ACKNOWLEDGMENT_277CA.without("QTY*90").without("AMT*YU").without("QTY*QA")
    assert reported(item) == []


def test_nothing_is_compared_with_a_provider_that_tells_nothing() -> None:
    silent = with_refused_provider(ACKNOWLEDGMENT_277CA, count=9, charge="9")
    body = silent.body.replace("STC*A8:496:85**U*65\nQTY*QC*1\nAMT*YY*65", "STC*A8:496:85**U*65")
    assert reported(Set("277", "HN", "005010X214", body)) == []
