"""Advice on sending a claim again: words for charge capture, by state and by next action.

It never invites a duplicate.
"""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.claims.fold.review.duplicates import NextSubmission, RebillCheck
from claimtrail.claims.lifecycle.action_rules import ASK_FIRST
from claimtrail.claims.lifecycle.next_actions import NextAction
from claimtrail.claims.lifecycle.states import State

_DUPLICATE = "a second original would deny as a duplicate (CARC 18)"
_NO_ORIGINAL = f"Do not send an original: {_DUPLICATE}."
_ADVICE: Mapping[NextSubmission, str] = MappingProxyType(
    {
        NextSubmission.ORIGINAL: "The payer took in no claim. Correct it, and send it as an "
        "original (CLM05-3 = 1).",
        NextSubmission.REPLACEMENT: _NO_ORIGINAL + " A change goes as a replacement (CLM05-3 = 7) "
        "of {number}.",
        NextSubmission.NOTHING: f"Do not rebill. The payer has this claim; {_DUPLICATE}.",
        NextSubmission.ASK: ASK_FIRST,
        NextSubmission.CHECK: "Do not bill on this. Payers answered under this number, but no 837 "
        "of it is on file here: check the number{claim}.",
    }
)
_BEFORE_ANYTHING = frozenset({NextSubmission.ASK, NextSubmission.CHECK})
"""The questions that come first, whatever the state says."""
_SENT = "Do not rebill. The claim was sent and {word}; " + _DUPLICATE + "."
_BY_STATE: Mapping[State, str] = MappingProxyType(
    {
        State.SUBMITTED: _SENT.format(word="no 999 has come yet"),
        State.RESUBMITTED: _SENT.format(word="no 999 has come yet"),
        State.SYNTAX_ACCEPTED: _SENT.format(word="the 999 accepted it"),
        State.PREDETERMINED: "The payer only predetermined benefits. Bill the service as an "
        "original (CLM05-3 = 1).",
        State.VOIDED: "The claim was voided. Once the payer has confirmed the void, the service "
        "may be billed as an original (CLM05-3 = 1).",
        State.WRITTEN_OFF: f"Do not rebill. The balance was written off; {_DUPLICATE}.",
        State.CLOSED: f"Do not rebill. The claim is closed; {_DUPLICATE}.",
    }
)
"""Advice for states that say more than the way in which the next claim is sent."""


def advice_of(status: RebillCheck, action: NextAction | None = None) -> str:
    """Return what may be sent next, in words.

    What the payer decided is answered by the claim's own next action: a replacement fixes no
    denial for bundling (CARC 97), medical necessity (50) or a duplicate (18).
    """
    if action and status.next_submission is NextSubmission.REPLACEMENT:
        number = status.payer_claim_control_number
        named = f" The payer's claim number is {number}." if number else ""
        return f"{_NO_ORIGINAL} {action_words(action).removesuffix('.')}.{named}"
    said = _BY_STATE.get(status.state)
    if said is None or status.next_submission in _BEFORE_ANYTHING:
        said = _ADVICE[status.next_submission]
    return said.format(
        number=status.payer_claim_control_number or "the payer's number",
        claim=f"; its records count for {status.matched_to}" if status.matched_to else "",
    )


def action_words(action: NextAction) -> str:
    """Return an action with its deadline."""
    if action.deadline is None:
        return f"{action.action} (no deadline is known)"
    return f"{action.action} Deadline: {action.deadline} ({action.deadline_kind})"
