"""`claimtrail payments`: what payers paid in one check or transfer, and whether it adds up."""

from collections import Counter
from datetime import datetime
from typing import Any

from claimtrail.bootstrap.intake.stores import payment_store
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.views.provider_adjustment_words import plb_words
from claimtrail.cli.claims.stores import payers_wanted
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output, dollars
from claimtrail.cli.core.stage import Stage
from claimtrail.intake.ports import PaymentStore

PLB = "Provider-level adjustments (PLB)"


def list_payments(
    claim_access: ClaimAccess, *, payer: str | None, since: datetime | None, limit: int | None
) -> None:
    """Show payments that 835s explain, the latest first, and whether each adds up."""
    store = store_of(claim_access.stage)
    first_day = since.date() if since else None
    lists = [
        store.list_payments(payer_id=payer_id, first_day=first_day, limit=EVERYTHING)
        for payer_id in payers_wanted(claim_access.stage, payer)
    ]
    latest = sorted((each for one in lists for each in one), key=_listed, reverse=True)
    listed = cut(
        list(dict.fromkeys(copy.payment_id for copy in latest)),
        noun="payments",
        limit=limit,
        as_json=claim_access.as_json,
        bounded=any(len(one) >= EVERYTHING for one in lists),
    )
    found = [store.copies_of(payment_id) for payment_id in listed.rows]
    found.sort(key=lambda copies: copies[0].listed(), reverse=True)
    subjects = dict.fromkeys(copy.source.file_id for copies in found for copy in copies)
    output = claim_access.at(subjects, fields=PaymentCopy.model_fields)
    show_payments(output, found)
    listed.say(output)


def _listed(copy: PaymentCopy) -> Any:
    return copy.listed()


def store_of(stage: Stage) -> PaymentStore:
    """Return the stage's payments."""
    return payment_store(stage.output(ClaimOutput.CLAIM_TABLE))


def show_payments(output: Output, found: list[list[PaymentCopy]]) -> None:
    """A row for each payment, as the earliest of its files states it; then what does not fit."""
    output.data([_json(copies) for copies in found])
    output.table(
        ("Paid on", "Payer", "Trace", "Method", "Amount", "Claims", "Claim payments", PLB, "Files"),
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
        right=("Amount", "Claims", "Claim payments", "Files"),
        empty="No payments.",
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
        said.append(f"does not balance: {dollars(odd.difference_cents)} unexplained")
    if len(copies) > 1:
        said.append(f"came in {len(copies)} files; its claims take it once")
    return f"{first.payer_id} {first.trace_number}: {', '.join(said)}" if said else ""


def _beside(copy: PaymentCopy) -> str:
    """Sums of PLB by reason, with the sign that they have in the payment."""
    sums: Counter[str] = Counter()
    for item in copy.provider_adjustments:
        sums[item.reason_code] += item.amount_cents
    return "; ".join(
        f"{reason} {plb_words(reason)} {dollars(-cents)}".replace("  ", " ")
        for reason, cents in sums.items()
    )


def _json(copies: list[PaymentCopy]) -> dict[str, object]:
    first = copies[0]
    return {
        **first.model_dump(mode="json"),
        "withheld_cents": first.withheld_cents,
        "difference_cents": first.difference_cents,
        "copies": len(copies),
        "file_ids": list(dict.fromkeys(copy.source.file_id for copy in copies)),
    }
