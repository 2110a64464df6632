"""The course of a claim, and its state on a given day: pure functions of the claim."""

from collections.abc import Callable
from datetime import date, timedelta

from simulator.bad_days.variants import Variant
from simulator.model import ClaimOutcome, Expectation
from simulator.payers.adjudication import SimulatedDecision, remittances
from simulator.payers.lateness import is_late
from simulator.payers.payer_behavior import (
    DENIAL_DECIDED,
    PAYMENT_DECIDED,
    QUESTIONS,
    REFUSALS,
    REVIEWS,
    SPLIT,
    on_or_after,
)
from simulator.payers.timeline import Lane, StepKind, Timeline, TimelineStep, Weight
from simulator.provider.encounter import SimulatedEncounter

_REVERSAL_DAYS = 6
_ANSWER_DAYS = 6
_QUESTION_DAYS = 3
"""From the front end's word to a question."""


def _decided(decision: SimulatedDecision) -> Callable[[Timeline], None]:
    def tell(line: Timeline) -> None:
        line.submit()
        line.front_end()
        line.decide(decision)

    return tell


def _paid(line: Timeline) -> None:
    line.submit()
    if line.refusal is None:
        line.front_end()
    else:
        line.front_end(line.refusal)
        line.resubmit()
        line.front_end()
    line.decide(SimulatedDecision.PAID)


def _denial_reported(line: Timeline) -> None:
    line.submit()
    line.front_end()
    reported_on = line.status(DENIAL_DECIDED, line.decision_day())
    line.remit(SimulatedDecision.DENIED, reported_on + timedelta(days=1))


def _asked(line: Timeline) -> date:
    line.submit()
    line.front_end()
    choice = line.encounter.chance % len(QUESTIONS)
    earliest = line.day + timedelta(days=line.behavior.front_end_days + _QUESTION_DAYS)
    return line.status(QUESTIONS[choice], earliest)


def _pended(line: Timeline) -> None:
    _asked(line)


def _pended_answered(line: Timeline) -> None:
    asked_on = _asked(line)
    line.remit(SimulatedDecision.PAID, asked_on + timedelta(days=_ANSWER_DAYS))


def _under_review(line: Timeline) -> None:
    line.submit()
    line.front_end()
    word = REVIEWS[line.encounter.chance % len(REVIEWS)]
    line.status(word, line.day + timedelta(days=line.behavior.front_end_days + _QUESTION_DAYS))


def _refused(line: Timeline) -> None:
    line.submit()
    line.front_end(line.refusal or REFUSALS[line.encounter.chance % len(REFUSALS)])


def _refused_and_corrected(line: Timeline) -> None:
    _refused(line)
    line.resubmit()
    line.front_end()
    line.decide(SimulatedDecision.PAID)


def _turned_back(lane: Lane) -> Callable[[Timeline], None]:
    def tell(line: Timeline) -> None:
        line.submit(lane)
        line.resubmit()
        line.front_end()
        line.decide(SimulatedDecision.PAID)

    return tell


def _reversed_and_corrected(line: Timeline) -> None:
    line.submit()
    line.front_end()
    paid_on = line.remit(SimulatedDecision.PAID, line.decision_day())
    line.remit(SimulatedDecision.CORRECTED, paid_on + timedelta(days=_REVERSAL_DAYS))


def _split(line: Timeline) -> None:
    line.submit()
    line.front_end(SPLIT)
    line.remit(SimulatedDecision.SPLIT, line.decision_day())


def _stuck(line: Timeline) -> None:
    line.submit()
    line.front_end()


def _file_lost(line: Timeline) -> None:
    line.submit(Lane.LOST)


def _not_taken_up(line: Timeline) -> None:
    line.submit()


def _overtaken(line: Timeline) -> None:
    line.submit()
    decided_on = on_or_after(line.decision_day(), line.behavior.payment_weekdays)
    late_days = (decided_on - line.day).days + 1
    line.front_end(late_days=late_days)
    line.remit(SimulatedDecision.PAID, decided_on)


def _remittance_missing(line: Timeline) -> None:
    line.submit()
    line.front_end()
    line.status(PAYMENT_DECIDED, line.decision_day())


_SCENARIOS: dict[ClaimOutcome, Callable[[Timeline], None]] = {
    ClaimOutcome.PAID: _paid,
    ClaimOutcome.PARTLY_PAID: _decided(SimulatedDecision.PARTLY_PAID),
    ClaimOutcome.DENIED: _decided(SimulatedDecision.DENIED),
    ClaimOutcome.DENIAL_REPORTED: _denial_reported,
    ClaimOutcome.PATIENT_SHARE: _decided(SimulatedDecision.PATIENT_SHARE),
    ClaimOutcome.NO_PAYMENT: _decided(SimulatedDecision.CAPITATED),
    ClaimOutcome.PENDED_ANSWERED: _pended_answered,
    ClaimOutcome.PENDED: _pended,
    ClaimOutcome.UNDER_REVIEW: _under_review,
    ClaimOutcome.FRONT_END_CORRECTED: _refused_and_corrected,
    ClaimOutcome.FRONT_END_REJECTED: _refused,
    ClaimOutcome.SET_REJECTED: _turned_back(Lane.BAD_SET),
    ClaimOutcome.INTERCHANGE_REJECTED: _turned_back(Lane.BAD_INTERCHANGE),
    ClaimOutcome.REVERSED_AND_CORRECTED: _reversed_and_corrected,
    ClaimOutcome.SPLIT: _split,
    ClaimOutcome.STUCK: _stuck,
    ClaimOutcome.FILE_LOST: _file_lost,
    ClaimOutcome.NOT_TAKEN_UP: _not_taken_up,
    ClaimOutcome.OVERTAKEN: _overtaken,
    ClaimOutcome.REMITTANCE_MISSING: _remittance_missing,
}


def scenario(encounter: SimulatedEncounter) -> tuple[TimelineStep, ...]:
    """Return every step of the claim, in the order in which the partners write them."""
    line = Timeline(encounter)
    _SCENARIOS[encounter.outcome](line)
    return tuple(line.steps)


def expectation(
    encounter: SimulatedEncounter, steps: tuple[TimelineStep, ...], last_day: date
) -> Expectation:
    """Return where the claim stands when everything delivered up to `last_day` was taken in."""
    heard = [step for step in steps if step.delivered_on <= last_day]
    attempt = max(step.attempt for step in heard)
    now = [step for step in heard if step.attempt == attempt]
    waits = (
        encounter.payer.holds
        and StepKind.FRONT_END in encounter.payer.profile.transactions
        and not any(step.kind is StepKind.FRONT_END for step in now)
    )
    if waits:
        now = [step for step in now if step.weight <= Weight.SET]
    strongest = max(now, key=lambda step: (step.weight, step.made_on))
    return Expectation(
        patient_control_number=encounter.control_number,
        payer_id=encounter.payer.profile.id,
        outcome=encounter.outcome,
        state=strongest.state,
        paid_cents=sum(
            remittance.paid
            for step in now
            if step.decision is not None
            for remittance in remittances(encounter, step.decision)
        ),
        submitted_on=encounter.submitted_on,
        complete=len(heard) == len(steps),
        overdue=is_late(encounter, strongest, now, last_day),
        variants=tuple(step.variant for step in heard if step.variant is not None),
        mistakes=tuple(filter(None, (_mistake(encounter, step) for step in heard))),
    )


def _mistake(encounter: SimulatedEncounter, step: TimelineStep) -> Variant | None:
    """Return the mistake for which the step's file is held, before the right one comes."""
    variant = encounter.payer.variant(step.kind, step.made_on)
    if step.kind is StepKind.STATUS and variant is Variant.OF_OTHER_PAYER:
        return variant if encounter.mistaken_for else None
    is_ahead = step.kind is StepKind.REMITTANCE and variant is Variant.DATED_AHEAD
    return variant if is_ahead else None
