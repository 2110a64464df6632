"""From appended events to stored claims.

A claim is folded from its partition, or taken up where it stood; a claim that takes more than a
claim may take is preserved.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent, match_keys
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL, LINKS
from claimtrail.claims.fold.fold import ClaimFacts, claim_facts, fold_with_checkpoint
from claimtrail.claims.fold.history import names_predecessor
from claimtrail.claims.fold.incremental import fold_incrementally
from claimtrail.claims.fold.model import UNTIED, Claim, Ties
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.review.hold_deadlines import (
    DEFAULT_DAYS,
    HoldReason,
    as_of,
)
from claimtrail.claims.lifecycle.status_terms import normalized_terms, unknown_status_terms
from claimtrail.claims.matching.rules import is_awaiting_match
from claimtrail.claims.projection.change import change_between
from claimtrail.claims.projection.matching import tied
from claimtrail.claims.projection.preserved_claims import (
    counted,
    is_left_out,
    is_preserved,
    preserve,
    with_cut_sources,
)
from claimtrail.claims.projection.registry import guards_of, registered_for
from claimtrail.claims.projection.term_review import with_decided_terms
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.partitions import Partition
from claimtrail.claims.store.ports import (
    ChangeWriter,
    ClaimReader,
    EntityStore,
    MatchStore,
    TermStore,
)
from claimtrail.claims.store.search_index import SearchIndex
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.partners.clocks import clocks_of
from claimtrail.partners.profile import EncounterFeed, InferencePolicy, Partners


class ProjectionStore(
    ClaimReader, ChangeWriter, MatchStore, SearchIndex, EntityStore, TermStore, Protocol
):
    """All that a claim is folded from, and where it is stored."""


Policies = Callable[[str], PayerPolicy]
"""The fold's terms of a payer, by profile id."""


def policies(partners: Partners) -> Policies:
    """The terms by profile. A payer without one (any more) is inferred, by default clocks."""

    @cache
    def policy(payer_id: str) -> PayerPolicy:
        profile = partners.get(payer_id)
        if profile is None:
            return PayerPolicy(inference=InferencePolicy.INFER, name=payer_id)
        return PayerPolicy(
            inference=profile.inference,
            name=profile.name,
            clocks=clocks_of(payer_id, partners),
            terms=normalized_terms(profile.status_terms),
            held_days={**DEFAULT_DAYS, **profile.held_days.model_dump(exclude_none=True)},
            registers=profile.encounters is EncounterFeed.REGISTERED,
        )

    return policy


def project(  # noqa: PLR0913 - the claim, the means to go on, and how much of it, by keyword
    claim_id: str,
    *,
    store: ProjectionStore,
    policy: Policies,
    clock: Clock,
    partition: Partition | None = None,
    most: int = EVENTS,
) -> Change | None:
    """Fold a claim's events and store what came out; None when nothing changed.

    `partition` is what was read just now, and by whose keys the claim can be found since. A claim
    of more events than `most` is preserved. Raises ConflictError when other writers won every
    attempt.
    """
    borne = match_keys(partition.events) if partition else ()
    read_before = [partition] if partition else []

    def read_and_save() -> Change | None:
        read = read_before.pop() if read_before else None
        read = read or store.partition_of(claim_id, most=most, in_all=max(most, EVENTS_IN_ALL))
        found = _of_partition(claim_id, read, store=store, policy=policy, clock=clock, most=most)
        if found is None:
            return None
        change, guards = found
        if not is_awaiting_match(read.events):
            known = read.change.match_keys if read.change else ()
            change = replace(change, match_keys=tuple(sorted({*known, *borne})))
        store.save(change, guards=guards)
        return change

    return repeat_on_conflict(read_and_save)


def _of_partition(  # noqa: PLR0913 - the claim, what was read of it, and the means to go on
    claim_id: str,
    partition: Partition,
    *,
    store: ProjectionStore,
    policy: Policies,
    clock: Clock,
    most: int,
) -> tuple[Change, tuple[Guard, ...]] | None:
    """Return the next change of a claim, with what must still be so when it is stored."""

    def preserved(reason: HoldReason) -> tuple[Change, tuple[Guard, ...]] | None:
        change = aside(claim_id, partition, reason, most=most, policy=policy, clock=clock)
        return (change, ()) if change else None

    stored = partition.change.claim if partition.change else None
    reason = excess_of(partition, most=most)
    if reason is not None:
        return preserved(reason)
    events, ties = tied(claim_id, partition, store=store)
    if len(events) > max(EVENTS_IN_ALL, most):
        return preserved(HoldReason.TOO_MANY_EVENTS)
    facts = claim_facts(events, ties.matched_by_person)
    is_registered = _is_registered(facts, policy=policy)
    registered = registered_for(claim_id, store=store) if is_registered else None
    explained = with_decided_terms(claim_id, facts.counting, store=store, policy=policy)
    change = next_change(
        claim_id,
        facts,
        stored=stored,
        policy=explained,
        clock=clock,
        ties=ties.model_copy(update={"registered": registered}),
        cut_sources=partition.cut_sources,
    )
    if change is None:
        return None
    if counted(change.claim) > most or not is_left_out(change.claim, partition.cut_sources):
        return preserved(HoldReason.TOO_MANY_EVENTS)
    return change, guards_of(change, stored, registered)


def excess_of(partition: Partition, *, most: int) -> HoldReason | None:
    """Return why a partition is more than a claim may take; None for one that is not."""
    if partition.is_cut:
        return HoldReason.TOO_MANY_EVENTS
    is_tied_too_often = len(partition.links) > LINKS and most <= EVENTS
    return HoldReason.TOO_MANY_LINKS if is_tied_too_often else None


def aside(  # noqa: PLR0913 - the claim, what was read of it, and why it is preserved
    claim_id: str,
    partition: Partition,
    reason: HoldReason,
    *,
    most: int,
    policy: Policies,
    clock: Clock,
) -> Change | None:
    """Return the change that preserves a claim; None when it is, or there is no evidence."""
    stored = partition.change.claim if partition.change else None
    if is_preserved(stored):
        return None
    events = len(partition.events) + len(partition.cut_sources)
    found = len(partition.links) if reason is HoldReason.TOO_MANY_LINKS else events
    limit = LINKS if reason is HoldReason.TOO_MANY_LINKS else most
    codes = (f"found={found}", f"limit={limit}")
    now = clock()
    claim = preserve(claim_id, partition, reason, codes, policy=policy, now=now)
    if claim is None:
        return None
    if stored:
        claim = claim.model_copy(update={"sensitivities": stored.sensitivities})
    return change_between(stored, as_of(claim, now.date()))


def _is_registered(facts: ClaimFacts, *, policy: Policies) -> bool:
    """Return whether the claim's biller registers the encounters that it bills."""
    senders = {event.source.partner_id for event in facts.authority.submissions}
    return any(policy(sender).registers for sender in senders)


def begin(
    claim_id: str, news: Sequence[ClaimEvent], *, policy: Policies, clock: Clock
) -> Change | None:
    """Return the first change of a claim, out of its first events.

    None when that takes more than these: another partition that the claim may mean, registered
    encounters, words under review.
    """
    facts = claim_facts(news)
    own = facts.authority.submissions
    if (
        not own
        or names_predecessor(own)
        or _is_registered(facts, policy=policy)
        or (
            facts.answers
            and unknown_status_terms(facts.answers, lambda payer_id: policy(payer_id).terms)
        )
    ):
        return None
    change = next_change(claim_id, facts, stored=None, policy=policy, clock=clock)
    return replace(change, match_keys=match_keys(news)) if change else None


def follow(
    change: Change, news: Sequence[ClaimEvent], *, policy: Policies, clock: Clock
) -> Change | None:
    """Return the change that comes after a stored one by events in order.

    The same change when they were known; None when the partition has to be read.
    """
    if change.checkpoint is None:
        return None
    now = clock()
    resumed = fold_incrementally(change.claim, change.checkpoint, news, policy=policy, now=now)
    if resumed is None:
        return None
    claim, checkpoint = resumed
    if claim is change.claim:
        return change
    keys_now = tuple(sorted({*change.match_keys, *match_keys(news)}))
    return replace(change_between(change.claim, claim), checkpoint=checkpoint, match_keys=keys_now)


def next_change(  # noqa: PLR0913 - what the claim is made of, and what it was before
    claim_id: str,
    facts: ClaimFacts,
    *,
    stored: Claim | None,
    policy: Policies,
    clock: Clock,
    ties: Ties = UNTIED,
    cut_sources: Sequence[str] = (),
) -> Change | None:
    """Return the change that leads from the stored claim to what its facts make.

    None when it is that, and is stored with every field of this version.
    """
    if not facts.ordered:
        return None
    now = clock()
    claim, checkpoint = fold_with_checkpoint(
        facts, claim_id=claim_id, policy=policy, now=now, ties=ties
    )
    if cut_sources:
        claim = with_cut_sources(claim, facts.ordered, cut_sources, now=now)
    if claim.held:
        claim = as_of(claim, now.date())
    if stored is not None:
        same = claim.model_copy(update={"version": stored.version, "updated_at": stored.updated_at})
        if same == stored and not stored.lacking:
            return None
    return replace(change_between(stored, claim), checkpoint=checkpoint)
