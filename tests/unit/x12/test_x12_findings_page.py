"""The catalog of findings is whole, its codes are real, and its page is in step."""

from pathlib import Path

import pytest

from claimtrail.codes.tables import CodeList, code_table
from claimtrail.x12.model.catalog import FindingCode, catalog
from claimtrail.x12.model.findings import Severity
from tools.docs.findings_page import render_findings_page

PAGE = Path(__file__).parents[3] / "docs" / "x12-findings.md"


def test_every_code_has_its_row_in_the_order_of_the_file() -> None:
    assert list(catalog()) == list(FindingCode)


@pytest.mark.parametrize(
    ("attribute", "code_list"),
    [
        ("interchange_note", CodeList.INTERCHANGE_NOTE),
        ("group_error", CodeList.GROUP_ERROR),
        ("set_error", CodeList.SET_ERROR),
        ("segment_error", CodeList.SEGMENT_ERROR),
        ("element_error", CodeList.ELEMENT_ERROR),
    ],
)
def test_codes_for_the_sender_are_in_their_lists(attribute: str, code_list: CodeList) -> None:
    used = {getattr(entry, attribute) for entry in catalog().values()} - {""}

    assert used <= set(code_table(code_list))


def test_a_finding_that_refuses_a_set_says_so_in_the_999() -> None:
    silent = [
        entry.code
        for entry in catalog().values()
        if entry.severity is Severity.SET and not (entry.set_error or entry.segment_error)
    ]

    assert silent == []


def test_an_element_error_always_comes_with_the_segment_error_for_elements() -> None:
    assert all(entry.segment_error == "8" for entry in catalog().values() if entry.element_error)


def test_the_page_is_rendered_from_the_catalog() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_findings_page()
