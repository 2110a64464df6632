"""`claimtrail exceptions`: what needs a person's review, with both sides and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.matching.batch_model import BATCH_NEXT_STEPS, BatchResult
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.cli.claims.stores import payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, Cut, cut
from claimtrail.cli.core.output import Output, dollars, state

T = TypeVar("T")
_SIDES = ("Received", "On file")
_COLUMNS = ("Claim", "Payer", "State", "Reason", "Source", *_SIDES, "Since", "Exception")


def list_exceptions(claim_access: ClaimAccess, *, payer: str | None, limit: int | None) -> None:
    """Show what needs a person's review: both sides, and what to do."""
    store = store_of(claim_access.stage)
    payers = payers_wanted(claim_access.stage, payer)
    claims = [store.list_exceptions(payer_id=each, limit=EVERYTHING) for each in payers]
    results = [store.list_batch_exceptions(payer_id=each, limit=EVERYTHING) for each in payers]
    listed = _cut("claims with exceptions", claims, limit, as_json=claim_access.as_json)
    refused = _cut("batches with exceptions", results, limit, as_json=claim_access.as_json)
    found, batches = listed.rows, refused.rows
    references = {
        status.status_id: status.reference
        for file_id in dict.fromkeys(result.file_id for result in batches)
        for status in store.batch_statuses_of(file_id)
    }
    rows = [*rows_of(found), *batch_rows_of(batches, references)]
    subjects = [claim.claim_id for claim in found] + [result.file_id for result in batches]
    output = claim_access.at(subjects, fields=rows[0] if rows else ())
    output.data(rows)
    show_batches(output, batches, references)
    show_exceptions(output, found, has_batches=bool(batches))
    listed.say(output)
    refused.say(output)


def _cut(noun: str, lists: Sequence[list[T]], limit: int | None, *, as_json: bool) -> Cut[T]:
    return cut(
        [each for one in lists for each in one],
        noun=noun,
        limit=limit,
        as_json=as_json,
        bounded=any(len(one) >= EVERYTHING for one in lists),
    )


def show_exceptions(output: Output, found: Sequence[Claim], *, has_batches: bool = False) -> None:
    """A row for each exception of each claim, and what to do once for each reason."""
    listed = [(claim, exception) for claim in found for exception in open_exceptions(claim)]
    if has_batches and not listed:
        return
    output.table(
        _COLUMNS,
        [
            (
                claim.claim_id,
                claim.payer_id,
                state(claim.state.value),
                exception.reason,
                exception.evidence,
                states_in_words(exception.says),
                states_in_words(exception.against),
                exception.since,
                exception.exception_id,
            )
            for claim, exception in listed
        ],
        empty="Nothing needs review.",
    )
    for reason, step in {exception.reason: exception.next_step for _, exception in listed}.items():
        output.say(f"  {reason} ({reason_words(reason)}): {step}")


def show_batches(
    output: Output, found: Sequence[BatchResult], references: Mapping[str, str]
) -> None:
    """Both sides of each refused batch that moves nothing: what it states, what was sent.

    A batch is named by its reference (BHT03 of the 837), which its sender knows it by.
    """
    if not found:
        return
    columns = ("Stated", "Stated $", "Sent", "Sent $")
    output.table(
        ("Batch", "Payer", "Level", "BHT03", "Codes", "Reason", *columns, "Since", "File"),
        [
            (
                result.status_id,
                result.payer_id,
                result.level,
                references.get(result.status_id, ""),
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


def batch_rows_of(
    found: Sequence[BatchResult], references: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the batch exceptions as `--json` gives them."""
    return [
        {
            "exception_id": result.exception_id,
            "kind": "batch",
            "reference": references.get(result.status_id, ""),
            **asdict(result),
            "since": result.since.isoformat(),
            "next_step": BATCH_NEXT_STEPS[result.reason],
        }
        for result in found
    ]


def rows_of(found: Sequence[Claim]) -> list[dict[str, Any]]:
    """Return the exceptions as `--json` gives them."""
    return [
        {"claim_id": claim.claim_id, "payer_id": claim.payer_id, "state": claim.state}
        | asdict(exception)
        for claim in found
        for exception in open_exceptions(claim)
    ]
