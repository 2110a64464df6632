"""The form by which a person asks for an export: what it offers, and what was filled in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from claimtrail.exports.columns import ExportColumn, needs_banner
from claimtrail.exports.model import MOST_SELECTED, TITLE_CHARACTERS, ExportFormat, ExportHeader
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.listing import COLUMNS, Listing
from claimtrail.web.core.query import Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.exports.source import export_wanted, exported_columns

LIST, VIEW, FORMAT, TITLE, COLUMN = "list", "view", "format", "title", "column"
FIRST_DAY, LAST_DAY = "period_from", "period_through"
SELECTED, SELECTION = "selected", "selection"
"""The check boxes of a list, and the field of the form that has them together."""
BANNER, PAGE_NUMBERS, HEADING, MARK = "banner", "page_numbers", "heading", "byte_order_mark"
_ID = re.compile(r"[a-z]{3}_[a-z0-9]{1,40}")
_FORMATS = {
    ExportFormat.CSV: "CSV, for spreadsheets",
    ExportFormat.PDF: "PDF, for reading and printing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """A column that may be in the export."""

    name: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportForm:
    """The form for one view of a list."""

    listing: str
    title: str
    view: str
    """The address's query."""
    back: str
    """The address of the view."""
    selection: tuple[str, ...]
    """The rows that were selected; none: all rows of the view."""
    formats: tuple[tuple[str, str], ...]
    columns: tuple[ColumnChoice, ...]
    banner_is_fixed: bool
    """True where a column names a person: the banner may be left out only with all of these."""


def export_form(
    listing: Listing[Any], request: PageRequest, view: Query, *, selection: tuple[str, ...] = ()
) -> ExportForm:
    """Return the form for a view. Raises BadRequestError for a view that does not exist."""
    check_view(listing, request, view)
    columns = exported_columns(listing, request)
    asked = [name for text in view.all(COLUMNS) for name in text.split(",") if name]
    chosen = asked or [column.name for column, _ in columns if column.is_main]
    return ExportForm(
        listing=listing.name,
        title=listing.title,
        view=view.text(),
        back=view.on(listing.path),
        selection=selection,
        formats=tuple((one.value, words) for one, words in _FORMATS.items()),
        columns=tuple(
            ColumnChoice(name=one.name, title=one.title, is_chosen=one.name in chosen)
            for one, _ in columns
        ),
        banner_is_fixed=needs_banner(exported for _, exported in columns),
    )


def check_view(listing: Listing[Any], request: PageRequest, view: Query) -> None:
    """Raise BadRequestError for a view that the list does not have for the person."""
    export_wanted(listing, replace(request, query=view))


def filled_selection(form: Query) -> tuple[str, ...]:
    """Return the rows that were selected, each once: as fields, or as one field of the next form.

    Raises BadRequestError for a value that is no id, and for too many.
    """
    said = (*form.all(SELECTED), *form.first(SELECTION).split(","))
    selected = tuple(dict.fromkeys(one for one in said if one))
    if len(selected) > MOST_SELECTED or not all(map(_ID.fullmatch, selected)):
        raise bad_value(SELECTED, known=f"up to {MOST_SELECTED} rows of the list")
    return selected


def filled_format(form: Query) -> ExportFormat:
    """Return the format that was chosen. Raises BadRequestError."""
    try:
        return ExportFormat(form.first(FORMAT))
    except ValueError:
        raise bad_value(FORMAT, known=", ".join(ExportFormat)) from None


def filled_header(form: Query, columns: Sequence[ExportColumn]) -> ExportHeader:
    """Return the controls that were filled in. Raises BadRequestError."""
    chosen = form.all(COLUMN)
    known = [column.name for column in columns]
    if not chosen or not set(known).issuperset(chosen):
        raise bad_value(COLUMN, known=", ".join(known))
    title = form.first(TITLE).strip()
    if len(title) > TITLE_CHARACTERS:
        raise bad_value(TITLE, known=f"up to {TITLE_CHARACTERS} characters")
    first, last = _day(form, FIRST_DAY), _day(form, LAST_DAY)
    if first and last and last < first:
        raise bad_value(LAST_DAY, known="a day that is not before the first one")
    return ExportHeader(
        title=title,
        columns=chosen,
        period_from=first,
        period_through=last,
        has_banner=bool(form.all(BANNER)),
        has_page_numbers=bool(form.all(PAGE_NUMBERS)),
        has_heading=bool(form.all(HEADING)),
        has_byte_order_mark=bool(form.all(MARK)),
    )


def _day(form: Query, name: str) -> date | None:
    text = form.first(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise bad_value(name, known="a day as 2026-11-30") from None
