"""The words that claims wait for, and whether one is late: from calendar days alone.

A word that is due in business days is late for sure, or in time for sure, only some days away from
the last one. In between the simulator says nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from simulator.claim_states import AWAITING_DECISION, ClaimState
from simulator.payers.timeline import StepKind, TimelineStep, Weight
from simulator.provider.encounter import SimulatedEncounter


class Days(NamedTuple):
    """Calendar days since the claim came where it stands."""

    in_time: int
    """Up to here the word is in time for sure."""
    late: int
    """From here on it is late for sure."""


_WAITS = {
    # 999: by the next business day.
    ClaimState.SUBMITTED: Days(0, 6),
    ClaimState.RESUBMITTED: Days(0, 6),
    # 277CA: within 2 to 5 business days.
    ClaimState.SYNTAX_ACCEPTED: Days(1, 12),
    # 835: within 3 to 10 business days.
    ClaimState.ADJUDICATED: Days(2, 19),
    # A denial that only a 277 states: its 835.
    ClaimState.DENIED: Days(2, 19),
    # Records or answers that the payer asks for.
    ClaimState.PENDED_PROVIDER_INFO: Days(13, 60),
    ClaimState.PENDED_PATIENT_INFO: Days(13, 60),
}


def is_late(
    encounter: SimulatedEncounter,
    strongest: TimelineStep,
    heard: Sequence[TimelineStep],
    last_day: date,
) -> bool | None:
    """Return whether the claim's next word is late on the day after the last day.

    `heard` are the steps of the current submission. None where only business days tell.
    """
    if strongest.kind is StepKind.REMITTANCE:
        return None if encounter.secondary else False
    started_on = _window_start(encounter, strongest, heard)
    if started_on is not None:
        return (last_day - started_on).days + 1 > encounter.payer.window_days
    days, wait = (last_day - strongest.made_on).days, _WAITS.get(strongest.state)
    if wait is None or days <= wait.in_time:
        return False
    return True if days >= wait.late else None


def _window_start(
    encounter: SimulatedEncounter, strongest: TimelineStep, heard: Sequence[TimelineStep]
) -> date | None:
    """Return the day from which the payer's decision is counted; None where it is not awaited."""
    if strongest.state in AWAITING_DECISION:
        return min(step.made_on for step in heard if step.weight >= Weight.FRONT_END)
    sends_none = StepKind.FRONT_END not in encounter.payer.profile.transactions
    is_next = sends_none and strongest.state is ClaimState.SYNTAX_ACCEPTED
    return strongest.made_on if is_next else None
