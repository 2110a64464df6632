"""`claimtrail exceptions`: evidence that is held too long, with both sides and what to do."""

from typing import Any

import click

from claimtrail.audit.access import Action
from claimtrail.claims.announcements import exception_id
from claimtrail.claims.model import Claim, Held
from claimtrail.claims.waiting import next_step
from claimtrail.console.access import Look, shows_claim_data
from claimtrail.console.claims import payers_of, store_of
from claimtrail.console.output import Output, state


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(exceptions)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's exceptions.")
@click.option("--limit", default=50, show_default=True, help="Claims to list for each payer.")
@shows_claim_data(Action.EXCEPTIONS_LISTED)
def exceptions(look: Look, payer: str | None, limit: int) -> None:
    """What payers said that cannot be applied, for too long: both sides, and what to do.

    An exception closes by itself when the missing step arrives.
    """
    store = store_of(look.stage)
    found = [
        claim
        for payer_id in ([payer] if payer else payers_of(look.stage))
        for claim in store.list_exceptions(payer_id=payer_id, limit=limit)
    ]
    rows = rows_of(found)
    subjects = [claim.claim_id for claim in found]
    show_exceptions(look.at(subjects, fields=rows[0] if rows else ()), found)


def show_exceptions(output: Output, found: list[Claim]) -> None:
    """A row for each exception of each claim, and what to do once for each reason."""
    overdue = _overdue(found)
    output.data(rows_of(found))
    output.table(
        ("Claim", "Payer", "Stands at", "Evidence", "Says", "Why not", "Waits since", "Due"),
        [
            (
                claim.claim_id,
                claim.payer_id,
                state(claim.state.value),
                f"{held.evidence.value} {' '.join(held.codes)}",
                state(held.wanted.value),
                held.reason,
                held.recorded_on,
                held.due_on,
            )
            for claim, held in overdue
        ],
        empty="Nothing is held too long.",
    )
    for reason, step in {held.reason: next_step(held) for _, held in overdue}.items():
        output.say(f"  {reason}: {step}")


def rows_of(found: list[Claim]) -> list[dict[str, Any]]:
    """The exceptions as `--json` gives them."""
    return [_row(claim, held) for claim, held in _overdue(found)]


def _overdue(found: list[Claim]) -> list[tuple[Claim, Held]]:
    return [(claim, held) for claim in found for held in claim.held if held.overdue]


def _row(claim: Claim, held: Held) -> dict[str, Any]:
    return {
        "exception_id": exception_id(claim.claim_id, held.event_id),
        "claim_id": claim.claim_id,
        "payer_id": claim.payer_id,
        "state": claim.state,
        "wanted": held.wanted,
        "evidence": held.evidence,
        "codes": held.codes,
        "reason": held.reason,
        "effective_on": held.effective_on,
        "held_since": held.recorded_on,
        "due_on": held.due_on,
        "event_id": held.event_id,
        "file_id": held.source.file_id,
        "next_step": next_step(held),
    }
