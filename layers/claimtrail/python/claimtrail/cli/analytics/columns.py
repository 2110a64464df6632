"""Names of an answer's columns: each once, as a JSON object and a reader of CSV need them."""

from collections.abc import Iterable
from dataclasses import replace

from claimtrail.analytics.results import QueryPages


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
