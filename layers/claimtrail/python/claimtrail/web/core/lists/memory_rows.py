"""Rows of a list that fit in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from claimtrail.access.fields import FieldGroup
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.listing import Admission, Facet, Found, RowOrder, WantedView
from claimtrail.web.core.query import is_number

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRows(Generic[Row]):
    """Rows that fit in memory: narrowed, counted by facet, ordered, and cut into pages."""

    facets: tuple[Facet[Row], ...]
    orders: tuple[RowOrder[Row], ...]
    search: Callable[[Row, str], bool] | None = None
    """Tells whether a row fits a text that is searched for."""
    columns: tuple[ListColumn[Row], ...] = ()
    """Columns whose money is summed over all rows of a view; none: nothing is summed."""

    def page(
        self,
        rows: Iterable[Row],
        wanted: WantedView,
        groups_of: Admission[Row],
        *,
        notes: tuple[str, ...] = (),
    ) -> Found[Row]:
        """Return a page of rows, with the counts of every facet.

        A facet's counts are over the rows that fit the other facets, so that each tells what
        choosing a value would show.
        """
        admitted = [
            (row, groups)
            for row in rows
            if (groups := groups_of(row)) and self._is_searched_for(row, wanted.search)
        ]
        order = next(one for one in self.orders if one.name == wanted.order)
        chosen = [(one, values) for one in self.facets if (values := wanted.facets.get(one.name))]
        fitting = [(row, groups) for row, groups in admitted if _fits(row, groups, chosen)]
        ordered = sorted((row for row, _ in fitting), key=order.key)
        start = int(wanted.after) if is_number(wanted.after) else 0
        end = start + wanted.limit
        return Found(
            rows=ordered[start:end],
            after=str(end) if end < len(ordered) else "",
            total=len(ordered),
            counts={facet.name: _counts(facet, admitted, chosen) for facet in self.facets},
            notes=notes,
            sums=dict(_sums(self.columns, fitting)),
        )

    def fits(self, row: Row, wanted: WantedView, groups_of: Admission[Row]) -> bool:
        """Return whether a row is admitted, and fits every facet of a view."""
        groups = groups_of(row)
        chosen = [(one, values) for one in self.facets if (values := wanted.facets.get(one.name))]
        return bool(groups) and _fits(row, groups, chosen)

    def _is_searched_for(self, row: Row, text: str) -> bool:
        return not text or self.search is None or self.search(row, text)


def _sums(
    columns: Sequence[ListColumn[Row]], rows: Sequence[tuple[Row, frozenset[FieldGroup]]]
) -> Iterator[tuple[str, int]]:
    """Yield the sum of each column of money, over the rows whose amount the person sees."""
    for column in columns:
        if column.kind is CellKind.MONEY:
            values = (column.value(row) for row, groups in rows if column.group in groups)
            yield column.name, sum(one for one in values if isinstance(one, int))


_Chosen: TypeAlias = Sequence[tuple[Facet[Row], tuple[str, ...]]]
"""The facets by which a view is narrowed, each with its values."""


def _counts(
    facet: Facet[Row],
    admitted: Sequence[tuple[Row, frozenset[FieldGroup]]],
    chosen: _Chosen[Row],
) -> Counter[str]:
    others = [(one, values) for one, values in chosen if one is not facet]
    group, value_of = facet.group, facet.value
    counts = Counter(
        value_of(row)
        for row, groups in admitted
        if group in groups and (not others or _fits(row, groups, others))
    )
    del counts[""]
    return counts


def _fits(row: Row, groups: frozenset[FieldGroup], chosen: _Chosen[Row]) -> bool:
    return all(facet.group in groups and _is_of(facet, row, values) for facet, values in chosen)


def _is_of(facet: Facet[Row], row: Row, values: tuple[str, ...]) -> bool:
    """Return whether a row is of one of the values of a facet."""
    if facet.fits is None:
        return facet.value(row) in values
    return any(facet.fits(row, value) for value in values)
