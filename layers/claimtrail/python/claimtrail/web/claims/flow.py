"""Claims that went from one state to another within a period: the list behind a figure of flow.

The value of the address is `2026-11-02.2026-11-29.ACCEPTED.DENIED`: first day, last day, states.
"""

from datetime import date

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.web.core.words import day

FLOW = "flow"
"""The name of the address."""
_PARTS = 4


def flow_value(before: str, after: str, *, first: date, last: date) -> str:
    """Return the value of a change of state between two days, both included."""
    return f"{first.isoformat()}.{last.isoformat()}.{before}.{after}"


def has_flowed(claim: Claim, value: str) -> bool:
    """Return whether a claim changed so within the days; no claim did for a value that is none."""
    parts = _parts(value)
    if parts is None:
        return False
    first, last, before, after = parts
    return any(
        first <= step.effective_on <= last and (step.before, step.after) == (before, after)
        for step in claim.steps
    )


def flow_words(value: str) -> str:
    """Return a value as people read it: `Accepted to Denied, Nov 2, 2026 to Nov 29, 2026`."""
    parts = _parts(value)
    if parts is None:
        return value
    first, last, before, after = parts
    return f"{state_words(before)} to {state_words(after)}, {day(first)} to {day(last)}"


def _parts(value: str) -> tuple[date, date, str, str] | None:
    found = value.split(".")
    if len(found) != _PARTS:
        return None
    try:
        return date.fromisoformat(found[0]), date.fromisoformat(found[1]), found[2], found[3]
    except ValueError:
        return None
