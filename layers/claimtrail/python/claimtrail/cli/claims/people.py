"""People's words about a claim, as `claimtrail claim` shows them."""

from dataclasses import asdict
from typing import Any

from claimtrail.claims.lifecycle.expectations import is_settled
from claimtrail.claims.views.people import PersonsWord
from claimtrail.claims.views.whole_claim import WholeClaim
from claimtrail.cli.core.output import Output, dollars


def people_data(whole: WholeClaim) -> dict[str, Any]:
    """Return people's words and the amounts that follow from them, as JSON has them."""
    return {
        "people": [asdict(word) for word in whole.people],
        "balance_cents": whole.claim.balance_cents,
    }


def show_people(output: Output, whole: WholeClaim) -> None:
    """Show what people saw at the payer's and decided about the outcome; nothing if nobody did."""
    one, found = whole.claim, whole.people
    if not found:
        return
    output.heading("What people saw and decided")
    output.table(
        ("Day", "By", "What", "From", "In their words", "Effect"),
        [_row(word) for word in found],
    )
    if one.written_off_cents:
        whose = ", the patient's" if is_settled(one) and one.balance_cents > 0 else ""
        output.say(
            f"  written off {dollars(one.written_off_cents)}, "
            f"balance {dollars(one.balance_cents)}{whose}"
        )


def _row(word: PersonsWord) -> tuple[object, ...]:
    effect = word.status.lower().replace("_", " ")
    return word.effective_on, word.by, word.what, word.source, word.words, effect
