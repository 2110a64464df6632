"""People's words about a claim, as `claimtrail claim` shows them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.people import PersonsWord, peoples_words
from claimtrail.cli.core.output import Output, dollars


def people_data(one: Claim, events: Iterable[ClaimEvent]) -> dict[str, Any]:
    """Return people's words and the amounts that follow from them, as JSON has them."""
    return {
        "people": [asdict(word) for word in peoples_words(one, events)],
        "balance_cents": one.balance_cents,
    }


def show_people(output: Output, one: Claim, events: Iterable[ClaimEvent]) -> None:
    """Show what people saw at the payer's and decided about the outcome; nothing if nobody did."""
    found = peoples_words(one, events)
    if not found:
        return
    output.heading("What people saw and decided")
    output.table(
        ("Day", "By", "What", "From", "In their words", "Effect"),
        [_row(word) for word in found],
    )
    if one.written_off_cents:
        output.say(
            f"  written off {dollars(one.written_off_cents)}, balance {dollars(one.balance_cents)}"
        )


def _row(word: PersonsWord) -> tuple[object, ...]:
    effect = word.status.lower().replace("_", " ")
    return word.effective_on, word.by, word.what, word.source, word.words, effect
