"""The values that files repeat (amounts, days, adjustments): each text is checked and read once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Generic, TypeVar

from claimtrail.kernel.money import CENT
from claimtrail.x12.fast_path.loops import compile_loop
from claimtrail.x12.guides.segment_shapes import COMPONENT, SEGMENT
from claimtrail.x12.validate.checks import npi_is_valid

LARGEST = 20_000
"""Texts remembered at most; then all are forgotten, so that memory stays flat."""
LONGEST = 1_000
"""Characters of a text that is remembered: what repeats is short."""
Key = TypeVar("Key")
Value = TypeVar("Value")


class DoubtError(Exception):
    """Something is not proven, and must be judged exactly."""


class Memo(dict[str, Value]):
    """Values by text. Raises DoubtError for a text that the expression does not match."""

    def __init__(self, expression: str, read: Callable[[str], Value]) -> None:
        """`read` is given what the expression matches; it may raise DoubtError, too."""
        super().__init__()
        self._expression, self._read = expression, read
        self._matches: Callable[[str], object] = self._compile
        """The expression, once a text asks for it: many a file has nothing of the kind."""

    def prepare(self) -> None:
        """Compile the expression before a text asks for it."""
        self._matches = compile_loop(self._expression).fullmatch

    def _compile(self, text: str) -> object:
        self.prepare()
        return self._matches(text)

    def __missing__(self, text: str) -> Value:
        if self._matches(text) is None:
            raise DoubtError
        if len(text) > LONGEST:
            return self._read(text)
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = self._read(text)
        return value


class Values(dict[Key, Value], Generic[Key, Value]):
    """The meanings of texts. Raises DoubtError where `read` raises ValueError."""

    def __init__(self, read: Callable[[Key], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Key) -> Value:
        try:
            value = self._read(key)
        except ValueError:
            raise DoubtError from None
        if isinstance(key, str) and len(key) > LONGEST:
            return value
        if len(self) >= LARGEST:
            self.clear()
        self[key] = value
        return value


@cache
def amounts(expression: str) -> Memo[Decimal]:
    """Dollars by text; the expression lets through at most two decimals."""
    return Memo(expression, _amount)


def _amount(text: str) -> Decimal:
    return Decimal(text) if text[-3:-2] == "." else Decimal(text).quantize(CENT)


def dollars(text: str) -> Decimal:
    """Dollars of a text that an expression has matched before, as `amounts` does.

    What has cents is read again: it hardly ever repeats, and reading it is as fast as remembering.
    """
    return Decimal(text) if text[-3:-2] == "." else DOLLARS[text]


class _Dollars(dict[str, Decimal]):
    def __missing__(self, text: str) -> Decimal:
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = Decimal(f"{text}.00") if text.isdigit() else _amount(text)
        return value


DOLLARS = _Dollars()
"""Dollars by texts that an expression has matched before, as `amounts` does."""


@cache
def quantities(expression: str) -> Memo[Decimal]:
    """Counts by text."""
    return Memo(expression, Decimal)


@cache
def days(expression: str) -> Memo[date]:
    """Days by text, CCYYMMDD."""
    return Memo(expression, read_day)


def read_day(text: str) -> date:
    """Return the day of a text that is known to be CCYYMMDD."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


Procedure = tuple[str, str, tuple[str, ...]]


@cache
def procedures(expression: str) -> Memo[Procedure]:
    """Qualifier, code and modifiers of composite procedures (C003)."""
    return Memo(expression, _procedure)


def _procedure(text: str) -> Procedure:
    parts = [*text.split(COMPONENT), "", ""]
    return parts[0], parts[1], tuple(filter(None, parts[2:6]))


def segments_of(block: str) -> list[str]:
    """Return the segments of a run, without the line breaks that may stand between them."""
    return [segment.lstrip("\r\n") for segment in block.split(SEGMENT)[:-1]]


class Npis(dict[str, bool]):
    """The answer for each number whether it is an NPI."""

    def __missing__(self, text: str) -> bool:
        if len(text) > LONGEST:
            return False
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = npi_is_valid(text)
        return value


NPIS = Npis()
