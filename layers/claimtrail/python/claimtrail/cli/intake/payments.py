"""`claimtrail payments`: what payers paid in one check or transfer, and whether it adds up."""

from collections import Counter
from datetime import datetime

from claimtrail.bootstrap.intake.stores import payment_store
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.stores import payers_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.core.stage import Stage
from claimtrail.intake.ports import PaymentStore


def list_payments(
    claim_access: ClaimAccess, *, payer: str | None, since: datetime | None, limit: int
) -> None:
    """Show payments that 835s explain, the latest first, and whether each adds up."""
    store = store_of(claim_access.stage)
    listed = [
        copy.payment_id
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for copy in store.list_payments(
            payer_id=payer_id, first_day=since.date() if since else None, limit=limit
        )
    ]
    found = [store.copies_of(payment_id) for payment_id in dict.fromkeys(listed)]
    found.sort(key=lambda copies: copies[0].listed(), reverse=True)
    subjects = dict.fromkeys(copy.source.file_id for copies in found for copy in copies)
    show_payments(claim_access.at(subjects, fields=PaymentCopy.model_fields), found)


def store_of(stage: Stage) -> PaymentStore:
    """Return the stage's payments."""
    return payment_store(stage.output(ClaimOutput.CLAIM_TABLE))


def show_payments(output: Output, found: list[list[PaymentCopy]]) -> None:
    """A row for each payment, as the earliest of its files states it; then what is odd."""
    output.data([_json(copies) for copies in found])
    output.table(
        ("Paid on", "Payer", "Trace", "By", "Paid", "Claims", "For claims", "Beside them", "Files"),
        [
            (
                copy.paid_on,
                copy.payer_id,
                copy.trace_number,
                copy.method,
                dollars(copy.amount_cents),
                copy.claim_count,
                dollars(copy.claims_paid_cents),
                _beside(copy),
                len(copies),
            )
            for copies in found
            for copy in copies[:1]
        ],
        right=("Paid", "Claims", "For claims", "Files"),
        empty="No payment has come.",
    )
    for copies in found:
        if remark := _remark(copies):
            output.say(f"  [yellow]{remark}[/]")


def _remark(copies: list[PaymentCopy]) -> str:
    """Return what is odd about a payment; empty when it adds up and came once."""
    first = copies[0]
    said = []
    odd = next((copy for copy in copies if not copy.balanced), None)
    if odd:
        said.append(f"does not add up: {dollars(odd.difference_cents)} are unexplained")
    if len(copies) > 1:
        said.append(f"came in {len(copies)} files; its claims take it once")
    return f"{first.payer_id} {first.trace_number}: {', '.join(said)}" if said else ""


def _beside(copy: PaymentCopy) -> str:
    """Sums of PLB by reason, with the sign that they have in the payment."""
    sums: Counter[str] = Counter()
    for item in copy.provider_adjustments:
        sums[item.reason_code] += item.amount_cents
    return " ".join(f"{reason} {dollars(-cents)}" for reason, cents in sums.items())


def _json(copies: list[PaymentCopy]) -> dict[str, object]:
    first = copies[0]
    return {
        **first.model_dump(mode="json"),
        "withheld_cents": first.withheld_cents,
        "difference_cents": first.difference_cents,
        "copies": len(copies),
        "file_ids": list(dict.fromkeys(copy.source.file_id for copy in copies)),
    }
