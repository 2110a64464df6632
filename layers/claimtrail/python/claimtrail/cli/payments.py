"""`claimtrail payments`: what payers paid in one check or transfer, and whether it adds up."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import click

from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.cli.access import ClaimAccess, shows_claim_data
from claimtrail.cli.claims import payers_of
from claimtrail.cli.output import Output, dollars
from claimtrail.cli.stage import Stage
from claimtrail.kernel import names
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(payments)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's payments.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Paid on DAY or later."
)
@click.option("--limit", default=50, show_default=True, help="Payments to list for each payer.")
@shows_claim_data(Action.PAYMENTS_LISTED)
def payments(
    claim_access: ClaimAccess, payer: str | None, since: datetime | None, limit: int
) -> None:
    """Payments that 835s explain, the latest first: claims, money beside them, the difference."""
    store = store_of(claim_access.stage)
    found = [
        copy
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for copy in store.list_payments(
            payer_id=payer_id, first_day=since.date() if since else None, limit=limit
        )
    ]
    found.sort(key=PaymentCopy.listed, reverse=True)
    subjects = dict.fromkeys(copy.source.file_id for copy in found)
    output = claim_access.at(subjects, fields=PaymentCopy.model_fields)
    copies = {one.payment_id: len(store.copies_of(one.payment_id)) for one in found}
    show_payments(output, found, copies)


def store_of(stage: Stage) -> DynamoPaymentStore:
    """Return the stage's payments."""
    return DynamoPaymentStore(stage.client("dynamodb"), stage.output(names.Output.CLAIM_TABLE))


def show_payments(output: Output, found: list[PaymentCopy], copies: dict[str, int]) -> None:
    """A row for each payment in each file; `copies` says in how many files a payment came."""
    output.data([_json(copy, copies[copy.payment_id]) for copy in found])
    output.table(
        ("Paid on", "Payer", "Trace", "By", "Paid", "Claims", "For claims", "Beside them"),
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
            )
            for copy in found
        ],
        right=("Paid", "Claims", "For claims"),
        empty="No payment has come.",
    )
    for copy in _odd(found, copies):
        output.say(f"  [yellow]{_remark(copy, copies[copy.payment_id])}[/]")


def _odd(found: list[PaymentCopy], copies: dict[str, int]) -> Iterable[PaymentCopy]:
    return (copy for copy in found if not copy.balanced or copies[copy.payment_id] > 1)


def _remark(copy: PaymentCopy, copies: int) -> str:
    said = []
    if not copy.balanced:
        said.append(f"does not add up: {dollars(copy.difference_cents)} are unexplained")
    if copies > 1:
        said.append(f"came in {copies} files; its claims take it once")
    return f"{copy.payer_id} {copy.trace_number}: {', '.join(said)}"


def _beside(copy: PaymentCopy) -> str:
    """Sums of PLB by reason, with the sign that they have in the payment."""
    sums: Counter[str] = Counter()
    for item in copy.provider_adjustments:
        sums[item.reason_code] += item.amount_cents
    return " ".join(f"{reason} {dollars(-cents)}" for reason, cents in sums.items())


def _json(copy: PaymentCopy, copies: int) -> dict[str, object]:
    return {
        **copy.model_dump(mode="json"),
        "withheld_cents": copy.withheld_cents,
        "difference_cents": copy.difference_cents,
        "copies": copies,
    }
