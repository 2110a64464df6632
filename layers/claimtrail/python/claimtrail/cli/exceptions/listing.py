"""`claimtrail exceptions`: what needs a person's review, with both sides and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import ClaimException, open_exceptions
from claimtrail.claims.lifecycle.reasons import AWAITING_APPROVAL
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.matching.batch_model import (
    BATCH_NEXT_STEPS,
    BATCH_REASON_WORDS,
    BatchResult,
)
from claimtrail.claims.views.code_words import listed_codes, words_of
from claimtrail.claims.views.people import awaiting_words
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.cli.claims.stores import payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, Cut, cut
from claimtrail.cli.core.output import Output, dollars, state
from claimtrail.cli.intake.held_numbers import held_count_words

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
    if not rows and not claim_access.as_json and (held := held_count_words(claim_access.stage)):
        output.say(f"  {held}")


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
    listed = [(claim, exception) for claim in found for exception in exceptions_of(claim)]
    if has_batches and not listed:
        return
    output.table(
        _COLUMNS,
        [
            (
                claim.claim_id,
                claim.payer_id,
                state(claim.state.value),
                reason_words(exception.reason),
                TRANSACTIONS[EventKind(exception.evidence)],
                _received(exception),
                states_in_words(exception.against),
                exception.since,
                exception.exception_id,
            )
            for claim, exception in listed
        ],
        empty="Nothing needs review.",
    )
    _show_next_steps(output, [exception for _, exception in listed])


def exceptions_of(claim: Claim) -> list[ClaimException]:
    """Return a claim's exceptions; that of a write-off says who asked for how much, and why."""
    return [
        replace(one, says=awaiting_words(claim)) if one.reason == AWAITING_APPROVAL else one
        for one in open_exceptions(claim)
    ]


def _received(exception: ClaimException) -> str:
    """Return the file's side in words, after the codes that the trade knows it by."""
    if exception.reason == AWAITING_APPROVAL:
        return exception.says
    words = words_of(exception.codes)
    if not words:
        return states_in_words(exception.says)
    codes = " ".join(exception.codes)
    said = exception.says.replace(codes, listed_codes(exception.codes)).strip()
    return f"{states_in_words(said)}: {words}" if said else words


def _show_next_steps(output: Output, listed: Sequence[ClaimException]) -> None:
    """The next step, once for each reason; its command names the first exception of it."""
    counts = Counter(exception.reason for exception in listed)
    first = {exception.reason: exception for exception in reversed(listed)}
    for reason, count in counts.items():
        step = first[reason].next_step
        more = f" ({count} have it; this is the first.)" if count > 1 and "`" in step else ""
        output.say(f"  {reason_words(reason)}: {step}{more}")


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
                BATCH_REASON_WORDS[result.reason],
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
        output.say(f"  {BATCH_REASON_WORDS[reason]}: {BATCH_NEXT_STEPS[reason]}")


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
        for exception in exceptions_of(claim)
    ]
