"""`claimtrail exceptions`: evidence that is held too long, with both sides and what to do."""

from typing import Any

import click

from claimtrail.claims.announcements import exception_id
from claimtrail.claims.model import Claim, Held
from claimtrail.claims.waiting import next_step
from claimtrail.console.claims import payers_of, store_of
from claimtrail.console.options import json_option, stage_option
from claimtrail.console.output import Output, state
from claimtrail.console.stage import open_stage


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(exceptions)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's exceptions.")
@click.option("--limit", default=50, show_default=True, help="Claims to list for each payer.")
@stage_option
@json_option
def exceptions(payer: str | None, limit: int, stage: str, as_json: bool) -> None:
    """What payers said that cannot be applied, for too long: both sides, and what to do.

    An exception closes by itself when the missing step arrives.
    """
    opened = open_stage(stage)
    store = store_of(opened)
    found = [
        claim
        for payer_id in ([payer] if payer else payers_of(opened))
        for claim in store.list_exceptions(payer_id=payer_id, limit=limit)
    ]
    show_exceptions(Output(as_json), found)


def show_exceptions(output: Output, found: list[Claim]) -> None:
    """A row for each exception of each claim, and what to do once for each reason."""
    overdue = [(claim, held) for claim in found for held in claim.held if held.overdue]
    output.data([_row(claim, held) for claim, held in overdue])
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
