"""The match of a record that names its claim by another number than the patient control number.

Such a record waits in the partition of the number that it names. Keyed hashes of what else names
the claim (`match_keys` of the events) lead to candidates: the payer claim control number first,
then the trace number, then a score. What several candidates fit equally is for a person to decide.
That person's decision is one more fact (`match_decisions.py`), and the decision about a partition a
function of the facts alone, so it is the same in whichever order they came.

A replacement or void (CLM05-3 7 or 8) that comes under a number of its own names the claim that it
supersedes by the payer's number for that one (REF*F8): decided here too, as `LINEAGE`.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from claimtrail.claims.facts.decisions import MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.authority.authority import (
    authority_of,
    authority_of_submissions,
    own_submissions,
)
from claimtrail.claims.fold.decisions.match_decisions import standing
from claimtrail.claims.fold.history import names_predecessor
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.matching.features import CERTAIN, features_of, score_of
from claimtrail.claims.matching.late_reversals import is_reversal
from claimtrail.claims.matching.model import (
    BY_PERSON,
    LINEAGE_RULE,
    RULE,
    Candidate,
    Events,
    Match,
    MatchMethod,
    MatchVerdict,
    Relation,
)

SURE_ENOUGH = 90
"""A score from which a record is given to the claim, when no other claim comes near."""
POSSIBLE = 60
"""A score from which a claim is shown to a person."""


def is_waiting(events: Events) -> bool:
    """Return whether a partition holds payers' records only: its number is (still) none of ours."""
    return bool(events) and not own_submissions(events)


def naming_event(events: Events) -> ClaimEvent | None:
    """Return the submission that names a claim under another number as its predecessor.

    If any does.

    Only a partition's first submission can: a later one supersedes the one before it.
    """
    own = own_submissions(events)
    return min(own, key=order_of) if names_predecessor(own) else None


def is_awaiting_match(events: Events) -> bool:
    """Return whether a partition means another one.

    An unknown number's records, or a replacement.
    """
    return is_waiting(events) or naming_event(events) is not None


def decide(claim_id: str, waiting: Events, *, sharing: Mapping[str, Mapping[str, Events]]) -> Match:
    """Return the decision about a partition, at version 0: UNMATCHED when its 837 has come.

    `sharing` has, by match key, the events of every other claim that bears the key. Raises
    ValueError when there is no event.
    """
    if not waiting:
        raise ValueError("nothing waits")
    naming = naming_event(waiting)
    methods = _methods(waiting)
    sharing = {key: _of_authority(claims) for key, claims in sharing.items()}
    if naming is not None:
        # What else the submission is known by (its charge, its trace number) names itself.
        sharing = {key: claims for key, claims in sharing.items() if key in naming.match_keys}
        methods = (MatchMethod.PAYER_CLAIM_CONTROL_NUMBER,)
        sharing = {key: _predecessors(key, naming, claims) for key, claims in sharing.items()}
    found = (_candidates(method, waiting, sharing) for method in methods)
    possible = next(filter(None, found), ())
    decision = standing(waiting)
    chosen = _chosen(decision, methods, waiting, sharing)
    candidates = chosen or tuple(
        one for one in possible if decision is None or one.claim_id not in decision.rejected
    )
    verdict = MatchVerdict.MATCHED if chosen else _verdict(candidates)
    rule = LINEAGE_RULE if naming else RULE
    return Match(
        claim_id=claim_id,
        version=0,
        payer_id=waiting[0].payer_id,
        verdict=verdict,
        target=candidates[0].claim_id if verdict is MatchVerdict.MATCHED else "",
        rule=rule if candidates == possible and not chosen else f"{rule}{BY_PERSON}",
        candidates=candidates,
        relation=Relation.LINEAGE if naming else Relation.EVIDENCE,
    )


def _chosen(
    decision: MatchDecided | None,
    methods: Sequence[MatchMethod],
    waiting: Events,
    sharing: Mapping[str, Mapping[str, Events]],
) -> tuple[Candidate, ...]:
    """Return the claim that a person decided for, however little agrees by now.

    While it shares a key.
    """
    if decision is None or not decision.accepted:
        return ()
    found = (
        one
        for method in methods
        for one in _candidates(method, waiting, sharing, least=0)
        if one.claim_id == decision.accepted
    )
    return tuple(islice(found, 1))


def _candidates(
    method: MatchMethod,
    waiting: Events,
    sharing: Mapping[str, Mapping[str, Events]],
    *,
    least: int = POSSIBLE,
) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    own: set[str] = set()
    for key, claims in sharing.items():
        if not key.startswith(f"{method}:"):
            continue
        for claim_id, events in claims.items():
            if is_waiting(events) or not _is_its_own(key, events):
                continue
            able = _with_authority(waiting, events)
            if not any(key in event.match_keys for event in able):
                continue
            features = (
                (method.value,) if method is not MatchMethod.SCORE else features_of(able, events)
            )
            confidence = CERTAIN if method is not MatchMethod.SCORE else score_of(features)
            if features and confidence >= least:
                found[claim_id] = Candidate(
                    claim_id=claim_id, method=method, confidence=confidence, features=features
                )
                if _was_sent_to({event.payer_id for event in able}, events):
                    own.add(claim_id)
    # What was sent to the payer itself goes before what another payer may have passed on to it.
    found = {one: each for one, each in found.items() if one in own} or found
    return tuple(sorted(found.values(), key=lambda one: (-one.confidence, one.claim_id)))


def _of_authority(claims: Mapping[str, Events]) -> Mapping[str, Events]:
    """Return the events of each claim that have authority over it: by others it cannot be found."""
    return {claim_id: authority_of(events).of(events) for claim_id, events in claims.items()}


def _with_authority(waiting: Events, events: Events) -> Events:
    """Return the waiting records that have authority over a claim.

    None for another biller's lineage.
    """
    if is_waiting(waiting):
        return authority_of(events).of(waiting)
    owners = {authority_of_submissions(each).owner_id for each in (waiting, events)}
    return waiting if len(owners) == 1 else ()


def _predecessors(
    key: str, naming: ClaimEvent, claims: Mapping[str, Events]
) -> Mapping[str, Events]:
    """Return the claims that a replacement may mean by a number.

    Sent before it, the original first.

    A payer may keep its number for every version. Those that replaced it too are no original.
    """
    before = {claim_id: events for claim_id, events in claims.items() if _is_before(naming, events)}
    originals = {
        claim_id: events
        for claim_id, events in before.items()
        if _is_its_own(key, events)
        and ((other := naming_event(events)) is None or key not in other.match_keys)
    }
    return originals or before


def _is_before(naming: ClaimEvent, events: Events) -> bool:
    sent = [order_of(event) for event in events if isinstance(event.fact, Submitted)]
    return bool(sent) and min(sent) < order_of(naming)


def _was_sent_to(payer_ids: set[str], events: Events) -> bool:
    return any(
        isinstance(event.fact, Submitted) and event.payer_id in payer_ids for event in events
    )


def _is_its_own(key: str, events: Events) -> bool:
    """Return whether a claim bears a key itself, and not by naming its predecessor."""
    naming = naming_event(events)
    by_number = key.startswith(f"{MatchMethod.PAYER_CLAIM_CONTROL_NUMBER}:")
    if naming is None or not by_number:
        return any(key in event.match_keys for event in events)
    # By its id: what counts elsewhere is read more than once. A reversal may be the predecessor's.
    own = (event for event in events if event.event_id != naming.event_id)
    return any(key in event.match_keys for event in own if not is_reversal(event))


def _verdict(candidates: tuple[Candidate, ...]) -> MatchVerdict:
    if not candidates:
        return MatchVerdict.UNMATCHED
    is_sure = len(candidates) == 1 and candidates[0].confidence >= SURE_ENOUGH
    return MatchVerdict.MATCHED if is_sure else MatchVerdict.DOUBTFUL


def _methods(waiting: Events) -> tuple[MatchMethod, ...]:
    """Return how a waiting partition is matched; nobody's number (CLP01 0) by the score alone."""
    if not is_waiting(waiting):
        return ()
    is_nobodys = any(
        isinstance(event.fact, Remitted) and not event.fact.has_own_number for event in waiting
    )
    return (MatchMethod.SCORE,) if is_nobodys else tuple(MatchMethod)
