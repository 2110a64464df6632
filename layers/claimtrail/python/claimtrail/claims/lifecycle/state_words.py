"""The words that people see for each state of a claim; JSON and the stores keep the states' codes.

They are a biller's words: the acknowledgment that said so, or what the payer waits for.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from claimtrail.claims.lifecycle.states import State

STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "Not submitted: no 837 on file",
        State.SUBMITTED: "Submitted, no 999 yet",
        State.TRANSMISSION_REJECTED: "Rejected (999/TA1)",
        State.SYNTAX_ACCEPTED: "999 accepted",
        State.RECEIVED: "Received (277CA)",
        State.ACCEPTED: "Accepted by payer (277CA)",
        State.FRONT_END_REJECTED: "Rejected by payer (277CA)",
        State.IN_PROCESS: "In process",
        State.IN_REVIEW: "In payer review",
        State.PAYER_HOLD: "On payer hold",
        State.PENDED_PROVIDER_INFO: "Pended: payer needs records from us",
        State.PENDED_PATIENT_INFO: "Pended: payer needs information from patient",
        State.ADJUDICATED: "Finalized, remit pending",
        State.PAID: "Paid",
        State.PARTIALLY_PAID: "Partially paid",
        State.DENIED: "Denied",
        State.PATIENT_RESPONSIBILITY: "Patient responsibility",
        State.FINAL_NO_PAYMENT: "Finalized, no payment",
        State.REVISED: "Revised by payer",
        State.REVERSED: "Payment reversed",
        State.FORWARDED: "Forwarded to another payer",
        State.PREDETERMINED: "Predetermination only",
        State.APPEALED: "Appealed",
        State.RESUBMITTED: "Resubmitted, no 999 yet",
        State.VOIDED: "Voided",
        State.WRITTEN_OFF: "Written off",
        State.CLOSED: "Closed",
    }
)
"""Every state has its words, and no two states have the same."""

_CODES = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, State))})(?![\w-])")
_ALIKE = 0.75
"""Likeness of two texts (`difflib`) of which one may be the other, mistyped."""
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def state_words(state: State | str) -> str:
    """Return a state as people read it; a text that is no state's code stays as it is."""
    try:
        return STATE_WORDS[State(state)]
    except ValueError:
        return state


def state_named(text: str) -> State | None:
    """Return the state of a code or of words, whatever their case and punctuation; else None."""
    return _BY_NAME.get(_plain(text))


def states_near(text: str) -> list[State]:
    """Return the states whose code or words contain a text, else those spelled nearly so.

    A text without letters is near none.
    """
    wanted = _plain(text)
    return [
        state
        for state, words in STATE_WORDS.items()
        if wanted and (wanted in _plain(state.value) or wanted in _plain(words))
    ] or _spelled_nearly(wanted)


def _spelled_nearly(wanted: str) -> list[State]:
    """Return the states that a text with a mistyped letter or two may mean, the nearest first."""
    names = get_close_matches(wanted, _BY_NAME, cutoff=_ALIKE)
    return list(dict.fromkeys(_BY_NAME[name] for name in names))


def states_in_words(text: str) -> str:
    """Return a text with the states' codes in it as people read them."""
    return _CODES.sub(lambda match: STATE_WORDS[State(match[0])], text)


def _plain(text: str) -> str:
    return _SEPARATORS.sub(" ", text.lower()).strip()


_BY_NAME: Mapping[str, State] = MappingProxyType(
    {_plain(words): state for state, words in STATE_WORDS.items()}
    | {_plain(state.value): state for state in State}
)
