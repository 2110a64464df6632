"""The payer's last day, of a claim whose balance is given up as late."""

from datetime import date, timedelta

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.lifecycle.expectations import decision_day, last_said
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.no_appeal import refusal_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES, GIVEN_UP
from claimtrail.partners.fields import Deadlines

TIMELY_FILING = "timely_filing"
"""The reason of a write-off that says that the payer's last day has passed."""


def open_until(claim: Claim, reason: str, deadlines: Deadlines, *, today: date) -> date | None:
    """Return the last day that is still to come, of a write-off that says that it has passed.

    None where it has passed, none is known, or the write-off has another reason. Without a
    `reason` it is that of the write-off that waits for a second person.
    """
    if (reason or _awaiting(claim)) != TIMELY_FILING:
        return None
    days = (_of_action(claim, deadlines, today), appeal_day(claim, deadlines))
    return max((day for day in days if day and day >= today), default=None)


def appeal_day(claim: Claim, deadlines: Deadlines) -> date | None:
    """Return the payer's last day for an appeal, the same for heads, lists, pages and tickets.

    None where nothing can be appealed, the payer takes no appeal, or no day is known. Where no
    profile is at hand it is the day that is kept with the claim.
    """
    if State.APPEALED not in EDGES[claim.state]:
        return None
    return _appeal_day(claim, deadlines)


def given_up_appeal_day(claim: Claim, deadlines: Deadlines) -> date | None:
    """Return the last day for an appeal of a claim that people gave up; None of any other.

    It passed or is still to come all the same: reopening the claim leads back to it.
    """
    said = last_said(claim.steps)
    may_appeal = said is not None and State.APPEALED in EDGES[said.after]
    return _appeal_day(claim, deadlines) if claim.state in GIVEN_UP and may_appeal else None


def _appeal_day(claim: Claim, deadlines: Deadlines) -> date | None:
    day = decision_day(claim)
    if day is None or refusal_of(claim):
        return None
    if deadlines.appeal_days is None:
        return claim.appeal_until
    return day + timedelta(days=deadlines.appeal_days)


def _of_action(claim: Claim, deadlines: Deadlines, today: date) -> date | None:
    """Return the last day of what a person does next."""
    action = next_action(claim, deadlines, today=today)
    return action.deadline if action else None


def _awaiting(claim: Claim) -> str:
    """Return the reason of the write-off that waits for a second person; empty without one."""
    waiting = (
        one.write_off.reason
        for one in claim.outcome_decisions
        if one.write_off and one.status is OutcomeStatus.AWAITING_APPROVAL
    )
    return next(waiting, "")
