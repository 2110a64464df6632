"""`claimtrail exceptions --held`: evidence that waits and is no exception yet."""

from collections.abc import Collection, Sequence
from typing import Any

from claimtrail.claims.store.ports import Listings
from claimtrail.claims.views.code_words import listed_codes, words_of
from claimtrail.claims.views.held_evidence import HeldEvidence, held_evidence
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import state
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now


def waiting_of(stage: Stage, payers: Collection[str], *, store: Listings) -> list[HeldEvidence]:
    """Return what is held for payers and not due yet, the next due first."""
    profiles = partners_of(stage.name) or ()
    return held_evidence(
        payers,
        store=store,
        today=utc_now().date(),
        profiled=(one.held_days for one in profiles),
        limit=EVERYTHING,
    )


def waiting_words(waiting: Sequence[HeldEvidence]) -> str:
    """Return how much more is held, and how to list it."""
    count = len(waiting)
    verb = "is" if count == 1 else "are"
    return (
        f"{count:,} more {verb} held and not due yet, the next on {waiting[0].held.due_on}: "
        "`claimtrail exceptions --held`."
    )


def show_waiting(
    claim_access: ClaimAccess, waiting: Sequence[HeldEvidence], *, limit: int | None
) -> None:
    """A row for each piece of held evidence: why it waits, and when it is an exception."""
    listed = cut(waiting, noun="held records", limit=limit, as_json=claim_access.as_json)
    rows = [_row(one) for one in listed.rows]
    subjects = list(dict.fromkeys(one.claim.claim_id for one in listed.rows))
    output = claim_access.at(subjects, fields=rows[0] if rows else ())
    output.data(rows)
    output.table(
        ("Claim", "Payer", "State", "Why held", "Source", "Received", "Since", "Due"),
        [
            (
                one.claim.claim_id,
                one.claim.payer_id,
                state(one.claim.state.value),
                reason_words(one.held.reason),
                TRANSACTIONS[one.held.evidence],
                words_of(one.held.codes) or listed_codes(one.held.codes),
                one.held.recorded_on,
                one.held.due_on,
            )
            for one in listed.rows
        ],
        empty="Nothing is held that is not due.",
    )
    listed.say(output)


def _row(one: HeldEvidence) -> dict[str, Any]:
    return {
        "claim_id": one.claim.claim_id,
        "payer_id": one.claim.payer_id,
        "state": one.claim.state.value,
        **one.held.model_dump(mode="json", exclude={"source", "payer_id"}),
        "file_id": one.held.source.file_id,
    }
