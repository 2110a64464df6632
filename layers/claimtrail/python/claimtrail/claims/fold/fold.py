"""The claim as the fold of its events: pure, and the same for every order and repetition.

Events are read in `ordering.order_of`'s order: by effective day, then file time. Within one
submission evidence weighs by `Rank`: what weighs less than what moved the claim last is noted and
moves nothing. What the table of transitions refuses is held and tried again after every move; a
missing step is inferred or waited for, as the payer's profile says. A resubmission begins again.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.payer_numbers import numbered
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.authority import Authority, authority_of
from claimtrail.claims.fold.authority.withheld import as_accepted, hold_withheld
from claimtrail.claims.fold.claim_parts import PayerClaim, Reference
from claimtrail.claims.fold.decisions.evidence_decisions import decisions_in
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_decisions_in
from claimtrail.claims.fold.decisions.recorded_statuses import outdated_reports
from claimtrail.claims.fold.model import UNTIED, Claim, FoldCheckpoint, Ties
from claimtrail.claims.fold.ordering import in_order
from claimtrail.claims.fold.payers.claim_money import NO_MONEY, ClaimMoney, money_of
from claimtrail.claims.fold.payers.payer_claims import payer_claims
from claimtrail.claims.fold.payers.payer_statements import says_split
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.progress import Progress
from claimtrail.claims.fold.review.references import references_of
from claimtrail.claims.lifecycle.expectations import expected
from claimtrail.claims.lifecycle.states import BY_REMITTANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """The events of one claim, and those of them that count by their authority."""

    ordered: list[ClaimEvent]
    """Each event once, in order."""
    counting: list[ClaimEvent]
    authority: Authority

    @property
    def answers(self) -> list[ClaimEvent]:
        """Return the counting events that are no submission."""
        return [event for event in self.counting if not isinstance(event.fact, Submitted)]


def claim_facts(events: Iterable[ClaimEvent], matched: Collection[str] = ()) -> ClaimFacts:
    """Return events as facts of one claim; `matched` are those that a person found to mean it."""
    ordered = in_order(events)
    authority = authority_of(ordered, frozenset(matched))
    return ClaimFacts(ordered=ordered, counting=authority.of(ordered), authority=authority)


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
    facts = claim_facts(events, ties.matched_by_person)
    return fold_with_checkpoint(facts, claim_id=claim_id, policy=policy, now=now, ties=ties)[0]


def fold_with_checkpoint(
    facts: ClaimFacts,
    *,
    claim_id: str,
    policy: Callable[[str], PayerPolicy],
    now: datetime,
    ties: Ties = UNTIED,
) -> tuple[Claim, FoldCheckpoint | None]:
    """Return the fold as `fold` gives it, and its checkpoint (`incremental.py`), if it has one."""
    ordered, counting, authority = facts.ordered, facts.counting, facts.authority
    if not ordered or any(event.claim_id != claim_id for event in ordered):
        raise ValueError("a fold needs events, all of the same claim")
    is_heard_whole = len(counting) == len(ordered)
    progress, own = _read(facts, policy=policy, ties=ties)
    is_alone = is_heard_whole and _is_alone(facts, ties)
    checkpoint = progress.checkpoint if is_alone else None
    progress.settle()
    if not is_heard_whole:
        hold_withheld(progress, ordered, authority)
    if ties.matched_to:
        progress.give_away()
    claim = _claim(progress, own or counting or ordered, claim_id=claim_id, now=now)
    kinds = {event.kind for event in ordered}
    claim = claim.model_copy(
        update={
            "owner_id": authority.owner_id,
            "payer_ids": authority.payer_ids,
            "decisions": decisions_in(ordered) if EventKind.EVIDENCE_DECIDED in kinds else (),
            "outcome_decisions": outcome_decisions_in(ordered, progress.outcome_statuses)
            if EventKind.OUTCOME_DECIDED in kinds
            else (),
            "event_count": len(ordered),
            "matched_to": ties.matched_to,
            "matches": ties.matches,
            "supersedes": ties.supersedes,
            "superseded_by": ties.superseded_by,
            "references": _references(progress, ties),
            "sensitivities": ties.registered.sensitivities if ties.registered else (),
        }
    )
    claim = claim.model_copy(update=expected(claim, policy(claim.payer_id).clocks))
    if checkpoint is None or claim.payer_claims:
        return claim, None
    number = next(filter(None, map(numbered, facts.answers)), None)
    return claim, checkpoint.model_copy(update={"payer_number": number})


def _read(
    facts: ClaimFacts, *, policy: Callable[[str], PayerPolicy], ties: Ties
) -> tuple[Progress, list[ClaimEvent]]:
    """Read the events that count, one after the other; with those that count for this claim."""
    successors = {related.event_id: related.claim_id for related in ties.superseded_by}
    outdated = outdated_reports(facts.counting) if facts.counting[1:] else frozenset()
    progress = Progress(policy, successors=successors, outdated=outdated)
    given_away = frozenset(ties.answers_successor)
    decisions = facts.authority.decisions
    for event in facts.counting:
        if event.event_id in given_away:
            progress.give(event)
        elif facts.authority.is_undecided:
            progress.take(event)
        else:
            progress.take(as_accepted(event, decisions))
    return progress, [event for event in facts.counting if event.event_id not in given_away]


def _is_alone(facts: ClaimFacts, ties: Ties) -> bool:
    """Tell whether no other partition, second number or person plays a part."""
    numbers = set(filter(None, map(numbered, facts.answers)))
    is_tied = ties.model_copy(update={"registered": None}) != UNTIED
    return len(numbers) <= 1 and facts.authority.is_undecided and not is_tied


def _claim(progress: Progress, ordered: list[ClaimEvent], *, claim_id: str, now: datetime) -> Claim:
    """Return what was made of the events."""
    submitted = progress.submission[1] if progress.submission else None
    payer_id = progress.submission[0].payer_id if progress.submission else ordered[0].payer_id
    policy = progress.policy(payer_id)
    money = money_of(progress) if progress.concerns_money else NO_MONEY
    # A denied second copy has a number that a replacement must not name.
    naming = [event for event in ordered if event.event_id not in money.copies]
    kinds = {event.kind for event in ordered}
    charge_cents = submitted.total_charge_cents if submitted else 0
    left = charge_cents - money.paid_cents - money.contractual_cents
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
        charge_cents=charge_cents,
        paid_cents=money.paid_cents,
        contractual_cents=money.contractual_cents,
        written_off_cents=progress.written_off_cents(left) if progress.outcomes else 0,
        patient_responsibility_cents=money.patient_responsibility_cents,
        submitted_on=_submitted_on(progress),
        accepted_on=progress.accepted_on,
        service_from=submitted.service_from if submitted else None,
        service_to=submitted.service_to if submitted else None,
        denial_codes=money.denied.codes,
        denied_cents=money.denied.cents,
        denial_remark_codes=money.denied.remark_codes,
        denied_parts=money.denied.parts,
        counted_remittances=money.counted,
        deciding_remittances=money.deciding,
        **_billed(submitted),
        steps=tuple(progress.history.steps),
        notes=progress.history.ordered_notes(),
        held=progress.history.ordered_held(),
        event_count=len(ordered),
        updated_at=now,
        appeal_until=progress.appeal_deadline(
            _policy_of_decision(progress, money, ordered) or policy,
            decided_on=_decided_on(progress, money),
        ),
        escalate_on=None,
        payer_responsibilities=money.payer_responsibilities,
        submissions=tuple(progress.submissions.versions),
        match_decisions=match_decisions_of(ordered) if EventKind.MATCH_DECIDED in kinds else (),
        payer_claims=_payer_claims(progress, ordered),
    )


def _policy_of_decision(
    progress: Progress, money: ClaimMoney, ordered: list[ClaimEvent]
) -> PayerPolicy | None:
    """Return the policy of the payer whose remittance decided; None where none did."""
    decided = [one.event_id for one in money.payer_responsibilities if one.decided]
    if progress.state not in BY_REMITTANCE or not decided:
        return None
    payers = (event.payer_id for event in ordered if event.event_id == decided[-1])
    return next(map(progress.policy, payers), None)


def _decided_on(progress: Progress, money: ClaimMoney) -> date | None:
    """Return the day on which the payer decided whose remittance did; None where none did."""
    decided = [one.decided_on for one in money.payer_responsibilities if one.decided]
    return decided[-1] if progress.state in BY_REMITTANCE and decided else None


def _billed(submitted: Submitted | None) -> dict[str, Any]:
    """Return the providers, the facility and the plan of a submission; nothing without one."""
    if submitted is None:
        return {}
    return {
        "billing_provider_npi": submitted.billing_provider_npi,
        "rendering_provider_npi": submitted.rendering_provider_npi,
        # An 837 names the service facility only where it is not the billing provider.
        "facility_npi": submitted.facility_npi or submitted.billing_provider_npi,
        "facility_code": submitted.facility_code,
        "plan_identifier": submitted.payer_identifier,
    }


def _payer_claims(progress: Progress, ordered: list[ClaimEvent]) -> tuple[PayerClaim, ...]:
    """Return the numbers that payers gave; empty when there is one only and no split."""
    answers = [event for event in ordered if not isinstance(event.fact, Submitted)]
    numbers = set(filter(None, map(numbered, answers)))
    if len(numbers) <= 1 and not any(map(says_split, answers)):
        return ()
    return payer_claims(answers, progress.ledger, progress.words.words)


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
