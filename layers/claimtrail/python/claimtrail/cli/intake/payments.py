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
    """A row for each payment, as the earliest whole file states it; then what does not fit."""
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
            for copy in (_stated(copies),)
        ],
        right=("Amount", "Claims", "Claim payments", "Files"),
        empty="No payments.",
    )
    for copies in found:
        if remark := _remark(copies):
            output.say(f"  [yellow]{remark}[/]")


def _stated(copies: list[PaymentCopy]) -> PaymentCopy:
    """Return the copy that stands for a payment: the earliest that balances, else the earliest."""
    return next((copy for copy in copies if copy.balanced), copies[0])


def _broken(copies: list[PaymentCopy]) -> list[PaymentCopy]:
    """Return the copies that do not balance of a payment that another copy has whole."""
    broken = [copy for copy in copies if not copy.balanced]
    return broken if len(broken) < len(copies) else []


def _remark(copies: list[PaymentCopy]) -> str:
    """Return what is odd about a payment; empty when it adds up and came once."""
    stated, broken = _stated(copies), _broken(copies)
    said = []
    if not stated.balanced:
        said.append(f"does not balance: {dollars(stated.difference_cents)} unexplained")
    if len(copies) - len(broken) > 1:
        said.append(f"came in {len(copies) - len(broken)} files; its claims take it once")
    if broken:
        each = ", ".join(
            f"{copy.source.file_id} ({dollars(copy.difference_cents)} unexplained)"
            for copy in broken
        )
        said.append(f"balances; apart from it, a copy that is cut or broken: {each}")
    return f"{stated.payer_id} {stated.trace_number}: {', '.join(said)}" if said else ""


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
    stated = _stated(copies)
    return {
        **stated.model_dump(mode="json"),
        "withheld_cents": stated.withheld_cents,
        "difference_cents": stated.difference_cents,
        "broken_file_ids": [copy.source.file_id for copy in _broken(copies)],
        "copies": len(copies),
        "file_ids": list(dict.fromkeys(copy.source.file_id for copy in copies)),
    }
