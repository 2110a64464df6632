"""A write-off that waits for a second person: whether it may be approved now, and what to do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeDecision, OutcomeStatus
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES
from claimtrail.kernel.command_texts import with_ids


class ApprovalBar(StrEnum):
    """Why a write-off that waits cannot be approved now."""

    NONE = ""
    APPEAL = "appeal"
    """An appeal that was recorded after the request awaits the payer's answer."""
    STATE = "state"
    """The table has no step to WRITTEN_OFF, or the claim lives on elsewhere."""
    BALANCE = "balance"
    """The payer has settled so much by then that the amount is not left."""


_APPROVE = "`claimtrail write-off CLAIM --approve --why TEXT`"
_DECLINE = "`claimtrail write-off CLAIM --decline --why TEXT`"
_APPEALED = (
    "An appeal stands that was recorded after the write-off was asked for: it cannot be approved "
    "before the payer answers."
)
_STEPS: Mapping[ApprovalBar, tuple[str, str]] = MappingProxyType(
    {
        ApprovalBar.NONE: (
            "Approve the write-off, or turn it down.",
            f"Have a second person decide: {_APPROVE}, or {_DECLINE}.",
        ),
        ApprovalBar.APPEAL: (
            "Await the payer's answer to the appeal, or turn the write-off down.",
            f"{_APPEALED} If nobody wants the write-off any more: {_DECLINE}.",
        ),
        ApprovalBar.STATE: (
            "Turn the write-off down: where the claim stands, it cannot be approved.",
            f"Where the claim stands, the write-off cannot be approved. Turn it down: {_DECLINE}.",
        ),
        ApprovalBar.BALANCE: (
            "Turn the write-off down: the balance is less than what it asks for.",
            f"The balance is less than what the write-off asks for. Turn it down: {_DECLINE}.",
        ),
    }
)
"""By the bar: the action in a line, and with the commands that are accepted now."""


def awaiting_approval(claim: Claim) -> OutcomeDecision | None:
    """Return the write-off that waits for a second person; None where none does."""
    waiting = OutcomeStatus.AWAITING_APPROVAL
    return next((one for one in claim.outcome_decisions if one.status is waiting), None)


def approval_bar(claim: Claim, asked: OutcomeDecision) -> ApprovalBar:
    """Return why a write-off that waits cannot be approved now; NONE where it can."""
    if claim.superseded_by or claim.matched_to or State.WRITTEN_OFF not in EDGES[claim.state]:
        return ApprovalBar.STATE
    undone = {one.about_event_id for one in claim.outcome_decisions}
    appeals = (one for one in claim.outcome_decisions if one.appeal and one.event_id not in undone)
    if claim.state is State.APPEALED and any(one.number > asked.number for one in appeals):
        return ApprovalBar.APPEAL
    wanted = asked.write_off
    left = claim.balance_cents
    is_left = left > 0 and wanted is not None and (wanted.is_whole or wanted.amount_cents <= left)
    return ApprovalBar.NONE if is_left else ApprovalBar.BALANCE


def approval_action(claim: Claim) -> str:
    """Return what to do about the write-off that waits, in a line; empty where none does."""
    asked = awaiting_approval(claim)
    return _STEPS[approval_bar(claim, asked)][0] if asked else ""


def approval_step(claim: Claim) -> str:
    """Return what to do about the write-off that waits, with the commands; empty without one."""
    asked = awaiting_approval(claim)
    if asked is None:
        return ""
    return with_ids(_STEPS[approval_bar(claim, asked)][1], CLAIM=claim.claim_id)
