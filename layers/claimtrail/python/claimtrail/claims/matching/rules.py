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
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from claimtrail.claims.facts.events import ClaimEvent, MatchDecided, Remitted, Submitted
from claimtrail.claims.facts.payer_numbers import payer_of_event
from claimtrail.claims.facts.same_patient import Likeness, compare_patients
from claimtrail.claims.fold.authority import authority_of, authority_of_submissions, own_submissions
from claimtrail.claims.fold.match_decisions import standing
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.fold.submissions import SUPERSEDING
from claimtrail.claims.lifecycle.remittances import PAYER_SEQUENCES
from claimtrail.claims.matching.late_reversals import is_reversal

RULE = "matching@1"
"""Version of the rules below, as the trail names it."""
LINEAGE_RULE = "lineage@1"
BY_PERSON = "/person"
"""After the rule, where what a person decided made the difference."""
CERTAIN = 100
SURE_ENOUGH = 90
"""A score from which a record is given to the claim, when no other claim comes near."""
_PRIMARY = 1
"""The place of the payer to which a claim was sent first."""
POSSIBLE = 60
"""A score from which a claim is shown to a person."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Relation(StrEnum):
    """The relation of a partition to the claim that it was found to mean."""

    EVIDENCE = "evidence"
    """Payers' records about that claim under an unknown number."""
    LINEAGE = "lineage"
    """A submission of ours that replaces or voids that claim."""


class MatchMethod(StrEnum):
    """The way in which a candidate was found, strongest first. The names begin the match keys."""

    PAYER_CLAIM_CONTROL_NUMBER = "pccn"
    TRACE_NUMBER = "trace"
    SCORE = "near"
    """Same charge and first day of service."""


class MatchVerdict(StrEnum):
    """The outcome of a record whose number is none of ours."""

    MATCHED = "MATCHED"
    DOUBTFUL = "DOUBTFUL"
    """Somebody has to decide: it stands in the list of unmatched records."""
    UNMATCHED = "UNMATCHED"
    """No claim fits: it waits for its 837."""


class Candidate(_Frozen):
    """A claim that the record may mean, and why."""

    claim_id: str
    method: MatchMethod
    confidence: int
    """Out of 100."""
    features: tuple[str, ...]
    """The fields that agree, by name, never by value."""


class Match(_Frozen):
    """The decision about one waiting partition. Holds opaque ids only."""

    schema_version: Literal[1] = 1
    claim_id: str
    """Of the number that the payer named."""
    version: int
    """Grows by one with each decision that differs from the one before."""
    payer_id: str
    verdict: MatchVerdict
    target: str
    """The claim that it means; empty unless MATCHED."""
    rule: str
    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    former: tuple[str, ...] = ()
    """Claims that earlier decisions meant: they are folded again whenever this one is looked at."""
    relation: Relation = Relation.EVIDENCE

    def decides_as(self, other: "Match | None") -> bool:
        """Return whether another decision says the same."""
        passing = {"version": self.version, "former": self.former}
        return other is not None and self == other.model_copy(update=passing)

    def following(self, previous: "Match | None") -> "Match":
        """This decision as the one after `previous`."""
        if previous is None:
            return self.model_copy(update={"version": 1})
        meant = {*previous.former, previous.target} - {"", self.target}
        return self.model_copy(
            update={"version": previous.version + 1, "former": tuple(sorted(meant))}
        )


FEATURES: MappingProxyType[str, int] = MappingProxyType(
    {
        "charge": 35,
        "service_from": 25,
        "lines": 20,
        "service_to": 10,
        "unanswered": 10,
        "patient": 10,
    }
)
"""The weights of what agrees. The sum counts up to 100; many payers name no patient."""

Events = Sequence[ClaimEvent]


def is_waiting(events: Events) -> bool:
    """Return whether a partition holds payers' records only: its number is (still) none of ours."""
    return bool(events) and not own_submissions(events)


def naming_event(events: Events) -> ClaimEvent | None:
    """Return the submission that names a claim under another number as its predecessor.

    If any does.

    Only a partition's first submission can: a later one supersedes the one before it.
    """
    first = min(own_submissions(events), key=order_of, default=None)
    if first is None or not isinstance(first.fact, Submitted):
        return None
    fact = first.fact
    names = fact.frequency_code in SUPERSEDING and bool(fact.payer_claim_control_number)
    return first if names else None


def is_awaiting_match(events: Events) -> bool:
    """Return whether a partition means another one.

    An unknown number's records, or a replacement.
    """
    return is_waiting(events) or naming_event(events) is not None


def match_keys(events: Events) -> tuple[str, ...]:
    """Return every key by which these events name their claim, sorted, once each."""
    return tuple(sorted({key for event in events for key in event.match_keys}))


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
        one for one in possible if decision is None or one.claim_id not in decision.refused
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
    if decision is None or not decision.means:
        return ()
    found = (
        one
        for method in methods
        for one in _candidates(method, waiting, sharing, least=0)
        if one.claim_id == decision.means
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
                (method.value,) if method is not MatchMethod.SCORE else _features(able, events)
            )
            confidence = CERTAIN if method is not MatchMethod.SCORE else _score(features)
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


def _score(features: tuple[str, ...]) -> int:
    return min(CERTAIN, sum(FEATURES[name] for name in features))


def _features(waiting: Events, events: Events) -> tuple[str, ...]:
    """Return what agrees between the waiting remittances and a claim's likeliest submission.

    Nothing for a submission of another patient, or with none of the remittance's lines.
    """
    remitted = [event for event in waiting if isinstance(event.fact, Remitted)]
    if not remitted:
        return ()
    if _are_of_several(remitted, events):
        return ()
    theirs = min(remitted, key=lambda event: event.fact.model_dump_json())
    payer = payer_of_event(theirs)
    is_unanswered = not any(
        isinstance(event.fact, Remitted) and payer_of_event(event) == payer for event in events
    )
    found = [
        _agreeing(theirs, event, is_unanswered=is_unanswered)
        for event in events
        if isinstance(event.fact, Submitted)
    ]
    return max(found, key=lambda features: (_score(features), features), default=())


def _are_of_several(remitted: Events, events: Events) -> bool:
    """Tell whether one of the remittances names another patient than a claim's submissions."""
    patients = [event.fact.patient for event in remitted if isinstance(event.fact, Remitted)]
    sent = [event.fact for event in events if isinstance(event.fact, Submitted)]
    return any(
        all(compare_patients(patient, ours) is Likeness.DIFFERENT for ours in sent)
        for patient in patients
    )


def _agreeing(
    theirs_event: ClaimEvent, ours_event: ClaimEvent, *, is_unanswered: bool
) -> tuple[str, ...]:
    theirs, ours = theirs_event.fact, ours_event.fact
    if not isinstance(theirs, Remitted) or not isinstance(ours, Submitted):
        return ()
    patient = compare_patients(theirs.patient, ours)
    if patient is Likeness.DIFFERENT or _are_lines_others(theirs, ours):
        return ()
    is_own = theirs_event.payer_id == ours_event.payer_id
    if not is_own and (
        patient is not Likeness.SAME or PAYER_SEQUENCES.get(theirs.status_code) == _PRIMARY
    ):
        return ()
    agrees = {
        # A reversal negates the charge.
        "charge": abs(theirs.charge_cents) == ours.total_charge_cents,
        "service_from": _same(theirs.service_from, ours.service_from),
        "service_to": _same(theirs.service_to, ours.service_to),
        "lines": _lines_of(theirs) == _sent_lines(ours),
        "unanswered": is_unanswered,
        "patient": patient is Likeness.SAME,
    }
    return tuple(name for name in FEATURES if agrees[name])


def _are_lines_others(theirs: Remitted, ours: Submitted) -> bool:
    """Tell whether both have lines, and no procedure is on both sides."""
    procedures = {line.procedure_code for line in ours.lines}
    procedures |= {line.revenue_code for line in ours.lines}
    answered = [
        {line.procedure_code, line.submitted_procedure_code, line.revenue_code}
        for line in theirs.lines
    ]
    has_common = any(codes & (procedures - {""}) for codes in answered)
    return bool(answered and ours.lines) and not has_common


def _same(theirs: object, ours: object) -> bool:
    return theirs is not None and theirs == ours


def _lines_of(fact: Remitted) -> list[tuple[str, int]]:
    return sorted(
        (line.submitted_procedure_code or line.procedure_code, abs(line.charge_cents))
        for line in fact.lines
    )


def _sent_lines(fact: Submitted) -> list[tuple[str, int]]:
    return sorted((line.procedure_code, line.charge_cents) for line in fact.lines)
