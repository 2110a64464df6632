"""PDF of exports: accessible, the same bytes again, and readable at any width."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from claimtrail.access.fields import FieldGroup
from claimtrail.exports.columns import ColumnKind, ExportColumn, ExportRow
from claimtrail.exports.composing import FileSizes
from claimtrail.exports.model import ExportFormat
from claimtrail.exports.pdf_layout import breakable, layout_of, plain, shown
from claimtrail.exports.typst_pages import PagesRefusedError, render_pages, set_pages
from tests.harness.exports.export_fixture import COLUMNS, NOW, ExportFixture, claim_rows
from tests.harness.exports.pdf_words import text_of_pages

pytestmark = pytest.mark.capability("C8.6")


def here(values: Any, at: datetime) -> bytes:
    """Set the pages in this process, which is faster for small ones."""
    return set_pages(values, int(at.timestamp()))


def rendered(fixture: ExportFixture, **header: Any) -> list[bytes]:
    export = fixture.ask(ExportFormat.PDF, **header)
    fixture.drain()
    stored = fixture.stored(export)
    assert stored.failure is None, stored.failure
    return fixture.contents(export)


def pdf_of(**given: Any) -> bytes:
    header = given.pop("header", {})
    (data,) = rendered(ExportFixture(**{"render": here, **given}), **header)
    return data


def wide_columns(count: int) -> list[ExportColumn]:
    return [
        ExportColumn(name=f"c{number}", title=f"Column {number}", group=FieldGroup.STATUS)
        for number in range(count)
    ]


def test_it_is_tagged_titled_and_in_a_language() -> None:
    data = pdf_of(header={"title": "Unpaid claims of October"})

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-US"
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Unpaid claims of October"
            assert metadata["pdfuaid:part"] == "1"
        roles = structure_of(pdf)
    assert {"/Table", "/THead", "/TBody", "/TFoot", "/TH", "/TD", "/H1"} <= roles


def structure_of(pdf: pikepdf.Pdf) -> set[str]:
    """The kinds of elements that a screen reader walks."""
    found: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found.add(str(one.S))
            if "/K" in one:
                waiting.append(one.K)
    return found


def test_the_same_export_is_the_same_bytes_in_any_process() -> None:
    assert pdf_of() == pdf_of() == pdf_of(render=render_pages)


def test_what_typst_refuses_is_an_error_that_quotes_no_value() -> None:
    with pytest.raises(PagesRefusedError) as raised:
        render_pages({"title": "ZT Doe"}, NOW)

    assert "Doe" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_markup_in_a_value_is_text() -> None:
    hostile = '#panic("x") *bold* $x$ <tag> \\ `code` #read("/etc/passwd") = heading'
    row = ExportRow((hostile, hostile, date(2026, 1, 1), Decimal(1)), "clm_1")

    assert pdf_of(rows=[row], header={"title": hostile})


def test_letters_without_a_glyph_are_named_by_their_code_points() -> None:
    row = ExportRow(("clm_1", "田 Ünïcode \u0007 Ж Ω € 😀", None, None), "clm_1")

    assert pdf_of(rows=[row])
    assert plain("田 é\u0007") == "[U+7530] é "


@pytest.mark.parametrize(
    "block",
    [
        range(0x20, 0x7F),
        range(0xA0, 0x250),
        range(0x300, 0x370),
        range(0x370, 0x400),
        range(0x400, 0x500),
        range(0x1E00, 0x1F00),
        range(0x2010, 0x2130),
    ],
)
def test_every_letter_that_is_shown_has_a_glyph(block: range) -> None:
    """typst refuses a PDF/UA-1 document that shows a letter without one."""
    text = " ".join(chr(one) for one in block if chr(one) == plain(chr(one)))
    row = ExportRow(("clm_1", text, None, None), "clm_1")

    assert pdf_of(rows=[row])


def test_a_wide_list_is_in_landscape_and_a_narrow_one_in_portrait() -> None:
    narrow = layout_of(COLUMNS, [["clm_00000001", "Doe, Jane", "2026-01-01", "$1.00"]])
    wide = layout_of(wide_columns(12), [["some words of text"] * 12])

    assert not narrow.is_wide
    assert wide.is_wide


@pytest.mark.parametrize("count", [1, 6, 15, 40])
def test_any_number_of_columns_is_laid_out(count: int) -> None:
    row = ExportRow(tuple(f"value-of-column-{n}" * 3 for n in range(count)), "clm_1")

    assert pdf_of(columns=wide_columns(count), rows=[row] * 3)


def test_a_long_word_may_be_broken_and_a_short_one_is_not() -> None:
    assert breakable("clm_abcdefghijklmnop", 6.0) == "clm_abcd\u200befghijkl\u200bmnop"
    assert breakable("no long word here", 6.0) == "no long word here"


def test_amounts_have_separators_and_days_are_iso() -> None:
    assert shown(Decimal("-1234.5"), ColumnKind.MONEY) == "-1,234.50"
    assert shown(date(2026, 3, 9), ColumnKind.DAY) == "2026-03-09"
    assert shown(None, ColumnKind.MONEY) == ""


def test_an_empty_list_is_an_accessible_document() -> None:
    assert pdf_of(rows=[])


def test_parts_of_a_long_list_are_documents_of_their_own() -> None:
    fixture = ExportFixture(rows=claim_rows(25), render=here, sizes=FileSizes(pdf_rows=10))

    parts = rendered(fixture)

    assert [data[:5] for data in parts] == [b"%PDF-"] * 3


@pytest.mark.parametrize("rows", [0, 1, 80])
def test_an_independent_checker_finds_no_fault(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "export.pdf"
    path.write_bytes(pdf_of(rows=claim_rows(rows)))

    report = pdfua.validate(str(path))

    assert [finding.message for finding in report.findings] == []


def test_each_page_has_the_banner_its_number_and_the_head_of_the_table() -> None:
    pages = text_of_pages(pdf_of(rows=claim_rows(150), header={"title": "Unpaid claims"}))

    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert "CONFIDENTIAL:protectedhealthinformation" in text
        assert f"Page{number}of{len(pages)}" in text
        assert "ClaimPatientSinceBalance" in text
        assert "Unpaidclaims" in text
    assert ["Total" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert "113.25" in pages[-1]
    assert "Madebydanaon2026-11-3008:15UTC" in pages[0]


def test_banner_and_page_numbers_may_be_left_out_where_nobody_is_named() -> None:
    header = {"columns": ("claim_id", "since"), "has_banner": False, "has_page_numbers": False}

    (page,) = text_of_pages(pdf_of(header=header))

    assert "CONFIDENTIAL" not in page
    assert "Page1" not in page


def test_the_banner_stays_where_a_column_names_a_person() -> None:
    (page,) = text_of_pages(pdf_of(header={"columns": ("patient",), "has_banner": False}))

    assert page.count("CONFIDENTIAL") == 2


def test_every_value_of_a_row_can_be_read_at_any_width() -> None:
    values = [f"value-of-column-{number}-" + "W" * number for number in range(24)]
    row = ExportRow(tuple(values), "clm_1")

    text = "".join(text_of_pages(pdf_of(columns=wide_columns(24), rows=[row])))

    assert [value for value in values if value not in text] == []
