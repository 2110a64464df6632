"""Every state of a claim has words of its own for people, and is found by them."""

import pytest

from claimtrail.claims.lifecycle.state_words import STATE_WORDS, state_named, state_words
from claimtrail.claims.lifecycle.states import State


def test_every_state_has_words_of_its_own() -> None:
    assert set(STATE_WORDS) == set(State)
    assert len({words.lower() for words in STATE_WORDS.values()}) == len(State)
    assert all(words and "_" not in words for words in STATE_WORDS.values())


@pytest.mark.parametrize("state", State)
def test_a_state_is_named_by_its_code_and_by_its_words(state: State) -> None:
    assert state_named(state.value) is state
    assert state_named(state.value.lower().replace("_", "-")) is state
    assert state_named(STATE_WORDS[state]) is state
    assert state_named(STATE_WORDS[state].upper()) is state


def test_other_words_name_no_state_and_stay_as_they_are() -> None:
    assert state_named("999") is None
    assert state_words("somewhere") == "somewhere"
    assert state_words(State.SYNTAX_ACCEPTED) == state_words("SYNTAX_ACCEPTED") == "999 accepted"
