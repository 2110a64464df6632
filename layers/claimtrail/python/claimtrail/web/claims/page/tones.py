"""The tone of each state: good, bad, waiting for us, or waiting for somebody else."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.claims.lifecycle.states import State

GOOD, BAD, WARN, QUIET = "good", "bad", "warn", "quiet"

_TONES: Mapping[State, str] = MappingProxyType(
    {
        State.TRANSMISSION_REJECTED: BAD,
        State.FRONT_END_REJECTED: BAD,
        State.DENIED: BAD,
        State.REVERSED: BAD,
        State.FINAL_NO_PAYMENT: BAD,
        State.PENDED_PROVIDER_INFO: WARN,
        State.PENDED_PATIENT_INFO: WARN,
        State.PAYER_HOLD: WARN,
        State.PARTIALLY_PAID: WARN,
        State.PATIENT_RESPONSIBILITY: WARN,
        State.PAID: GOOD,
        State.CLOSED: GOOD,
    }
)
"""States that are not named wait for the payer, or have nothing more to come."""


def tone_of(state: str) -> str:
    """Return the tone of a state's code; quiet for a text that is no state."""
    try:
        return _TONES.get(State(state), QUIET)
    except ValueError:
        return QUIET
