"""The claims of one lineage: an original, and those under other numbers that replace or void it.

The payer may answer any of them under the number of any that came before it, so that all of them
are read together (see `succession`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS_IN_ALL, LINEAGE
from claimtrail.claims.fold.authority.authority import authority_of
from claimtrail.claims.fold.decisions.match_decisions import last_decision
from claimtrail.claims.matching.late_reversals import is_reversal, taken_back_elsewhere
from claimtrail.claims.matching.model import Match, Relation
from claimtrail.claims.matching.rules import naming_event
from claimtrail.claims.matching.snapshot import PartitionReader
from claimtrail.claims.matching.succession import answers_of_successors


def ancestors(claim_id: str, *, store: PartitionReader) -> Iterator[str]:
    """Yield the claims that a claim replaces, the nearest first."""
    seen = {claim_id}
    match = store.find_match(claim_id)
    while (
        match
        and match.relation is Relation.LINEAGE
        and match.target not in {"", *seen}
        and len(seen) <= LINEAGE
    ):
        seen.add(match.target)
        yield match.target
        match = store.find_match(match.target)


def descendants(claim_id: str, *, store: PartitionReader, but: str = "") -> dict[str, ClaimEvent]:
    """Return the claims that replace a claim, or one of those.

    Each with the submission that says so.

    `but` is a claim that is left out, with those that replace it.
    """
    found: dict[str, ClaimEvent] = {}
    left = [claim_id]
    while left and len(found) < LINEAGE:
        for link in store.links_of(left.pop()):
            if link.relation is not Relation.LINEAGE or link.claim_id in {claim_id, but, *found}:
                continue
            naming = naming_event(store.events_of(link.claim_id))
            if naming is not None:
                found[link.claim_id] = naming
                left.append(link.claim_id)
    return found


def has_room(original: str, *, but: str, store: PartitionReader) -> bool:
    """Tell whether a lineage may have one more claim than it has without `but`."""
    before = [original, *ancestors(original, store=store)]
    after = descendants(before[-1], store=store, but=but)
    return len({*before, *after}) < LINEAGE


def relatives(claim_id: str, *, store: PartitionReader) -> set[str]:
    """Return every claim of a claim's lineage, itself included."""
    first = [claim_id, *ancestors(claim_id, store=store)][-1]
    return {claim_id, first, *descendants(first, store=store)}


@dataclass(frozen=True, slots=True)
class LentEvidence:
    """The events of partitions that were found to mean a claim, under unknown numbers."""

    events: list[ClaimEvent]
    matched_by_person: tuple[str, ...]
    """Of these, the ones that a person had when deciding that they mean the claim."""

    def heard_beside(self, own: Iterable[ClaimEvent]) -> list[ClaimEvent]:
        """Return a partition's own events and these, as far as they have authority."""
        events = [*own, *self.events]
        return authority_of(events, frozenset(self.matched_by_person)).of(events)


def lent_evidence(claim_id: str, links: Iterable[Match], *, store: PartitionReader) -> LentEvidence:
    """Return what other partitions lend a claim, by links of the relation EVIDENCE.

    No more partitions are read once there are more events than a claim may take from everyone.
    """
    events: list[ClaimEvent] = []
    matched: list[str] = []
    for link in links:
        if link.relation is not Relation.EVIDENCE:
            continue
        if len(events) > EVENTS_IN_ALL:
            break
        theirs = store.events_of(link.claim_id)
        events += theirs
        decision = last_decision(theirs)
        if decision and getattr(decision.fact, "accepted", "") == claim_id:
            known = [one for one in theirs if one.recorded_at <= decision.recorded_at]
            matched += [one.event_id for one in known]
    return LentEvidence(events, tuple(sorted(matched)))


def events_about(claim_id: str, *, store: PartitionReader) -> list[ClaimEvent]:
    """Return a partition's events, and the evidence under unknown numbers.

    As far as it has authority.
    """
    lent = lent_evidence(claim_id, store.links_of(claim_id), store=store)
    return lent.heard_beside(store.events_of(claim_id))


def given_to(claim_id: str, *, store: PartitionReader) -> dict[str, list[ClaimEvent]]:
    """By ancestor, the answers under its number that answer this claim."""
    found: dict[str, list[ClaimEvent]] = {}
    for ancestor in ancestors(claim_id, store=store):
        events = events_about(ancestor, store=store)
        answers = answers_of_successors(events, descendants(ancestor, store=store))
        given = [event for event in events if answers.get(event.event_id) == claim_id]
        if given:
            found[ancestor] = given
    return found


def counted_for(claim_id: str, *, store: PartitionReader) -> list[ClaimEvent]:
    """Return the events about a claim, without answers to what replaced it.

    With those given to it.
    """
    events = events_about(claim_id, store=store)
    answers = answers_of_successors(events, descendants(claim_id, store=store))
    own = [event for event in events if event.event_id not in answers]
    return own + [event for given in given_to(claim_id, store=store).values() for event in given]


def reversals_given_up(claim_id: str, *, store: PartitionReader) -> dict[str, str]:
    """By reversal under a claim's number, the original whose payment it takes back."""
    if not any(map(is_reversal, events_about(claim_id, store=store))):
        return {}
    originals = {one: counted_for(one, store=store) for one in ancestors(claim_id, store=store)}
    own = counted_for(claim_id, store=store)
    return taken_back_elsewhere(own, originals) if originals else {}


def reversals_given_to(claim_id: str, *, store: PartitionReader) -> dict[str, list[ClaimEvent]]:
    """By replacement or void, the reversals under its number of what this claim was paid."""
    found: dict[str, list[ClaimEvent]] = {}
    for successor in descendants(claim_id, store=store):
        given_up = reversals_given_up(successor, store=store)
        given = [
            event
            for event in counted_for(successor, store=store)
            if given_up.get(event.event_id) == claim_id
        ]
        if given:
            found[successor] = given
    return found


def where_they_count(
    claim_id: str, *, but: str, store: PartitionReader
) -> dict[str, list[ClaimEvent]]:
    """By claim, the events of a partition and of those whose answers it holds.

    `but` is a claim that plays no part: the one whose place in the lineage is asked for.
    """
    events = store.events_of(claim_id)
    successors = descendants(claim_id, store=store, but=but)
    if not successors:
        return {claim_id: events}
    answers = answers_of_successors(authority_of(events).of(events), successors)
    found = {claim_id: [event for event in events if event.event_id not in answers]}
    for successor in dict.fromkeys(answers.values()):
        given = [event for event in events if answers.get(event.event_id) == successor]
        found[successor] = [*store.events_of(successor), *given]
    return found
