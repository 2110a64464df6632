"""`claimtrail rebill-check`: an account's latest status, and how to send it next.

It never invites a duplicate: an unknown number is a number to check, not a claim to send.
"""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import NextSubmission, RebillCheck, rebill_check_of
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.near_numbers import near_numbers
from claimtrail.cli.claims.head import action_words
from claimtrail.cli.claims.profiles import deadlines_of
from claimtrail.cli.claims.stores import find_claim_id, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.held_numbers import files_holding, held_words
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import Explanation

UNKNOWN = 1
"""Exit code when no claim has the number."""
_CHECK = "Check the number (CLM01), its leading zeros and letters"
_NO_ANSWER = "Do not bill on this answer."
_DUPLICATE = "a second original would deny as a duplicate (CARC 18)"
_NO_ORIGINAL = f"Do not send an original: {_DUPLICATE}."
_ADVICE: Mapping[NextSubmission, str] = MappingProxyType(
    {
        NextSubmission.ORIGINAL: "The payer took in no claim. Correct it, and send it as an "
        "original (CLM05-3 = 1).",
        NextSubmission.REPLACEMENT: _NO_ORIGINAL + " A change goes as a replacement (CLM05-3 = 7) "
        "of {number}.",
        NextSubmission.NOTHING: f"Do not rebill. The payer has this claim; {_DUPLICATE}.",
        NextSubmission.CHECK: "Do not bill on this. Payers answered under this number, but no 837 "
        "of it is on file here: check the number{claim}.",
    }
)
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


def show(claim_access: ClaimAccess, *, number: str) -> None:
    """Show the latest status of an account, and whether and how it may be sent.

    Exits 1 when no claim has the number.
    """
    wanted = find_claim_id(claim_access.stage, number)
    found = store_of(claim_access.stage).find(wanted)
    if found:
        output = claim_access.at([wanted], fields=(*RebillCheck.__slots__, "next_action"))
        show_rebill_check(output, rebill_check_of(found), action_of(claim_access.stage, found))
        return
    near = near_claims(claim_access.stage, number)
    files = files_holding(claim_access.stage, number)
    output = claim_access.at(
        [wanted, *(one.claim_id for one in near), *files], fields=("patient_control_number",)
    )
    show_unknown(output, number, near, stage=claim_access.stage, files=files)
    raise SystemExit(UNKNOWN)


def action_of(stage: Stage, one: Claim) -> NextAction | None:
    """Return what a person does next about a claim today, by its payer's deadlines."""
    return next_action(one, deadlines_of(stage)(one.payer_id), today=utc_now().date())


def near_claims(stage: Stage, number: str) -> list[Claim]:
    """Return the claims whose numbers are near one that no claim has."""
    ids = [find_claim_id(stage, each) for each in near_numbers(number)]
    changes = store_of(stage).recent_changes(ids)
    return [changes[one].claim for one in ids if one in changes]


def show_unknown(
    output: Output, number: str, near: list[Claim], *, stage: Stage, files: list[str]
) -> None:
    """Say that no claim has the number, with the held files that do and numbers near it."""
    output.data(
        {
            "found": False,
            "number": number,
            "next_submission": None,
            "near": [one.patient_control_number for one in near],
            "held_in": files,
        }
    )
    meant = ", ".join(one.patient_control_number for one in near[:5])
    check = f"{_CHECK}; near it: {meant}." if meant else f"{_CHECK}."
    output.failure(
        Explanation(
            code="NUMBER_UNKNOWN",
            what=f"no claim with the number {number}; this does not say that none was sent",
            where=f"stage {stage.name}",
            next_step=" ".join(filter(None, (held_words(stage, files), check, _NO_ANSWER))),
        )
    )


def show_rebill_check(
    output: Output, status: RebillCheck, action: NextAction | None = None
) -> None:
    """The account's status, and what to do."""
    advice = advice_of(status, action)
    following = {"next_action": asdict(action) if action else None}
    output.data({"found": True} | asdict(status) | following | {"advice": advice})
    output.table(
        ("Claim", "State", "Since", "Payer", "Charged", "Paid", "Patient", "Refused duplicates"),
        [
            (
                status.claim_id,
                state(status.state.value),
                status.since,
                status.payer_id,
                dollars(status.charge_cents),
                dollars(status.paid_cents),
                dollars(status.patient_responsibility_cents),
                len(status.duplicates) or None,
            )
        ],
        right=("Charged", "Paid", "Patient", "Refused duplicates"),
    )
    output.say(f"  {advice}")


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
    if said is None or status.matched_to:
        said = _ADVICE[status.next_submission]
    return said.format(
        number=status.payer_claim_control_number or "the payer's number",
        claim=f"; its records count for {status.matched_to}" if status.matched_to else "",
    )
