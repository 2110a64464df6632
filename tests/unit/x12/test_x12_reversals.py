"""835: reversals are paired with their corrections within a payment.

And what is odd is reported.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.extract import reversals
from claimtrail.x12.model import Payment, RemittanceClaim, SetAcceptance, SetHeader
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_set, stream_records
from tests.harness.files.x12_files import REMITTANCE_835, Set, write_interchange
from tests.harness.intake.chunks import in_parts

NEGATIVE = FindingCode.PAYMENT_NEGATIVE.value
SIGN, AMOUNT, UNPAIRED = (
    FindingCode.REVERSAL_SIGN.value,
    FindingCode.REVERSAL_AMOUNT.value,
    FindingCode.REVERSAL_UNPAIRED.value,
)
PATIENT = "NM1*QC*1*QUILL*HENRY****MI*MBR77012"
HEAD = REMITTANCE_835.body[: REMITTANCE_835.body.index("CLP*")]


def claim(status: str, charge: str, paid: str, *, number: str = "PCN-7001", payer: str) -> str:
    """A claim with one contractual adjustment that makes it balance."""
    adjusted = Decimal(charge) - Decimal(paid)
    reason = f"CAS*CO*45*{adjusted}\n" if adjusted else ""
    return f"CLP*{number}*{status}*{charge}*{paid}**12*{payer}*11*1\n{reason}{PATIENT}"


def remittance(*claims: str) -> Set:
    paid = sum(Decimal(item.split("*")[4]) for item in claims)
    flag = "ACH" if paid > 0 else "NON"
    head = HEAD.replace("230.5*C*ACH", f"{paid}*C*{flag}")
    return replace(REMITTANCE_835, body=head + "\n".join(claims))


PAID = claim("1", "100", "80", payer="ICN1")
TAKEN_BACK = claim("22", "-100", "-80", payer="ICN1")
CORRECTED = claim("1", "100", "90", payer="ICN1")
OTHER = claim("1", "50", "40", number="PCN-9", payer="ICN9")


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def opened(item: Set) -> tuple[MemorySource, SetHeader]:
    source = MemorySource(write_interchange([item], line_break=b"\n"))
    [header] = scan_envelopes(source).sets
    return source, header


def read(item: Set) -> SetResult:
    """The set, read in all ways, which agree."""
    source, header = opened(item)
    result = read_set(source, header)
    assert read_set(source, header, fast=False) == result
    assert check_set(source, header).findings == result.findings
    count, joined = in_parts(source, header, 1)
    assert count > 1
    assert joined == result
    return result


def pairs(result: SetResult) -> list[tuple[int | None, int | None, int | None]]:
    """Each reversal with the claim that it takes back and its correction, by place in the file."""
    payment, *claims = result.records
    assert isinstance(payment, Payment)
    places = {item.span.start: index for index, item in enumerate(claims)}
    return [
        (
            places[item.offset],
            None if item.original is None else places[item.original],
            None if item.correction is None else places[item.correction],
        )
        for item in payment.reversals
    ]


def codes(result: SetResult) -> list[str]:
    return [item.code for item in result.findings]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((OTHER, TAKEN_BACK, CORRECTED), (1, None, 2)),
        ((PAID, OTHER, TAKEN_BACK, CORRECTED), (2, 0, 3)),
        ((OTHER, TAKEN_BACK, OTHER, CORRECTED), (1, None, 3)),
        ((OTHER, CORRECTED, TAKEN_BACK), (2, None, 1)),
        ((OTHER, TAKEN_BACK, claim("1", "100", "90", payer="ICN2")), (1, None, 2)),
        ((OTHER, TAKEN_BACK, claim("1", "100", "90", number="P1", payer="ICN1")), (1, None, 2)),
    ],
    ids=["next", "with the original", "later", "first", "by CLP01", "by CLP07"],
)
def test_a_reversal_is_paired_with_its_correction(
    claims: tuple[str, ...], expected: tuple[int, int | None, int | None]
) -> None:
    result = read(remittance(*claims))

    assert codes(result) == []
    assert pairs(result) == [expected]


def test_two_reversals_of_a_claim_take_a_correction_each() -> None:
    second = claim("22", "-100", "-90", payer="ICN1")
    result = read(remittance(OTHER, TAKEN_BACK, CORRECTED, second, PAID))

    assert codes(result) == []
    assert pairs(result) == [(1, None, 2), (3, 2, 4)]


@pytest.mark.parametrize(
    "other",
    [
        claim("1", "100", "90", number="PCN-8", payer="ICN8"),
        claim("22", "-100", "-80", payer="ICN1"),
    ],
    ids=["another claim", "another reversal"],
)
def test_a_reversal_alone_is_reported_and_read(other: str) -> None:
    result = read(remittance(OTHER, TAKEN_BACK, other))

    found = next(item for item in result.findings if item.code != NEGATIVE)
    assert (found.code, found.segment_id) == (UNPAIRED, "CLP")
    assert result.verdict is SetAcceptance.ACCEPTED
    assert pairs(result)[0] == (1, None, None)


def test_claims_without_a_number_are_not_paired_by_it() -> None:
    taken = claim("22", "-100", "-80", number="0", payer="ICN1")
    paid = claim("1", "100", "90", number="0", payer="ICN2")

    assert codes(read(remittance(OTHER, taken, paid))) == [UNPAIRED]


@pytest.mark.parametrize("amounts", [("-100", "-70"), ("-90", "-80")])
def test_a_reversal_that_is_not_the_negation_is_reported(amounts: tuple[str, str]) -> None:
    taken = claim("22", *amounts, payer="ICN1")
    result = read(remittance(PAID, OTHER, taken, CORRECTED))

    assert codes(result) == [AMOUNT]
    assert result.findings[0].element_position == "04"
    assert pairs(result) == [(2, 0, 3)]


@pytest.mark.parametrize("amounts", [("100", "80"), ("-100", "80"), ("100", "-80")])
def test_a_reversal_that_gives_is_reported_and_not_posted(amounts: tuple[str, str]) -> None:
    given = claim("22", *amounts, payer="ICN1")
    result = read(remittance(OTHER, given, CORRECTED))

    assert codes(result) == [SIGN]
    claims = [item for item in result.records if isinstance(item, RemittanceClaim)]
    assert [item.balanced for item in claims] == [True, False, True]


def test_the_payment_of_a_stream_tells_the_pairs() -> None:
    source, header = opened(remittance(OTHER, TAKEN_BACK, CORRECTED))
    *claims, payment = stream_records(source, header)

    assert isinstance(payment, Payment)
    assert [item.correction for item in payment.reversals] == [claims[2].span.start]


@pytest.mark.parametrize("size", [1, 7, 64, 400])
@pytest.mark.parametrize("gap", ["", "~", " \n~ "], ids=["none", "empty", "blank"])
def test_the_second_pass_reads_in_blocks_of_any_size(
    size: int, gap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = (PAID, OTHER, claim("22", "-100", "-70", payer="ICN1"), CORRECTED, TAKEN_BACK)
    data = write_interchange([remittance(*claims)]).replace(b"~CLP*", f"~{gap}CLP*".encode())
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    whole = read_set(source, header)
    monkeypatch.setattr("claimtrail.x12.read.reversal_pass.CHUNK_SIZE", size)

    assert read_set(source, header) == whole
    odd = [x for x in whole.findings if x.code in {AMOUNT, UNPAIRED}]
    segments = [x.strip() for x in data[header.span.start :].split(b"~") if x.strip()]
    assert [x.code for x in odd] == [AMOUNT, UNPAIRED]
    assert [segments[x.segment_position - 1] for x in odd] == [
        b"CLP*PCN-7001*22*-100*-70**12*ICN1*11*1",
        b"CLP*PCN-7001*22*-100*-80**12*ICN1*11*1",
    ]
    assert all(data[x.offset :].startswith(b"CLP*PCN-7001*22*") for x in odd)


def test_what_is_kept_of_reversals_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimtrail.x12.extract.remittance_835.REVERSALS_KEPT", 1)
    assert reversals.REVERSALS_KEPT > 1
    result = read(remittance(OTHER, TAKEN_BACK, TAKEN_BACK))

    assert [code for code in codes(result) if code != NEGATIVE] == [UNPAIRED]


@pytest.mark.capability("C5.6")
def test_stopped_codes_stay_legal_in_reversals() -> None:
    stopped = "CAS*CO*63*20"
    taken = TAKEN_BACK.replace("CAS*CO*45*-20", stopped.replace("*20", "*-20"))
    later = CORRECTED.replace("CAS*CO*45*10", "CAS*CO*63*10")

    assert codes(read(remittance(OTHER, taken, CORRECTED))) == []
    assert codes(read(remittance(OTHER, taken, later))) == ["X12_CODE_INACTIVE"]
    unknown = taken.replace("CO*63", "CO*ZZ9")
    assert codes(read(remittance(OTHER, unknown, CORRECTED))) == ["X12_CODE_UNKNOWN"]


def test_stopped_remarks_stay_legal_in_reversals() -> None:
    taken = f"{TAKEN_BACK}\nMOA***M43"
    later = f"{CORRECTED}\nMOA***M43"

    assert codes(read(remittance(OTHER, taken, CORRECTED))) == []
    assert codes(read(remittance(OTHER, taken, later))) == ["X12_CODE_INACTIVE"]
