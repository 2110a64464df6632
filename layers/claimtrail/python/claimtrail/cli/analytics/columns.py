"""Columns of an answer: each name once, and for people dollars and words in place of codes."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from claimtrail.analytics.readable import DOLLARS, shown_columns
from claimtrail.analytics.results import QueryPages, QueryResult, Value


def told_apart(answer: QueryPages) -> tuple[QueryPages, list[str]]:
    """Return the answer with each column under a name of its own, and a note for each renamed."""
    names = distinct_names(answer.columns)
    notes = [
        f"Columns {answer.columns.index(given) + 1} and {place} are both called {given}: "
        f"column {place} is shown as {name}. AS gives it a name of its own."
        for place, (given, name) in enumerate(zip(answer.columns, names, strict=True), 1)
        if given != name
    ]
    return replace(answer, columns=names), notes


def distinct_names(columns: Iterable[str]) -> tuple[str, ...]:
    """Return `a, a_2` for `a, a`; a number that another column has is passed over."""
    given = list(columns)
    names: list[str] = []
    for name in given:
        number, free = 1, name
        while free in names or (number > 1 and free in given):
            number += 1
            free = f"{name}_{number}"
        names.append(free)
    return tuple(names)


def for_people(result: QueryResult) -> QueryResult:
    """Return the answer as a table shows it: dollars without their cents, words without codes."""
    places = shown_columns(result.columns)
    names = [result.columns[place] for place in places]
    return replace(
        result,
        columns=tuple(names),
        rows=tuple(
            tuple(_shown(name, row[place]) for name, place in zip(names, places, strict=True))
            for row in result.rows
        ),
    )


def _shown(name: str, value: Value) -> Value:
    is_dollars = name.endswith(DOLLARS) and isinstance(value, Decimal | float)
    return f"{value:,.2f}" if is_dollars else value
