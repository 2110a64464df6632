"""Code tables: loaded whole, no code twice, days respected."""

from datetime import date

import pytest

from claimtrail.codes.tables import CodeList, code_table


@pytest.mark.parametrize("code_list", list(CodeList))
def test_every_list_is_loaded_with_texts_and_sources(code_list: CodeList) -> None:
    table = code_table(code_list)

    assert table
    assert all(item.text and item.source for item in table.values())


def test_the_denial_and_patient_share_codes_of_the_lifecycle_are_known() -> None:
    named = "1 2 3 16 18 22 29 45 50 96 97 109 125 197 204 253 272 B7 B11 B13 A1 A2 D22"

    assert set(named.split()) <= set(code_table(CodeList.CARC))


def test_a_stopped_code_is_known_and_no_longer_current() -> None:
    stopped = code_table(CodeList.CLAIM_STATUS_CATEGORY)["F5"]

    assert stopped.is_current(date(2003, 10, 15))
    assert not stopped.is_current(date(2003, 10, 16))


def test_there_is_no_r2() -> None:
    assert "R2" not in code_table(CodeList.CLAIM_STATUS_CATEGORY)
