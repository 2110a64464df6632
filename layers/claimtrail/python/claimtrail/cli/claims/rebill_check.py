"""`claimtrail rebill-check`: an account's latest status, and how to send it next."""

from dataclasses import asdict

from claimtrail.claims.fold.review.duplicates import NextSubmission, RebillCheck, rebill_check_of
from claimtrail.cli.claims.stores import find_claim_id, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars, state

_ADVICE = {
    NextSubmission.ORIGINAL: "it may be sent as an original (CLM05-3 = 1)",
    NextSubmission.REPLACEMENT: "a change is sent as a replacement (7) of {number}; "
    "an original would be refused as a duplicate",
    NextSubmission.NOTHING: "the payer has it: anything sent now would be refused as a duplicate",
}


def show(claim_access: ClaimAccess, *, number: str) -> None:
    """Show the latest status of an account, and whether and how it may be sent."""
    wanted = find_claim_id(claim_access.stage, number)
    found = store_of(claim_access.stage).find(wanted)
    status = rebill_check_of(found) if found else None
    output = claim_access.at([wanted], fields=tuple(RebillCheck.__slots__))
    show_rebill_check(output, status)


def show_rebill_check(output: Output, status: RebillCheck | None) -> None:
    """One or two lines; an account that was never sent may be."""
    if status is None:
        output.data({"next_submission": NextSubmission.ORIGINAL})
        output.say(f"No claim yet: {_ADVICE[NextSubmission.ORIGINAL]}.")
        return
    output.data(asdict(status))
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
    advice = _ADVICE[status.next_submission].format(
        number=status.payer_claim_control_number or "the payer's number"
    )
    output.say(f"  Next: {advice}.")
