"""The claim as the fold of its events: pure, and the same for every order and repetition.

Events are read in `ordering.order_of`'s order: by effective day, then file time. Within one
submission evidence weighs by `Rank`: what weighs less than what moved the claim last is noted and
moves nothing. What the table of transitions refuses is held and tried again after every move; a
missing step is inferred or waited for, as the payer's profile says. A resubmission begins again.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.authority import Authority, authority_of
from claimtrail.claims.fold.authority.withheld import as_accepted, hold_withheld
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_in
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.fold.model import UNTIED, Claim, FoldCheckpoint, Reference, Ties
from claimtrail.claims.fold.ordering import in_order
from claimtrail.claims.fold.payers.payer_claims import numbered, payer_claims
from claimtrail.claims.fold.payers.payer_responsibilities import payer_responsibilities_of
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.progress import Progress
from claimtrail.claims.fold.review.references import references_of
from claimtrail.claims.lifecycle.reasons import DUPLICATE_SUBMISSION, UNKNOWN_CODE
from claimtrail.claims.lifecycle.states import PENDING_STATES, State

_LOOKED_BACK_AT = frozenset({UNKNOWN_CODE, DUPLICATE_SUBMISSION})
"""Notes that decide how the fold goes on: a word that somebody may explain, a second copy."""


def fold(
    events: Iterable[ClaimEvent],
    *,
    claim_id: str,
    policy: Callable[[str], PayerPolicy],
    now: datetime,
    ties: Ties = UNTIED,
) -> Claim:
    """Return the claim that the events make, at version 0.

    `now` becomes `updated_at` and nothing else.

    Events of a partition that is `matched_to` another claim count there and wait for nothing here.

    Raises ValueError when there is no event, or one belongs to another claim.
    """
    return fold_with_checkpoint(events, claim_id=claim_id, policy=policy, now=now, ties=ties)[0]


def fold_with_checkpoint(
    events: Iterable[ClaimEvent],
    *,
    claim_id: str,
    policy: Callable[[str], PayerPolicy],
    now: datetime,
    ties: Ties = UNTIED,
) -> tuple[Claim, FoldCheckpoint | None]:
    """Return the fold as `fold` gives it, and its checkpoint (`incremental.py`), if it has one."""
    ordered = in_order(events)
    if not ordered or any(event.claim_id != claim_id for event in ordered):
        raise ValueError("a fold needs events, all of the same claim")
    successors = {related.event_id: related.claim_id for related in ties.superseded_by}
    authority = authority_of(ordered, frozenset(ties.matched_by_person))
    heard = authority.of(ordered)
    progress = Progress(policy, successors=successors)
    given_away = frozenset(ties.answers_successor)
    own = [event for event in heard if event.event_id not in given_away]
    for event in heard:
        if event.event_id in given_away:
            progress.give(event)
        else:
            progress.take(as_accepted(event, authority.decisions))
    is_alone = _is_alone(heard, ties) and len(heard) == len(ordered)
    checkpoint = checkpoint_of(progress) if is_alone else None
    progress.settle()
    hold_withheld(progress, ordered, authority)
    if ties.matched_to:
        progress.give_away()
    claim = _claim(progress, own or heard or ordered, claim_id=claim_id, now=now)
    claim = claim.model_copy(
        update={
            **_of_authority(authority, ordered),
            "event_count": len(ordered),
            "matched_to": ties.matched_to,
            "matches": ties.matches,
            "supersedes": ties.supersedes,
            "superseded_by": ties.superseded_by,
            # What lives on under another number is pursued there.
            "escalate_on": None if ties.superseded_by else claim.escalate_on,
            "references": _references(progress, ties),
        }
    )
    if checkpoint is None or claim.payer_claims:
        return claim, None
    number = next(filter(None, map(numbered, heard)), None)
    return claim, checkpoint.model_copy(update={"payer_number": number})


def _is_alone(heard: Iterable[ClaimEvent], ties: Ties) -> bool:
    """Tell whether no other partition, second number or person plays a part."""
    events = list(heard)
    numbers = set(filter(None, map(numbered, events)))
    is_decided = any(event.kind is EventKind.EVIDENCE_DECIDED for event in events)
    is_tied = ties.model_copy(update={"registered": None}) != UNTIED
    return len(numbers) <= 1 and not is_decided and not is_tied


def _of_authority(authority: Authority, ordered: Iterable[ClaimEvent]) -> dict[str, object]:
    """Return the fields that say whose claim it is, and what people decided about evidence."""
    return {
        "owner_id": authority.owner_id,
        "payer_ids": authority.payer_ids,
        "decisions": decisions_in(ordered),
    }


def checkpoint_of(progress: Progress) -> FoldCheckpoint | None:
    """Return where the fold stands; None when more than that and the claim decides how it goes on.

    Asked before what waits is settled: one more event might still release it.
    """
    if progress.state is State.DRAFT or progress.history.waiting or progress.ledger.keys:
        return None
    if progress.history.has_noted(_LOOKED_BACK_AT):
        return None
    return FoldCheckpoint(
        cycle=progress.cycle,
        cycle_from=progress.cycle_from,
        rank=progress.rank,
        rank_on=progress.rank_on,
    )


def _claim(progress: Progress, ordered: list[ClaimEvent], *, claim_id: str, now: datetime) -> Claim:
    """Return what was made of the events."""
    submitted = progress.submission[1] if progress.submission else None
    payer_id = progress.submission[0].payer_id if progress.submission else ordered[0].payer_id
    policy = progress.policy(payer_id)
    standing = progress.ledger.standing()
    # A denied second copy has a number that a replacement must not name.
    copies = {posting.order[-1] for posting in standing.duplicate_denials}
    naming = [event for event in ordered if event.event_id not in copies]
    deciding = progress.ledger.deciding_cycle(progress.cycle)
    payer_responsibilities = payer_responsibilities_of(
        standing.counting, progress.history.steps, cycle=deciding
    )
    decided = [
        payer_responsibility
        for payer_responsibility in payer_responsibilities
        if payer_responsibility.decided
    ]
    return Claim(
        claim_id=claim_id,
        version=0,
        state=progress.state,
        state_since=progress.since or ordered[0].effective_on,
        payer_id=payer_id,
        payer_name=policy.name,
        patient_control_number=_patient_control_number(ordered, submitted),
        payer_claim_control_number=_payer_claim_control_number(naming, payer_id),
        transaction_type=submitted.transaction_type if submitted else "",
        claim_filing_indicator=submitted.claim_filing_indicator if submitted else "",
        charge_cents=submitted.total_charge_cents if submitted else 0,
        paid_cents=progress.ledger.paid_cents,
        # Each payer states what it leaves to the patient; the last one's word is what is owed.
        patient_responsibility_cents=decided[-1].patient_responsibility_cents if decided else 0,
        submitted_on=_submitted_on(progress),
        accepted_on=progress.accepted_on,
        service_from=submitted.service_from if submitted else None,
        service_to=submitted.service_to if submitted else None,
        denial_codes=progress.ledger.denial_codes(progress.cycle),
        steps=tuple(progress.history.steps),
        notes=progress.history.ordered_notes(),
        held=progress.history.ordered_held(),
        event_count=len(ordered),
        updated_at=now,
        escalate_on=escalation_day(progress, policy),
        payer_responsibilities=payer_responsibilities,
        submissions=tuple(progress.submissions.versions),
        match_decisions=match_decisions_of(ordered),
        payer_claims=payer_claims(ordered, progress.ledger, progress.words.words),
    )


def _references(progress: Progress, ties: Ties) -> tuple[Reference, ...]:
    """Of the current submission, if whoever sent it registers what it refers to."""
    if ties.registered is None or progress.submission is None:
        return ()
    event, fact = progress.submission
    if not progress.policy(event.source.partner_id).registers:
        return ()
    return references_of(event, fact, ties.registered)


def _submitted_on(progress: Progress) -> date | None:
    if progress.submission is None:
        return None
    event, fact = progress.submission
    return fact.submitted_on or event.effective_on


def escalation_day(progress: Progress, policy: PayerPolicy) -> date | None:
    """Return the first day past the window.

    A payer's own delay (P2, P5) does not stop the window.
    """
    if progress.state not in PENDING_STATES or progress.accepted_on is None:
        return None
    if policy.adjudication_days is None:
        return None
    return progress.accepted_on + timedelta(days=policy.adjudication_days + 1)


def _patient_control_number(ordered: list[ClaimEvent], submitted: Submitted | None) -> str:
    """As we sent it; until then as the first source that names it does."""
    if submitted:
        return submitted.patient_control_number
    numbers = (getattr(event.fact, "patient_control_number", "") for event in ordered)
    return next(filter(None, numbers), "")


def _payer_claim_control_number(ordered: list[ClaimEvent], payer_id: str) -> str:
    """Return the latest that the claim's payer gave, else another payer.

    Else what we sent (REF*F8).
    """
    named = [
        (not isinstance(event.fact, Submitted), event.payer_id == payer_id, number)
        for event in ordered
        if (number := getattr(event.fact, "payer_claim_control_number", ""))
    ]
    by_claims_payer = [number for is_payers, is_own, number in named if is_payers and is_own]
    by_payers = [number for is_payers, _, number in named if is_payers]
    return (by_claims_payer or by_payers or [number for _, _, number in named] or [""])[-1]
