"""Spans of retention as people read them: with their unit, whole years as such."""

import pytest

from claimtrail.cli.retention.retention import days_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 day"),
        (30, "30 days"),
        (365, "1 year (365 days)"),
        (400, "400 days"),
        (2_192, "6 years (2,192 days)"),
        (2_557, "7 years (2,557 days)"),
    ],
)
def test_a_span_has_its_unit(days: int, words: str) -> None:
    assert days_words(days) == words
