"""Amounts in codes are dollars wherever people read them."""

import pytest

from claimtrail.claims.lifecycle.code_amounts import in_dollars
from claimtrail.claims.views.code_words import code_words, listed_codes


@pytest.mark.parametrize(
    ("code", "shown", "words"),
    [
        ("paid=260412", "paid=$2,604.12", "paid $2,604.12"),
        ("paid_before=10000", "paid_before=$100.00", "$100.00 was paid before"),
        ("paid=-500", "paid=$-5.00", "paid $-5.00"),
        ("cents=5000", "amount=$50.00", "$50.00"),
        ("SVC=99213:10000", "SVC=99213:$100.00", "line of the remittance: 99213, $100.00"),
        ("837=99213:9000", "837=99213:$90.00", "line of our 837: 99213, $90.00"),
        ("837=99213", "837=99213", "line of our 837: 99213"),
    ],
)
def test_a_code_with_an_amount_is_shown_in_dollars(code: str, shown: str, words: str) -> None:
    assert in_dollars(code) == shown
    assert code_words(code) == words
    assert listed_codes([code]) == ""


@pytest.mark.parametrize("code", ["CLP02=1", "IK5=R", "CO-45", "A6:33:IL", "differs=charge"])
def test_other_codes_stay_as_they_are(code: str) -> None:
    assert in_dollars(code) == code
