"""`claimtrail exceptions`: what needs a person's review, with both sides and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import ClaimException, open_exceptions
from claimtrail.claims.lifecycle.code_amounts import amount_of, in_dollars
from claimtrail.claims.lifecycle.reasons import AWAITING_APPROVAL, SECOND_PAYMENT
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
from claimtrail.cli.exceptions.waiting import show_waiting, waiting_of, waiting_words
from claimtrail.cli.intake.held_numbers import held_count_words

T = TypeVar("T")
ListedPair = tuple[Claim, ClaimException]
"""A claim with one of its exceptions."""
_SIDES = ("Received", "On file")
_COLUMNS = ("Claim", "Payer", "State", "Reason", "Source", *_SIDES, "Since", "Exception")


def list_exceptions(
    claim_access: ClaimAccess, *, payer: str | None, limit: int | None, held: bool
) -> None:
    """Show what needs a person's review: both sides, and what to do; or what is not due yet."""
    store = store_of(claim_access.stage)
    payers = payers_wanted(claim_access.stage, payer)
    waiting = waiting_of(claim_access.stage, payers, store=store)
    if held:
        show_waiting(claim_access, waiting, limit=limit)
        return
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
    if waiting:
        output.note(waiting_words(waiting))
    if not rows and not claim_access.as_json and (files := held_count_words(claim_access.stage)):
        output.say(f"  {files}")


def _cut(noun: str, lists: Sequence[list[T]], limit: int | None, *, as_json: bool) -> Cut[T]:
    return cut(
        [each for one in lists for each in one],
        noun=noun,
        limit=limit,
        as_json=as_json,
        bounded=any(len(one) >= EVERYTHING for one in lists),
    )


def show_exceptions(output: Output, found: Sequence[Claim], *, has_batches: bool = False) -> None:
    """A row for each exception of each claim, and what to do once for each reason.

    Second payments that one file brought are one row: they have one cause and one remedy.
    """
    listed = [(claim, exception) for claim in found for exception in exceptions_of(claim)]
    if has_batches and not listed:
        return
    output.table(
        _COLUMNS,
        [
            (
                _claims_of(group),
                claim.payer_id,
                state(claim.state.value),
                reason_words(exception.reason),
                TRANSACTIONS[EventKind(exception.evidence)],
                _received_of(group),
                states_in_words(exception.against),
                exception.since,
                exception.exception_id,
            )
            for group in _groups(listed)
            for claim, exception in group[:1]
        ],
        empty="Nothing needs review.",
    )
    _show_next_steps(output, [exception for _, exception in listed])


def _groups(listed: Sequence[ListedPair]) -> list[list[ListedPair]]:
    """Return the exceptions in their order, those of one cause together at the first."""
    groups: dict[tuple[str, ...], list[ListedPair]] = {}
    for claim, exception in listed:
        key: tuple[str, ...] = (exception.exception_id,)
        if exception.reason == SECOND_PAYMENT:
            key = (exception.reason, claim.payer_id, exception.file_id)
        groups.setdefault(key, []).append((claim, exception))
    return list(groups.values())


def _claims_of(group: Sequence[ListedPair]) -> str:
    """Return the claim of an exception; of several, all of them."""
    return ", ".join(dict.fromkeys(claim.claim_id for claim, _ in group))


def _received_of(group: Sequence[ListedPair]) -> str:
    """Return the file's side in words; of several payments, how many they are and of how much."""
    if len(group) == 1:
        return _received(group[0][1])
    again, before = (
        sum(amount_of(name, exception.codes) for _, exception in group)
        for name in ("paid", "paid_before")
    )
    claims = len({claim.claim_id for claim, _ in group})
    return (
        f"{len(group)} payments of {claims} claim{'' if claims == 1 else 's'}: paid "
        f"{dollars(again)}; {dollars(before)} was paid before"
    )


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
    codes = " ".join(map(in_dollars, exception.codes))
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
