"""Reading amounts, quantities and dates out of elements, strictly or leniently."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from claimtrail.kernel import money
from claimtrail.kernel.clock import parse_d8, parse_rd8
from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.model import ByteRange

ZERO = Decimal("0.00")
Period = tuple[date | None, date | None]
NO_PERIOD: Period = (None, None)
_NUMBER = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
"""X12 type R without exponent, which no 5010 guide uses; bounded so that arithmetic stays exact."""


def parse_amount(text: str) -> Decimal:
    """Dollars. Raises ValueError when the text is no R element, or finer than a cent."""
    return money.parse_amount(_plain(text))


def optional_amount(text: str) -> Decimal | None:
    """Dollars, None when empty. Raises ValueError when it is something else."""
    return parse_amount(text) if text else None


def readable_amount(text: str) -> Decimal | None:
    """Dollars; None for what is empty or cannot be read: a bad value counts as absent."""
    try:
        return parse_amount(text)
    except ValueError:
        return None


def readable_quantity(text: str) -> Decimal | None:
    """Return a count or measure; None for what is empty or cannot be read."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def finer_than_a_cent(text: str) -> bool:
    """Return whether an amount is a sound R element that is no whole number of cents.

    No guide's table has this rule. What is no R element, the guide's own checks report.
    """
    return _NUMBER.fullmatch(text) is not None and readable_amount(text) is None


def quantity(text: str) -> Decimal | None:
    """Return a count or measure, None when empty. Raises ValueError when it is no R element."""
    return Decimal(_plain(text)) if text else None


def _plain(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    return text


def day(text: str) -> date | None:
    """CCYYMMDD, or None for anything else: a day that cannot be read is a day not sent."""
    try:
        return parse_d8(text)
    except ValueError:
        return None


def period(qualifier: str, text: str) -> Period:
    """DTP02 and DTP03 as first and last day; the same day twice for D8."""
    try:
        if qualifier == "RD8":
            return parse_rd8(text)
        return parse_d8(text[:8]), parse_d8(text[:8])
    except ValueError:
        return NO_PERIOD


def cover(periods: Iterable[Period]) -> Period:
    """Return the first and last day of several periods."""
    known = list(periods)
    first = [start for start, _ in known if start is not None]
    last = [end for _, end in known if end is not None]
    return (min(first, default=None), max(last, default=None))


def span_of(segments: list[Segment]) -> ByteRange:
    """From the first segment's start to the last one's end."""
    return ByteRange(segments[0].span.start, segments[-1].span.end)


def before_lines(segments: list[Segment]) -> list[Segment]:
    """Return the claim's own segments: those of its lines (2110, 2220) follow the first SVC."""
    for index, segment in enumerate(segments):
        if segment.id == "SVC":
            return segments[:index]
    return segments


def lines_of(segments: list[Segment]) -> list[list[Segment]]:
    """Return the segments of each line of a claim; a line begins with its SVC."""
    lines: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "SVC":
            lines.append([])
        if lines:
            lines[-1].append(segment)
    return lines
