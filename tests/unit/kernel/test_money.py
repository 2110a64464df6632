"""Dollars and cents never lose a cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.kernel.money import format_x12, from_cents, parse_amount, to_cents

CENTS = st.integers(min_value=-(10**14), max_value=10**14)


@given(CENTS)
def test_cents_survive_the_way_through_x12_and_storage(cents: int) -> None:
    assert to_cents(parse_amount(format_x12(from_cents(cents)))) == cents


@pytest.mark.parametrize(
    ("text", "dollars"), [("1234.5", "1234.50"), (".5", "0.50"), ("-12", "-12.00"), ("0", "0.00")]
)
def test_amounts_are_read_as_x12_writes_them(text: str, dollars: str) -> None:
    assert parse_amount(text) == Decimal(dollars)


@pytest.mark.parametrize(
    "text",
    ["", "12,50", "NaN", "Infinity", "1.005", "abc", "1E5", "1_000", " 1", "9" * 40, "-", "."],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|cent"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("amount", "text"), [("100.00", "100"), ("0.00", "0"), ("-0.00", "0"), ("12.30", "12.3")]
)
def test_amounts_are_written_without_padding_or_exponent(amount: str, text: str) -> None:
    assert format_x12(Decimal(amount)) == text
