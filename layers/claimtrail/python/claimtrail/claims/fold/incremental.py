"""The fold taken up where it stood, for events that come in order: the partition is not read again.

A checkpoint is kept with the claim while its further course follows from the claim alone: it was
submitted, nothing is held, every code is known, no remittance has been taken in, and no other
partition plays a part.
Acknowledgments and statuses that come after all that is known are then folded on from there, with
the outcome that folding everything again would have; whatever else comes has the partition read.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.payer_numbers import number_of, numbered
from claimtrail.claims.fold.authority.authority import BY_ROSTER
from claimtrail.claims.fold.model import Claim, FoldCheckpoint
from claimtrail.claims.fold.ordering import in_order, known_events, order_of, order_of_entry
from claimtrail.claims.fold.payers.claim_money import NO_MONEY, money_of
from claimtrail.claims.fold.payers.payer_statements import says_split
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.progress import Progress
from claimtrail.claims.lifecycle.expectations import expected

INCREMENTAL = frozenset(
    {
        EventKind.INTERCHANGE_ACKNOWLEDGED,
        EventKind.SET_ACKNOWLEDGED,
        EventKind.FRONT_END_STATUS,
        EventKind.BATCH_STATUS,
        EventKind.STATUS_REPORTED,
    }
)
"""Kinds of facts whose effect follows from the claim and a checkpoint."""


def fold_incrementally(
    claim: Claim,
    checkpoint: FoldCheckpoint,
    news: Iterable[ClaimEvent],
    *,
    policy: Callable[[str], PayerPolicy],
    now: datetime,
) -> tuple[Claim, FoldCheckpoint] | None:
    """Return the claim that the stored one becomes with these events, at version 0.

    None when that takes more than the claim: events before what is known, submissions,
    remittances, a second number of the payer's, or evidence that has to be held. News that is
    known already gives the claim back.
    """
    known = known_events(claim)
    ordered = [event for event in in_order(news) if event.event_id not in known]
    if not ordered:
        return claim, checkpoint
    numbers = {checkpoint.payer_number, *map(numbered, ordered)} - {None}
    if not _have_authority(claim, ordered):
        return None
    if not _follow(claim, ordered) or len(numbers) > 1 or any(map(says_split, ordered)):
        return None
    progress = Progress.resumed(claim, checkpoint, policy)
    for event in ordered:
        progress.take(event)
    following = progress.checkpoint
    if following is None:
        return None
    following = following.model_copy(update={"payer_number": next(iter(numbers), None)})
    named = filter(None, map(number_of, ordered))
    payer = policy(claim.payer_id)
    money = money_of(progress) if progress.concerns_money else NO_MONEY
    following_claim = claim.model_copy(
        update={
            "version": 0,
            "state": progress.state,
            "state_since": progress.since,
            "payer_name": payer.name,
            "payer_claim_control_number": [claim.payer_claim_control_number, *named][-1],
            "accepted_on": progress.accepted_on,
            "steps": tuple(progress.history.steps),
            "notes": (*claim.notes, *progress.history.ordered_notes()),
            "event_count": claim.event_count + len(ordered),
            "updated_at": now,
            "appeal_until": progress.appeal_deadline(payer),
            "payer_responsibilities": money.payer_responsibilities,
        }
    )
    return following_claim.model_copy(update=expected(following_claim, payer.clocks)), following


def _have_authority(claim: Claim, ordered: Sequence[ClaimEvent]) -> bool:
    """Tell whether each is of the claim's own payer, or answers a file that carried the claim.

    Whatever else may have authority has the partition read.
    """
    files = {"", *(version.source.file_id for version in claim.submissions)}
    return all(
        event.answers_file_id in files
        if event.kind in BY_ROSTER
        else event.payer_id in claim.payer_ids[:1]
        for event in ordered
    )


def _follow(claim: Claim, ordered: Sequence[ClaimEvent]) -> bool:
    """Return whether these come after everything that the claim was made of."""
    last = max((*map(order_of_entry, claim.steps), *map(order_of_entry, claim.notes)))
    return order_of(ordered[0]) > last and all(event.kind in INCREMENTAL for event in ordered)
