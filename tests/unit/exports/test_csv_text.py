"""CSV of exports: what a spreadsheet and another program read is what the list has."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from claimtrail.access.fields import FieldGroup
from claimtrail.exports.columns import CellValue, ExportColumn
from claimtrail.exports.csv_text import CsvText
from claimtrail.kernel.spreadsheet_text import neutral_text

pytestmark = pytest.mark.capability("C8.6")

COLUMNS = (ExportColumn(name="note", title="Note", group=FieldGroup.NOTES),)


def written(*values: CellValue) -> str:
    text = CsvText()
    text.begin(COLUMNS, heading=None, has_byte_order_mark=False)
    for value in values:
        text.add([value])
    return text.take().decode()


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "-2+3+cmd|' /C calc'!D2",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "\uff1d1+1",
        '=HYPERLINK("http://example.org";"x")',
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_text(formula: str) -> None:
    ((cell,),) = list(csv.reader(io.StringIO(written(formula), newline="")))[1:]

    assert cell == f"'{formula}"


@pytest.mark.parametrize("text", ["A-1", "a=b", "1-2", "O'Neil", "", "'=1", "5 @ 3"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutral_text(text) == text


@pytest.mark.parametrize("text", ["a;=1+1", "a\t=1+1", 'a",=1+1', "a,=1+1", "a\r\n=1+1"])
def test_no_separator_in_a_text_begins_a_cell(text: str) -> None:
    line = written(text).partition("\r\n")[2]

    assert line == f'"{text.replace(chr(34), chr(34) * 2)}"\r\n'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (-7, "-7"),
        (date(2026, 11, 3), '"2026-11-03"'),
        (datetime(2026, 11, 3, 9, 5, tzinfo=UTC), '"2026-11-03T09:05:00.000Z"'),
        (None, '""'),
        ("Zoë Nuñez", '"Zoë Nuñez"'),
    ],
)
def test_values_have_the_form_of_their_kind(value: CellValue, cell: str) -> None:
    assert written(value) == f'"Note"\r\n{cell}\r\n'


def test_what_was_taken_away_does_not_come_again() -> None:
    text = CsvText()
    text.begin(COLUMNS, heading=None, has_byte_order_mark=True)
    first = text.take()
    text.add(["x"])

    assert first == b'\xef\xbb\xbf"Note"\r\n'
    assert text.size == len(b'"x"\r\n')
    assert text.take() == b'"x"\r\n'
    assert text.take() == b""
