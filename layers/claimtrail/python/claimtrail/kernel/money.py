"""US dollars: `Decimal` in the code, integer cents in storage and on the bus, never floats."""

import re
from decimal import Decimal
from functools import lru_cache

CENT = Decimal("0.01")


_NUMBER = re.compile(r"-?(?:\d{1,18}(?:\.\d*)?|\.\d+)", re.ASCII)
"""X12 type R without an exponent; 18 digits are the most that an amount element may have."""


def parse_amount(text: str) -> Decimal:
    """Read an X12 R element (`1234.5`, `-12`, `.5`) as dollars.

    Raises:
        ValueError: not a plain decimal number, or finer than a cent.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    amount = Decimal(text)
    if amount != amount.quantize(CENT):
        raise ValueError("finer than a cent")
    return amount.quantize(CENT)


@lru_cache(maxsize=4096)
def to_cents(amount: Decimal) -> int:
    """Dollars to whole cents. Raises ValueError when the amount is finer than a cent."""
    cents = amount * 100
    whole = int(cents)
    if whole != cents:
        raise ValueError("finer than a cent")
    return whole


def from_cents(cents: int) -> Decimal:
    """Whole cents to dollars with two decimals."""
    return (Decimal(cents) / 100).quantize(CENT)


def format_x12(amount: Decimal) -> str:
    """Dollars as an X12 R element: no exponent, no trailing zeros, `0` for nothing."""
    text = f"{amount.normalize():f}"
    return "0" if text in {"-0", "0"} else text
