"""Bringing partitions together: a payer's record under a strange number, and the claim it means.

Whoever stores an event first lets its claim be found by the event's keys and then looks who else
bears them. Of two that come at the same time, one at least sees the other; so every decision is
made with all facts in the end, in whichever order they came.
"""

from claimtrail.claims.events import ClaimEvent
from claimtrail.claims.matching import Match, decide, is_waiting, match_keys
from claimtrail.claims.model import Matched
from claimtrail.claims.ports import ClaimStore
from claimtrail.kernel.conflicts import repeat_on_conflict


def match_up(claim_id: str, *, store: ClaimStore) -> tuple[str, ...]:
    """Decide anew wherever this claim's events play a part; the other claims to fold anew."""
    events = store.events_of(claim_id)
    keys = match_keys(events)
    if not keys:
        return ()
    store.append_aliases(claim_id, keys)
    waiting = {claim_id} if is_waiting(events) or store.find_match(claim_id) else set()
    if not is_waiting(events):
        others = {other for key in keys for other in store.claims_bearing(key)} - {claim_id}
        waiting |= {other for other in others if is_waiting(store.events_of(other))}
    concerned: set[str] = set()
    for one in sorted(waiting):
        decision = repeat_on_conflict(lambda one=one: _decide(one, store=store))  # type: ignore[misc]
        concerned |= {one, decision.target, *decision.former}
    return tuple(sorted(concerned - {claim_id, ""}))


def _decide(claim_id: str, *, store: ClaimStore) -> Match:
    """Decide about one waiting partition, and store the decision when it is a new one."""
    # First the decision, then the facts: these are never older than what it was made of.
    previous = store.find_match(claim_id)
    events = store.events_of(claim_id)
    sharing: dict[str, dict[str, list[ClaimEvent]]] = {}
    for key in match_keys(events):
        others = [other for other in store.claims_bearing(key) if other != claim_id]
        sharing[key] = {other: store.events_of(other) for other in others}
    decision = decide(claim_id, events, sharing=sharing)
    if decision.decides_as(previous):
        return previous or decision
    decision = decision.following(previous)
    store.save_match(decision, previous=previous)
    return decision


def lent_events(claim_id: str, links: list[Match], *, store: ClaimStore) -> list[ClaimEvent]:
    """The events of the partitions that were found to mean this claim, as its own."""
    return [
        event.model_copy(update={"claim_id": claim_id})
        for link in links
        for event in store.events_of(link.claim_id)
    ]


def matched(link: Match) -> Matched:
    """A link as the claim tells of it."""
    [candidate] = link.candidates
    return Matched(
        claim_id=link.claim_id,
        method=candidate.method.value,
        confidence=candidate.confidence,
        features=candidate.features,
        rule=link.rule,
    )
