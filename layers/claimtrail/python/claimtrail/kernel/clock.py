"""Instants in UTC, calendar days as their source gave them, and a clock that tests can set."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""


def utc_now() -> datetime:
    """Return the present instant, to the microsecond, in UTC."""
    return datetime.now(UTC)


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and `Z`; sorts as text in order of time."""
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def parse_instant(text: str) -> datetime:
    """Read RFC 3339. Raises ValueError when the text is not an instant with an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(UTC)


def parse_d8(text: str) -> date:
    """Read an X12 `D8` date, CCYYMMDD. Raises ValueError otherwise."""
    if len(text) != len("CCYYMMDD") or not text.isdigit():
        raise ValueError("not CCYYMMDD")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def parse_rd8(text: str) -> tuple[date, date]:
    """Read an X12 `RD8` range, CCYYMMDD-CCYYMMDD. Raises ValueError otherwise."""
    first, separator, last = text.partition("-")
    if not separator:
        raise ValueError("not CCYYMMDD-CCYYMMDD")
    return parse_d8(first), parse_d8(last)


def days_between(first: date, last: date) -> int:
    """Whole calendar days from `first` to `last`; negative when `last` is earlier."""
    return (last - first) // timedelta(days=1)
