"""The agreement between remittances that wait and a claim, feature by feature."""

from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import payer_of_event
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.same_patient import Likeness, compare_patients
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.lifecycle.remittances import PAYER_SEQUENCES
from claimtrail.claims.matching.model import Events

CERTAIN = 100
_PRIMARY = 1
"""The place of the payer to which a claim was sent first."""
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


def score_of(features: tuple[str, ...]) -> int:
    """Return the weight of what agrees, at most CERTAIN."""
    return min(CERTAIN, sum(FEATURES[name] for name in features))


def features_of(waiting: Events, events: Events) -> tuple[str, ...]:
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
    return max(found, key=lambda features: (score_of(features), features), default=())


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
