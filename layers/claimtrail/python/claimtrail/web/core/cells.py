"""Values of lists and records as HTML: the one way in which a value of each kind is shown.

A list has hundreds of values, and a template's macro takes ten times as long for each.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.web.core.lists.columns import Cell, CellKind, ColumnStack
from claimtrail.web.core.words import day, days_left, instant, money, person, sentence, short

NOTHING = Markup('<span class="none" aria-label="none">\N{EN DASH}</span>')
_SOON = 7
"""Days within which something is due soon."""
_TITLED = frozenset({CellKind.NUMBER, CellKind.MONEY, CellKind.DAYS_LEFT, CellKind.DATE})
"""Kinds whose value alone says too little below another: its column's title stands before it."""


def shown(kind: str, value: Any) -> Markup:
    """Return a value of a kind; a dash for none."""
    return NOTHING if value is None or value == "" else _FORMS.get(kind, escape)(value)


def shown_row(cells: Sequence[Cell | None], stacks: Sequence[ColumnStack]) -> Markup:
    """Return the values of a row as the cells of a table, one a stack."""
    return Markup().join(
        _opening(one.column.kind, one.column.name, one.column.title)
        + _stacked(cells, one)
        + _CLOSING
        for one in stacks
    )


@cache
def _opening(kind: CellKind, name: str, title: str) -> Markup:
    return _OPENING % (kind.value, name, title)


def _stacked(cells: Sequence[Cell | None], stack: ColumnStack) -> Markup:
    head = cells[stack.place]
    shown_head = _cell(head) if head else Markup()
    if not stack.below:
        return shown_head
    lower = (_lower(one) for one in map(cells.__getitem__, stack.below) if one)
    return shown_head + Markup().join(lower)


def _cell(one: Cell) -> Markup:
    value = shown(one.column.kind, one.value)
    linked = _LINK % (one.link, value) if one.link and one.value else value
    return linked + _NOTE % one.note if one.note else linked


def _lower(one: Cell) -> Markup | str:
    if one.value is None or one.value == "":
        return ""
    form = _LOWER_TITLED if one.column.kind in _TITLED else _LOWER
    return form % (one.column.title, _cell(one))


_OPENING = Markup('<td class="%s col-%s" data-title="%s"><div>')
_CLOSING = Markup("</div></td>")
_LINK = Markup('<a href="%s">%s</a>')
_NOTE = Markup('<small class="lower">%s</small>')
_LOWER_TITLED = Markup('<small class="lower">%s: %s</small>')
_LOWER = Markup('<small class="lower"><span class="hidden">%s: </span>%s</small>')
_TIME = Markup('<time datetime="%s">%s</time>')
_DUE = Markup('<span class="due%s">%s</span>')
_STATE = Markup('<span class="state">%s</span>')
_ID = Markup('<code title="%s">%s</code>')


def _date(value: date) -> Markup:
    return _TIME % (value.isoformat(), day(value))


def _instant(value: datetime) -> Markup:
    return _TIME % (value.isoformat(), instant(value))


def _due(value: int) -> Markup:
    return _DUE % (" late" if value < 0 else " soon" if value <= _SOON else "", days_left(value))


_FORMS: Mapping[str, Callable[[Any], Markup]] = MappingProxyType(
    {
        CellKind.MONEY: lambda value: escape(money(value)),
        CellKind.NUMBER: lambda value: escape(f"{value:,}"),
        CellKind.DATE: _date,
        CellKind.INSTANT: _instant,
        CellKind.DAYS_LEFT: _due,
        CellKind.SENTENCE: sentence,
        CellKind.STATE: lambda value: _STATE % state_words(value),
        CellKind.ACTOR: lambda value: escape(person(value)),
        CellKind.ID: lambda value: _ID % (value, short(value)),
    }
)
"""By kind; values of others are shown as they are."""
