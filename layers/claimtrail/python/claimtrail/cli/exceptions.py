"""`claimtrail exceptions`: what needs a person's review, with both sides and what to do."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from claimtrail.claims.fold.exceptions import open_exceptions
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.batches import BATCH_NEXT_STEPS, BatchResult
from claimtrail.cli import evidence_review
from claimtrail.cli.access import ClaimAccess, shows_claim_data
from claimtrail.cli.claims import payers_of, store_of
from claimtrail.cli.output import Output, dollars, state
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(exceptions)
    evidence_review.register(exceptions)


@click.group(invoke_without_command=True)
@click.option("--payer", metavar="ID", help="Only this payer's exceptions.")
@click.option("--limit", default=50, show_default=True, help="Claims to list for each payer.")
@shows_claim_data(Action.EXCEPTIONS_LISTED)
def exceptions(claim_access: ClaimAccess, payer: str | None, limit: int) -> None:
    """Show the exceptions that need a person's review: both sides, and what to do.

    Evidence that is held too long, remittance lines and codes that are none of ours, duplicate
    submissions, claims that point at what is not registered, refused batches that do not agree
    with what was sent, records whose source has no authority over the claim. An exception closes by
    itself when what it lacks arrives.
    """
    if click.get_current_context().invoked_subcommand:
        return
    store = store_of(claim_access.stage)
    found = [
        claim
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for claim in store.list_exceptions(payer_id=payer_id, limit=limit)
    ]
    batches = [
        result
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for result in store.list_batch_exceptions(payer_id=payer_id, limit=limit)
    ]
    rows = [*rows_of(found), *batch_rows_of(batches)]
    subjects = [claim.claim_id for claim in found] + [result.file_id for result in batches]
    show_exceptions(claim_access.at(subjects, fields=rows[0] if rows else ()), found, batches)


def show_exceptions(
    output: Output, found: list[Claim], batches: Sequence[BatchResult] = ()
) -> None:
    """A row for each exception of each claim, and what to do once for each reason."""
    listed = [(claim, claim_access) for claim in found for claim_access in open_exceptions(claim)]
    output.data([*rows_of(found), *batch_rows_of(batches)])
    if batches:
        show_batches(output, batches)
    if batches and not listed:
        return
    output.table(
        ("Claim", "Payer", "Stands at", "Why", "Evidence", "Says", "Against", "Since", "Exception"),
        [
            (
                claim.claim_id,
                claim.payer_id,
                state(claim.state.value),
                claim_access.reason,
                claim_access.evidence,
                claim_access.says,
                claim_access.against,
                claim_access.since,
                claim_access.exception_id,
            )
            for claim, claim_access in listed
        ],
        empty="Nothing needs review.",
    )
    for reason, step in {
        claim_access.reason: claim_access.next_step for _, claim_access in listed
    }.items():
        output.say(f"  {reason}: {step}")


def show_batches(output: Output, found: Sequence[BatchResult]) -> None:
    """Both sides of each refused batch that moves nothing: what it states, what was sent."""
    columns = ("Stated", "Stated $", "Sent", "Sent $")
    output.table(
        ("Batch status", "Payer", "Level", "Says", "Why", *columns, "Since", "File"),
        [
            (
                result.status_id,
                result.payer_id,
                result.level,
                " ".join(result.codes),
                result.reason,
                result.stated_count,
                None if result.stated_cents is None else dollars(result.stated_cents),
                result.found_count,
                dollars(result.found_cents),
                result.since.date(),
                result.file_id,
            )
            for result in found
        ],
        right=columns,
    )
    for reason in dict.fromkeys(result.reason for result in found):
        output.say(f"  {reason}: {BATCH_NEXT_STEPS[reason]}")


def batch_rows_of(found: Sequence[BatchResult]) -> list[dict[str, Any]]:
    """Return the batch exceptions as `--json` gives them."""
    return [
        {
            "exception_id": result.exception_id,
            "kind": "batch",
            **asdict(result),
            "since": result.since.isoformat(),
            "next_step": BATCH_NEXT_STEPS[result.reason],
        }
        for result in found
    ]


def rows_of(found: list[Claim]) -> list[dict[str, Any]]:
    """Return the exceptions as `--json` gives them."""
    return [
        {"claim_id": claim.claim_id, "payer_id": claim.payer_id, "state": claim.state}
        | asdict(claim_access)
        for claim in found
        for claim_access in open_exceptions(claim)
    ]
