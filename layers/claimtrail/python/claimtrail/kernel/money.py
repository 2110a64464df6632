"""US dollars: `Decimal` in the code, integer cents in storage and on the bus, never floats."""

from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")


def parse_amount(text: str) -> Decimal:
    """Read an X12 R element (`1234.5`, `-12`, `.5`) as dollars.

    Raises:
        ValueError: not a plain decimal number, or finer than a cent.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("not a decimal number") from None
    if not amount.is_finite():
        raise ValueError("not a finite number")
    if amount != amount.quantize(CENT):
        raise ValueError("finer than a cent")
    return amount.quantize(CENT)


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
