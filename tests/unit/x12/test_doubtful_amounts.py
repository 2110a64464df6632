"""Amounts of an 835 that cannot be meant hold their claim, whichever way it is read."""

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model import RemittanceClaim
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import Rules
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.made_files import Clp, Payment, Svc, remittance

BEYOND, NEGATIVE = "X12_PAYMENT_BEYOND_CHARGE", "X12_AMOUNT_NEGATIVE"


def clp(paid: int, *cas: str, **more: object) -> Clp:
    """A claim of 120 dollars."""
    return Clp("HL0001", paid=paid, cas=cas, **more)  # type: ignore[arg-type]


CASES = [
    (clp(120), ""),
    (clp(150, "CO*45*-30"), BEYOND),
    (clp(150, "CO*94*-30"), ""),
    (clp(150, "CO*45*-30", extra="AMT*I*30~"), ""),
    (clp(150, "CO*45*-30", frequency="1**470"), ""),
    (clp(-30, "CO*45*150"), NEGATIVE),
    (clp(-80, "CO*45*-40", charge=-120, status="22"), ""),
    (clp(-150, "CO*45*30", charge=-120, status="22"), ""),
    (
        clp(120, lines=[Svc("99213", 60, 90, ["CO*45*-30"]), Svc("99214", 60, 30, ["CO*45*30"])]),
        BEYOND,
    ),
    (clp(120, lines=[Svc("99213", 60, 90, ["CO*94*-30"]), Svc("99214", 60, 30, ["CO*45*30"])]), ""),
    (
        clp(
            120,
            lines=[
                Svc("99213", 60, 90, ["CO*45*-30"], submitted="99211"),
                Svc("99213", 60, 30, ["CO*97*30"], submitted="99212"),
            ],
        ),
        "",
    ),
]


def file_of(claim: Clp) -> bytes:
    """The claim as the last of several, for which the fast way is worth its while."""
    sound = [Clp(f"HL1{number}", paid=120, icn=f"S{number}") for number in range(4)]
    return remittance(Payment([*sound, claim])).content


def read(content: bytes, rules: Rules, *, fast: bool) -> tuple[RemittanceClaim, set[str]]:
    """The last claim of a file, and what was found."""
    source = MemorySource(content)
    [header] = scan_envelopes(source, rules).sets
    result = read_set(source, header, fast=fast)
    found = [one for one in result.records if isinstance(one, RemittanceClaim)]
    assert [one.faults for one in found[:-1]] == [()] * 4
    return found[-1], {one.code for one in result.findings}


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(("claim", "code"), CASES)
def test_a_claim_with_such_an_amount_is_held(claim: Clp, code: str) -> None:
    content = file_of(claim)
    quick, codes = read(content, Rules(), fast=True)

    assert quick.faults == ((code,) if code else ())
    assert codes & {BEYOND, NEGATIVE} == ({code} if code else set())
    assert quick.balanced
    assert read(content, Rules(), fast=False) == (quick, codes)


@pytest.mark.capability("C2.3")
def test_a_payer_that_pays_beyond_charges_has_a_rule_that_says_so() -> None:
    rules = Rules.of({FindingCode.PAYMENT_BEYOND_CHARGE: Severity.WARNING})
    claim, codes = read(file_of(clp(150, "CO*45*-30")), rules, fast=True)

    assert claim.faults == ()
    assert BEYOND in codes
