"""Adjustments and remark codes of an 835 by text: each text checked and read once."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from claimtrail.x12.extract.remittance_claim import REMARKS
from claimtrail.x12.fast_path.memo import DOLLARS, DoubtError, Memo, Values, segments_of
from claimtrail.x12.guides.segment_shapes import ELEMENT, SEGMENT
from claimtrail.x12.model import Adjustment

_ZERO = Decimal("0.00")
_ABSENT = [""] * 23
_ONE_REASON = 4
"""Elements of a CAS with one reason and no quantity, as most of them are."""
Adjusted = tuple[tuple[Adjustment, ...], Decimal]
"""The adjustments of a run of CAS, and what they come to."""
NOT_ADJUSTED: Adjusted = ((), _ZERO)
"""The adjustments of a claim or line without CAS."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


@lru_cache(maxsize=32)
def _adjustments(expression: str, carcs: frozenset[str]) -> Memo[Adjusted]:
    """Runs of CAS by text, where these codes are valid."""

    def read(block: str) -> Adjusted:
        found: list[Adjustment] = []
        total = _ZERO
        for segment in block.split(SEGMENT):
            elements = segment.split(ELEMENT)
            count = len(elements)
            if count == _ONE_REASON:
                _, group, carc, text = elements
                value = Decimal(text) if text[-3:-2] == "." else DOLLARS[text]
                if carc not in carcs or not value:
                    raise DoubtError
                found.append(_new(Adjustment, (group, carc, value, None)))
                total += value
                continue
            for number in range(2, count, 3):
                carc, value = elements[number], DOLLARS[elements[number + 1]]
                if carc not in carcs or not value:
                    raise DoubtError
                units = elements[number + 2] if number + 2 < count else ""
                quantity = Decimal(units) if units else None
                found.append(_new(Adjustment, (elements[1], carc, value, quantity)))
                total += value
        return tuple(found), total

    return Memo(expression, read)


@lru_cache(maxsize=32)
def adjuster(expression: str, carcs: frozenset[str]) -> Callable[..., Adjusted]:
    """Return what reads a claim's or line's adjustments, where these codes are valid."""
    others = _adjustments(expression, carcs)

    def read(  # noqa: PLR0913, PLR0917 - called for each line
        group: str | None,
        reason: str,
        amount: str,
        second_group: str | None,
        second_reason: str,
        second_amount: str,
        block: str,
    ) -> Adjusted:
        if group is None:
            return others[block] if block else NOT_ADJUSTED
        value = Decimal(amount) if amount[-3:-2] == "." else DOLLARS[amount]
        if reason not in carcs or not value:
            raise DoubtError
        first = _new(Adjustment, (group, reason, value, None))
        if second_group is None:
            return (first,), value
        more = Decimal(second_amount) if second_amount[-3:-2] == "." else DOLLARS[second_amount]
        if second_reason not in carcs or not more:
            raise DoubtError
        found = first, _new(Adjustment, (second_group, second_reason, more, None))
        if not block:
            return found, value + more
        rest, total = others[block]
        return found + rest, value + more + total

    return read


@lru_cache(maxsize=32)
def line_remarks(known: frozenset[str] | None) -> Values[str, tuple[str, ...]]:
    """Remark codes by runs of LQ, where these codes are valid."""

    def read(block: str) -> tuple[str, ...]:
        codes = _remark_codes(block)
        if known is not None and not known.issuperset(codes):
            raise DoubtError
        return codes

    return Values(read)


@lru_cache(maxsize=64)
def claim_remarks(expression: str, known: frozenset[str] | None) -> Memo[tuple[str, ...]]:
    """Remark codes of an MIA or MOA by text, where these codes are valid."""

    def read(block: str) -> tuple[str, ...]:
        [segment] = segments_of(block)
        segment_id, *elements = [*segment.split(ELEMENT), *_ABSENT]
        codes = tuple(filter(None, [elements[number - 1] for number in REMARKS[segment_id]]))
        if known is not None and not known.issuperset(codes):
            raise DoubtError
        return codes

    return Memo(expression, read)


def _remark_codes(block: str) -> tuple[str, ...]:
    """LQ02 of the remark codes (HE)."""
    return tuple(segment[6:] for segment in segments_of(block) if segment[3:5] == "HE")
