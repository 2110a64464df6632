"""Codes that carry an amount, as people read them: stored in cents, shown in dollars."""

from collections.abc import Iterable

from claimtrail.kernel.money import from_cents

AMOUNTS = frozenset({"cents", "paid", "paid_before"})
"""Names of codes that are an amount: of a write-off, of a payment, of the payment before it."""
LINES = frozenset({"SVC", "837"})
"""Names of codes that are a line: its procedure and its charge."""
MONEY = AMOUNTS | LINES


def in_dollars(code: str) -> str:
    """Return a code with its amount in dollars: `paid=$80.00`, `SVC=99213:$100.00`."""
    name, _, value = code.partition("=")
    if name in AMOUNTS and _is_cents(value):
        return f"{name.replace('cents', 'amount')}={dollars_of(value)}"
    procedure, is_charged, cents = value.rpartition(":")
    if name in LINES and is_charged and _is_cents(cents):
        return f"{name}={procedure}:{dollars_of(cents)}"
    return code


def amount_of(name: str, codes: Iterable[str]) -> int:
    """Return the amount that codes give under a name, in cents; 0 for none."""
    values = (code.partition("=")[2] for code in codes if code.startswith(f"{name}="))
    return next((int(value) for value in values if _is_cents(value)), 0)


def dollars_of(cents: str) -> str:
    """Return an amount of a code: `$1,234.50`."""
    return f"${from_cents(int(cents)):,.2f}"


def _is_cents(text: str) -> bool:
    return text.removeprefix("-").isdecimal()
