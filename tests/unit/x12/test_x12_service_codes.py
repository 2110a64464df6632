"""Codes of an 837's services against their code systems: warnings to the biller, with the place."""

import pytest

from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.findings import Severity
from tests.harness.files.x12_files import CLAIM_837I, CLAIM_837P, Set
from tests.unit.x12.test_x12_read_set import read_one

UNKNOWN, INACTIVE = "X12_SERVICE_CODE_UNKNOWN", "X12_SERVICE_CODE_INACTIVE"


def _found(item: Set) -> list[tuple[str, str, str]]:
    result = read_one(item)
    assert result.verdict is not SetAcceptance.REJECTED
    assert result.records
    return [
        (one.code, one.segment_id, one.element_position)
        for one in result.findings
        if one.code in {UNKNOWN, INACTIVE}
    ]


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize("item", [CLAIM_837P, CLAIM_837I], ids=["837P", "837I"])
def test_codes_that_are_in_force_are_not_spoken_of(item: Set) -> None:
    assert _found(item) == []


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (CLAIM_837P.changed("HC:99213:25", "HC:Z9213:25"), (UNKNOWN, "SV1", "01-2")),
        (CLAIM_837P.changed("HC:99213:25", "HC:99213:25:YQ"), (UNKNOWN, "SV1", "01-4")),
        (CLAIM_837P.changed("HC:99213:25", "HC:G0438:ZA"), (INACTIVE, "SV1", "01-3")),
        (CLAIM_837I.changed("SV2*0120*", "SV2*4120*"), (UNKNOWN, "SV2", "01")),
        (CLAIM_837I.changed("SV2*0120**", "SV2*0300*HC:S7000*"), (UNKNOWN, "SV2", "02-2")),
        (CLAIM_837I.changed("11:A:1", "99:A:1"), (UNKNOWN, "CLM", "05")),
    ],
    ids=str,
)
def test_a_code_that_no_payer_takes_is_reported_with_its_place(
    item: Set, expected: tuple[str, str, str]
) -> None:
    assert _found(item) == [expected]


@pytest.mark.capability("C5.5")
def test_the_day_of_service_decides_and_not_that_of_the_file() -> None:
    code = CLAIM_837P.changed("HC:99213:25", "HC:U0002")
    before = code.changed("DTP*472*D8*20260220", "DTP*472*D8*20200203")

    assert _found(code) == []
    assert _found(before) == [(INACTIVE, "SV1", "01-2")]


@pytest.mark.capability("C5.5")
def test_it_is_a_warning_for_the_biller_and_the_999_does_not_speak_of_it() -> None:
    result = read_one(CLAIM_837P.changed("HC:99213:25", "HC:Z9213:25"))

    [found] = [one for one in result.findings if one.code == UNKNOWN]
    assert found.severity is Severity.WARNING
    assert (found.segment_error, found.element_error) == ("", "")
    assert result.verdict is SetAcceptance.ACCEPTED
    assert "Z9213" not in found.text
