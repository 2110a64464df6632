"""`claimtrail rebill-check`: an account's latest status, and how to send it next.

It never invites a duplicate: an unknown number is a number to check, not a claim to send.
"""

from dataclasses import asdict

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import RebillCheck, rebill_check_of
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.views.near_numbers import near_numbers
from claimtrail.claims.views.rebill_advice import advice_of
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
    return next_action(one, deadlines_of(stage)(one), today=utc_now().date())


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
