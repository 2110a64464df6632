"""The notice of masking: how many identifiers, and never which."""

import pytest

from claimtrail.tickets.masking.guarding import guarded_alone
from claimtrail.tickets.masking.model import SafeHarborClass
from claimtrail.tickets.masking.notice import counted, masked_so_far, watching
from claimtrail.web.core.masked_words import masked_words, with_masked

pytestmark = pytest.mark.capability("T6.1")

NAMES, DATES = SafeHarborClass.NAMES, SafeHarborClass.DATES


def test_the_sentence_counts_each_class() -> None:
    assert counted({}) == ""
    assert counted({NAMES: 1}) == "1 name was masked."
    assert counted({DATES: 1, NAMES: 2}) == "2 names and 1 date were masked."


def test_the_same_words_count_once_and_nothing_of_them_is_kept_in_sight() -> None:
    around = masked_so_far()
    with watching() as masked:
        for _ in range(2):
            guarded_alone("patient Maria Gomez, SSN 123-45-6789")

        assert masked_so_far() == {NAMES: 1, SafeHarborClass.SSN: 1}
        assert "Gomez" not in repr(masked)
    assert masked_so_far() == around


def test_an_address_of_ours_carries_what_was_masked() -> None:
    with watching() as masked:
        guarded_alone("patient Maria Gomez")

    assert with_masked("/incidents/inc_1?a=b", masked) == "/incidents/inc_1?a=b&masked=names-1"
    assert with_masked("https://elsewhere.example/", masked) == "https://elsewhere.example/"
    assert masked_words("names-1") == "1 name was masked. No original is kept."
    assert masked_words("names-2.kept").startswith("2 names were masked. The original is kept")


@pytest.mark.parametrize("value", ["", "kept", "x", "names-", "names-1.x-2", "names--1", "a" * 99])
def test_a_value_that_is_none_of_ours_says_nothing(value: str) -> None:
    assert masked_words(value) == ""
