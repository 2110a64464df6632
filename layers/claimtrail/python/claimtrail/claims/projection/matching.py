"""Bringing partitions together: a payer's record under an unknown number, and the claim it means.

Whoever stores an event first lets its claim be found by the event's keys and then looks who else
bears them. Of two that come at the same time, one at least sees the other; so every decision is
made with all facts in the end, in whichever order they came.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from claimtrail.claims.facts.events import ClaimEvent, match_keys
from claimtrail.claims.facts.limits import AWAITING_CLAIMS, BEARERS, MATCH_KEYS
from claimtrail.claims.fold.claim_parts import Matched, Related
from claimtrail.claims.fold.decisions.match_decisions import last_decision
from claimtrail.claims.fold.model import Ties
from claimtrail.claims.matching.features import CERTAIN
from claimtrail.claims.matching.model import LINEAGE_RULE, Match, MatchVerdict, Relation
from claimtrail.claims.matching.rules import (
    decide,
    is_awaiting_match,
    is_waiting,
    naming_event,
)
from claimtrail.claims.matching.snapshot import PartitionReader, Snapshot
from claimtrail.claims.matching.succession import answers_of_successors
from claimtrail.claims.projection.lineages import (
    LentEvidence,
    descendants,
    given_to,
    has_room,
    lent_evidence,
    relatives,
    reversals_given_to,
    reversals_given_up,
    where_they_count,
)
from claimtrail.claims.store.partitions import Partition
from claimtrail.claims.store.ports import MatchStore
from claimtrail.kernel.retry import repeat_on_conflict

_TURNS = 5
"""Decisions about one partition in a row, at most: lineages are a few claims long."""


def match_up(claim_id: str, partition: Partition, *, store: MatchStore) -> tuple[str, ...]:
    """Decide again wherever this claim's events play a part; the other claims to fold again."""
    events = partition.events
    keys = match_keys(events)
    if not keys:
        return ()
    known = partition.change.match_keys if partition.change else ()
    new_keys = keys if is_awaiting_match(events) else tuple(key for key in keys if key not in known)
    store.append_match_keys(claim_id, new_keys, awaiting_match=is_awaiting_match(events))
    awaiting_match = {claim_id} if is_awaiting_match(events) or partition.match else set()
    if not is_waiting(events):
        # Of all keys: a submission or a remittance here may change what others decided before.
        awaiting_match |= awaiting_claims(claim_id, keys, store=store)
    concerned = _decide_all(awaiting_match, store=store)
    if any(link.relation is Relation.LINEAGE for link in partition.links):
        concerned |= relatives(claim_id, store=Snapshot(store))
    return tuple(sorted(concerned - {claim_id, ""}))


def _decide_all(awaiting_match: set[str], *, store: MatchStore) -> set[str]:
    """Decide about each partition; the claims that these decisions concern."""
    concerned: set[str] = set()
    left = sorted(awaiting_match)
    turns: Counter[str] = Counter()
    while left:
        one = left.pop(0)
        turns[one] += 1
        before = store.find_match(one)
        decision = repeat_on_conflict(lambda one=one: _decide(one, store=store))  # type: ignore[misc]
        is_new = one not in concerned or not decision.decides_as(before)
        concerned.add(one)
        for meant in {decision.target, *decision.former} - {""}:
            concerned |= relatives(meant, store=Snapshot(store))
        if is_new and decision.relation is Relation.LINEAGE and decision.target:
            # Whoever awaits the original may mean this replacement, if the payer answered it there:
            # also who was decided about before this one was.
            keys = match_keys(store.events_of(decision.target))
            found = awaiting_claims(decision.target, keys, store=store).difference(left, {one})
            is_changed = not decision.decides_as(before)
            again = found if is_changed else found.difference(concerned)
            left += sorted(other for other in again if turns[other] < _TURNS)
    return concerned


def awaiting_claims(claim_id: str, match_keys: Iterable[str], *, store: MatchStore) -> set[str]:
    """Return who may mean a claim, because it bears a key that they seek by."""
    found = set[str]()
    for key in sorted(store.awaited_among(match_keys)):
        awaiting_match = store.claims_awaiting(key)
        # The first one too many has all others decided without the key; later ones change nothing.
        if (
            len(awaiting_match) <= AWAITING_CLAIMS + 1
            and len(store.claims_bearing(key)) <= BEARERS + 1
        ):
            found.update(awaiting_match)
    return {other for other in found - {claim_id} if is_awaiting_match(store.events_of(other))}


def _decide(claim_id: str, *, store: MatchStore) -> Match:
    """Decide about one partition that awaits, and store the decision when it is a new one."""
    # First the decision, then the facts: these are never older than what it was made of.
    previous = store.find_match(claim_id)
    events = store.events_of(claim_id)
    decision = as_facts_stand(claim_id, events, store=store)
    if decision.decides_as(previous):
        return previous or decision
    decision = decision.following(previous)
    store.save_match(decision, previous=previous)
    if store.events_of(claim_id) != events:
        # Who brought more may have looked for a decision before this one stood.
        return _decide(claim_id, store=store)
    return decision


def as_facts_stand(claim_id: str, events: Sequence[ClaimEvent], *, store: MatchStore) -> Match:
    """Return the decision about a partition with these events, at version 0; nothing is stored.

    Raises ValueError when there is no event.
    """
    facts = Snapshot(store)
    sharing: dict[str, dict[str, list[ClaimEvent]]] = {}
    for key in match_keys(events)[:MATCH_KEYS]:
        bearing = store.claims_bearing(key)
        if len(bearing) > BEARERS or len(store.claims_awaiting(key)) > AWAITING_CLAIMS:
            continue
        others = [other for other in bearing if other != claim_id]
        sharing[key] = {}
        for other in others:
            for bearer, about in where_they_count(other, but=claim_id, store=facts).items():
                sharing[key].setdefault(bearer, []).extend(about)
    decision = decide(claim_id, events, sharing=sharing)
    is_lineage = decision.relation is Relation.LINEAGE and decision.target
    if is_lineage and not has_room(decision.target, but=claim_id, store=facts):
        return decision.model_copy(update={"verdict": MatchVerdict.DOUBTFUL, "target": ""})
    return decision


def tied(
    claim_id: str, partition: Partition, *, store: PartitionReader
) -> tuple[list[ClaimEvent], Ties]:
    """Return a claim's events with those that others lend it, and how it is tied to those others.

    A partition that was found to mean this claim lends all its events; one that supersedes it
    lends the submission that says so, and the decision if a person made it.
    """
    facts = Snapshot(store)
    match, events = partition.match, list(partition.events)
    target = match.target if match else ""
    lent: list[ClaimEvent] = []
    successors: list[Related] = []
    for link in partition.links:
        if link.relation is Relation.EVIDENCE:
            continue
        theirs = facts.events_of(link.claim_id)
        if naming := naming_event(theirs):
            decision = last_decision(theirs)
            lent += [naming, decision] if decision else [naming]
            successors.append(_related(link, naming, claim_id=link.claim_id))
    evidence = lent_evidence(claim_id, partition.links, store=facts)
    matches = [_matched(link) for link in partition.links if link.relation is Relation.EVIDENCE]
    answers = _answers(evidence, claim_id, partition, store=facts)
    lent += evidence.events
    naming = naming_event(events)
    is_successor = match is not None and match.relation is Relation.LINEAGE
    if is_successor and target:
        for ancestor, given in given_to(claim_id, store=facts).items():
            lent += given
            matches.append(_answered_under(ancestor))
        answers += tuple(reversals_given_up(claim_id, store=facts))
    if successors:
        for successor, given in reversals_given_to(claim_id, store=facts).items():
            lent += given
            matches.append(_answered_under(successor))
    ties = Ties(
        matched_to="" if is_successor else target,
        matches=tuple(matches),
        supersedes=_related(match, naming, claim_id=target)
        if match and naming and target
        else None,
        superseded_by=tuple(successors),
        matched_by_person=evidence.matched_by_person,
        answers_successor=answers,
    )
    return events + [event.model_copy(update={"claim_id": claim_id}) for event in lent], ties


def _answers(
    evidence: LentEvidence, claim_id: str, partition: Partition, *, store: PartitionReader
) -> tuple[str, ...]:
    """Return the events about a claim that answer what replaced it."""
    if not any(link.relation is Relation.LINEAGE for link in partition.links):
        return ()
    heard = evidence.heard_beside(partition.events)
    return tuple(answers_of_successors(heard, descendants(claim_id, store=store)))


def _answered_under(ancestor: str) -> Matched:
    """Another claim of the lineage, as the claim tells of it, that the payer answers there."""
    return Matched(
        claim_id=ancestor,
        method=Relation.LINEAGE.value,
        confidence=CERTAIN,
        features=("replaces",),
        rule=LINEAGE_RULE,
    )


def _related(link: Match, naming: ClaimEvent, *, claim_id: str) -> Related:
    """Return the other end of a lineage."""
    return Related(
        claim_id=claim_id,
        frequency_code=getattr(naming.fact, "frequency_code", ""),
        event_id=naming.event_id,
        effective_on=naming.effective_on,
        rule=link.rule,
    )


def _matched(link: Match) -> Matched:
    """Return a link as the claim tells of it."""
    [candidate] = link.candidates
    return Matched(
        claim_id=link.claim_id,
        method=candidate.method.value,
        confidence=candidate.confidence,
        features=candidate.features,
        rule=link.rule,
    )
