"""Code tables: loaded whole, no code twice, days respected."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from claimtrail.codes import services
from claimtrail.codes.services import CodeStanding
from claimtrail.codes.tables import (
    FILES,
    CodeList,
    code_table,
    editions,
    file_bytes,
    is_newer,
    valid_codes,
)

WITHOUT_TEXTS = {CodeList.RARC, CodeList.CLAIM_STATUS, CodeList.HCPCS_MODIFIER}
"""Lists of numbers: too many to be reworded; most texts are X12's."""


@pytest.mark.parametrize("code_list", list(CodeList))
def test_every_list_is_loaded_with_texts_and_sources(code_list: CodeList) -> None:
    table = code_table(code_list)

    assert table
    assert all(item.source for item in table.values())
    assert code_list in WITHOUT_TEXTS or all(item.text for item in table.values())
    assert all(i.start is None or i.stop is None or i.start <= i.stop for i in table.values())


@pytest.mark.parametrize("code_list", list(CodeList))
def test_the_manifest_speaks_of_the_files_that_are_there(code_list: CodeList) -> None:
    edition = editions()[code_list]

    assert edition.file == FILES[code_list]
    assert edition.codes == len(code_table(code_list))
    assert edition.sha256 == hashlib.sha256(file_bytes(edition.file)).hexdigest()
    dated = any(item.stop and item.start for item in code_table(code_list).values())
    assert not dated or edition.days_as_of is not None


def test_the_denial_and_patient_share_codes_of_the_lifecycle_are_known() -> None:
    named = "1 2 3 16 18 22 29 45 50 96 97 109 125 197 204 253 272 B7 B11 B13 A1 A2 D22"

    assert set(named.split()) <= set(code_table(CodeList.CARC))


def test_a_stopped_code_is_known_and_no_longer_current() -> None:
    stopped = code_table(CodeList.CLAIM_STATUS_CATEGORY)["F5"]

    assert stopped.is_current(date(2003, 10, 16))
    assert not stopped.is_current(date(2003, 10, 17))


def test_there_is_no_r2() -> None:
    assert "R2" not in code_table(CodeList.CLAIM_STATUS_CATEGORY)


@pytest.mark.capability("C5.6")
@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("A2", date(1995, 1, 1), date(2008, 1, 1)),
        ("162", date(2004, 2, 29), date(2014, 7, 1)),
        ("P1", date(2013, 11, 1), None),
        ("253", date(2013, 6, 2), None),
    ],
)
def test_adjustment_reasons_have_the_days_of_their_list(
    code: str, first: date, last: date | None
) -> None:
    item = code_table(CodeList.CARC)[code]

    assert (item.start, item.stop) == (first, last)


@pytest.mark.capability("C5.6")
def test_a_list_is_asked_as_of_a_day() -> None:
    assert "17" in valid_codes(CodeList.CARC, date(2009, 7, 1))
    assert "17" not in valid_codes(CodeList.CARC, date(2009, 7, 2))
    assert "10" not in valid_codes(CodeList.PLACE_OF_SERVICE, date(2021, 12, 31))
    assert "10" in valid_codes(CodeList.PLACE_OF_SERVICE, date(2022, 1, 1))


def test_common_remarks_and_statuses_are_known() -> None:
    remarks = "M1 M15 MA01 MA130 N4 N30 N130 N522 N657"
    statuses = "0 1 16 19 20 21 33 35 88 104 187 562 772 799"

    assert set(remarks.split()) <= set(code_table(CodeList.RARC))
    assert set(statuses.split()) <= set(code_table(CodeList.CLAIM_STATUS))


Judge = Callable[..., CodeStanding]
SOME_DAY = date(2026, 10, 1)


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize(
    ("judge", "valid", "unknown"),
    [
        (services.procedure, "99213 00100 0001U 0042T 3044F J0696 G0008 A0428 V2020",
         "9921 00099 Z9999 99-13 j0696 A1000 B0001 S7000 0042X"),
        (services.modifier, "25 59 1P LT XE TA QJ", "2 255 l1 -- ZZ RH YY"),
        (services.revenue_code, "0001 0300 0450 0636 3101", "300 0005 4000 03A0"),
    ],
)  # fmt: skip
def test_a_service_code_is_valid_or_unknown(judge: Judge, valid: str, unknown: str) -> None:
    for code in valid.split():
        assert judge(code, SOME_DAY) is CodeStanding.VALID, code
    for code in unknown.split():
        assert judge(code, SOME_DAY) is CodeStanding.UNKNOWN, code


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize(
    ("judge", "code", "first", "last"),
    [
        (services.procedure, "U0002", date(2020, 2, 4), None),
        (services.procedure, "A2001", date(2022, 1, 1), None),
        (services.modifier, "FQ", date(2022, 1, 1), None),
        (services.modifier, "ZA", date(2016, 1, 1), date(2018, 3, 31)),
        (services.modifier, "L1", date(2014, 7, 1), date(2016, 12, 31)),
    ],
)
def test_a_code_is_in_force_from_its_first_day_to_its_last(
    judge: Judge, code: str, first: date, last: date | None
) -> None:
    assert judge(code, first) is CodeStanding.VALID
    assert judge(code, first - timedelta(days=1)) is CodeStanding.INACTIVE
    if last:
        assert judge(code, last) is CodeStanding.VALID
        assert judge(code, last + timedelta(days=1)) is CodeStanding.INACTIVE
    assert judge(code, None) is CodeStanding.VALID


@pytest.mark.capability("C5.5")
def test_two_letters_of_a_transport_are_a_modifier_of_ambulance_services_only() -> None:
    assert services.modifier("RH", SOME_DAY, procedure_code="A0428") is CodeStanding.VALID
    assert services.modifier("RH", SOME_DAY, procedure_code="G0438") is CodeStanding.UNKNOWN


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize("text", ["11-1", "013-1", "032-7", "081-7", "018-X"])
def test_a_type_of_bill_is_facility_and_frequency(text: str) -> None:
    assert services.type_of_bill(*text.split("-"), SOME_DAY) is CodeStanding.VALID


@pytest.mark.capability("C5.5")
@pytest.mark.parametrize("text", ["-", "11-", "99-1", "011-6", "111-1", "1 -1"])
def test_what_is_no_type_of_bill(text: str) -> None:
    assert services.type_of_bill(*text.split("-"), SOME_DAY) is CodeStanding.UNKNOWN


@pytest.mark.capability("C5.6")
@pytest.mark.parametrize(
    ("code_list", "newer", "others"),
    [
        (CodeList.RARC, "N900", ("N770", "M900", "N0900")),
        (CodeList.CARC, "306 P33", ("305", "Y4")),
        (CodeList.CLAIM_STATUS, "800", ("799",)),
        (CodeList.CLAIM_STATUS_CATEGORY, "", ("A9", "P9")),
    ],
)
def test_a_code_beyond_an_open_series_may_be_newer_than_the_list(
    code_list: CodeList, newer: str, others: tuple[str, ...]
) -> None:
    assert all(is_newer(code_list, code) for code in newer.split())
    assert not any(is_newer(code_list, code) for code in others)


@pytest.mark.parametrize("code_list", [CodeList.CARC, CodeList.RARC, CodeList.CLAIM_STATUS])
def test_the_last_code_of_a_complete_series_is_there(code_list: CodeList) -> None:
    assert set(editions()[code_list].complete_to) <= set(code_table(code_list))
