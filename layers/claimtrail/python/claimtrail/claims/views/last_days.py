"""The payer's last day, of a claim whose balance is given up as late."""

from datetime import date

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.lifecycle.action_model import DeadlineKind
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.no_appeal import refusal_of
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
    days = (_of_action(claim, deadlines, today), _for_appeal(claim))
    return max((day for day in days if day and day >= today), default=None)


def _of_action(claim: Claim, deadlines: Deadlines, today: date) -> date | None:
    """Return the last day of what a person does next; an appeal's is kept with the claim."""
    action = next_action(claim, deadlines, today=today)
    if action is None or (claim.appeal_until and action.deadline_kind == DeadlineKind.APPEAL):
        return None
    return action.deadline


def _for_appeal(claim: Claim) -> date | None:
    return None if refusal_of(claim) else claim.appeal_until


def _awaiting(claim: Claim) -> str:
    """Return the reason of the write-off that waits for a second person; empty without one."""
    waiting = (
        one.write_off.reason
        for one in claim.outcome_decisions
        if one.write_off and one.status is OutcomeStatus.AWAITING_APPROVAL
    )
    return next(waiting, "")
