"""Segments of one shape, out of many levels, proven and read by one expression.

Python is slow a segment and `re` is not: so the segments of a shape are gathered, and one call of
`findall` proves all of them and hands out what is read. Where the expression misses one, they are
judged one by one (`rows.py`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from claimtrail.x12.fast_path.memo import NPIS, DoubtError
from claimtrail.x12.fast_path.rows import Rows
from claimtrail.x12.guides.segment_shapes import COMPONENT, SEGMENT

USES_BEFORE_EXPRESSION = 6
"""Segments of a shape that are judged one by one before an expression is worth compiling."""
Values = Sequence[str]
Pick = Callable[[Any], Any]


class SegmentDoubtError(DoubtError):
    """One of several segments is not proven."""

    def __init__(self, index: int) -> None:
        """`index` is its place among them."""
        super().__init__()
        self.index = index


class Take(NamedTuple):
    """The reading of a segment."""

    method: Callable[..., None]
    """By form: it is given the elements as a tuple, one element alone, or the segment's text."""
    numbers: tuple[int, ...]
    """The elements that are given, in order; none for the text."""


def take(method: Callable[..., None], *numbers: int) -> Take:
    """Return how a segment is read of which these elements are given; the text without any."""
    return Take(method, numbers)


class SegmentColumn:
    """The segments of one shape that are read alike."""

    __slots__ = ("_plan", "_rows", "_uses", "is_read", "method", "numbers")

    def __init__(self, rows: Rows, take: Take | None) -> None:
        self._rows = rows
        self.method = take.method if take is not None else None
        """The method that takes the values of a segment; None for a segment that is not read."""
        self.is_read = take is not None
        self.numbers = take.numbers if take is not None else ()
        self._uses = 0
        self._plan: _Plan | None = None

    def prepare(self, *, is_expected: bool) -> None:
        """Make the expression of a segment that is expected in every claim, or read."""
        if (is_expected or self.is_read) and self._rows.is_plain:
            self._plan = _Plan(self._rows, self.numbers)

    def values(self, texts: list[str]) -> list[Any]:
        """Return what is read of each segment. Raises SegmentDoubtError."""
        plan = self._plan
        if plan is None and self._is_warm(len(texts)):
            plan = self._plan = _Plan(self._rows, self.numbers)
        found = plan.values(texts) if plan is not None else None
        if found is None:
            found = list(self._one_by_one(texts))
        return found if self.numbers else texts

    def _one_by_one(self, texts: list[str]) -> Iterator[Any]:
        plan, rows, pick = self._plan, self._rows, _picking(self.numbers)
        for index, text in enumerate(texts):
            found = plan.values([text]) if plan is not None else None
            try:
                yield pick(rows[text]) if found is None else found[0]
            except DoubtError:
                raise SegmentDoubtError(index) from None

    def _is_warm(self, more: int) -> bool:
        self._uses += more
        if not self._rows.is_plain:
            return False
        return self._uses >= USES_BEFORE_EXPRESSION or self._rows.has_finder(self.numbers)


def _picking(numbers: Sequence[int]) -> Pick:
    return itemgetter(*numbers) if numbers else len


class _Plan:
    """The expression of a shape, and what its values are held against."""

    def __init__(self, rows: Rows, numbers: tuple[int, ...]) -> None:
        self._find, captured = rows.finder(numbers)
        at = {number: index for index, number in enumerate(captured)}
        several = len(captured) > 1
        self._lists = [
            (itemgetter(at[number]) if several else str, component, codes)
            for number, component, codes in rows.codes
        ]
        self._npis = [(at[first], at[second]) for first, second in rows.npis]
        self._pick: Pick | None = None
        if several and numbers and captured != numbers:
            self._pick = itemgetter(*(at[number] for number in numbers))

    def values(self, texts: list[str]) -> list[Any] | None:
        """Return what is read of each segment; None when one of them is not proven.

        Every match begins with a terminator and ends before the next: so many matches as segments
        are matches of all segments.
        """
        found = self._find(f"{SEGMENT}{SEGMENT.join(texts)}{SEGMENT}")
        if len(found) != len(texts):
            return None
        for pick, component, codes in self._lists:
            if not codes.issuperset(_codes(set(map(pick, found)), component)):
                return None
        for qualifier, number in self._npis:
            for row in found:
                if row[qualifier] == "XX" and not NPIS[row[number]]:
                    return None
        return found if self._pick is None else list(map(self._pick, found))


def _codes(texts: set[str], component: int) -> Iterable[str]:
    if not component:
        return texts
    return {[*text.split(COMPONENT), *[""] * component][component - 1] for text in texts}
