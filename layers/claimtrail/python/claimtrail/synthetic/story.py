"""What happens to a claim, step by step, and where that leaves it: pure functions of the claim."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from claimtrail.claims.states import PENDING_STATES, State
from claimtrail.synthetic.adjudication import Decision, remittances
from claimtrail.synthetic.encounter import Encounter
from claimtrail.synthetic.habits import (
    ACCEPTED,
    DENIAL_DECIDED,
    IN_PROCESS,
    PAYMENT_DECIDED,
    QUESTIONS,
    REFUSALS,
    REVIEWS,
    SPLIT,
    WORKDAYS,
    Word,
    on_or_after,
)
from claimtrail.synthetic.model import Expectation, Outcome

_CORRECTION_DAYS = 2
"""From a refusal to the corrected claim."""
_OVERTAKEN_DAYS = 12
"""How late the 277CA of a claim comes that the 835 overtakes, counted from its own day."""
_REVERSAL_DAYS = 6
_ANSWER_DAYS = 6
_ANNOUNCED_CHANCE = 500
"""Of 1,000 claims with a payer that sends 277s, those of which it also tells on the way."""


class StepKind(StrEnum):
    """The file that carries a step."""

    SUBMISSION = "837"
    INTERCHANGE_ACKNOWLEDGMENT = "TA1"
    SET_ACKNOWLEDGMENT = "999"
    FRONT_END = "277CA"
    STATUS = "277"
    REMITTANCE = "835"


class Lane(StrEnum):
    """How a submission fares on its way; claims of one lane travel together."""

    GOOD = "good"
    BAD_SET = "bad_set"
    BAD_INTERCHANGE = "bad_interchange"


class Weight(IntEnum):
    """Precedence of evidence, as the lifecycle has it."""

    SUBMISSION = 0
    TA1 = 1
    SET = 2
    FRONT_END = 3
    STATUS_P = 4
    STATUS_R = 5
    STATUS_F = 6
    REMITTANCE = 7


class Step(NamedTuple):
    """One word about the claim in one file."""

    kind: StepKind
    attempt: int
    """1 for the first submission and what follows from it, 2 for the second."""
    made_on: date
    delivered_on: date
    state: State
    weight: Weight
    lane: Lane | None = None
    word: Word | None = None
    decision: Decision | None = None


_STATUS_WEIGHTS = {"P": Weight.STATUS_P, "R": Weight.STATUS_R, "F": Weight.STATUS_F}


class _Timeline:
    """Puts one step after another, each on the next day on which the payer writes such a file."""

    def __init__(self, encounter: Encounter) -> None:
        self.encounter = encounter
        self.habits = encounter.payer.habits
        self.transactions = encounter.payer.profile.transactions
        self.day = encounter.submitted_on
        self.attempt = 0
        self.steps: list[Step] = []

    def decision_day(self) -> date:
        """When the payer would decide on the present attempt."""
        first, last = self.habits.decision_days
        return self.day + timedelta(days=first + self.encounter.chance % (last - first + 1))

    def submit(self, lane: Lane = Lane.GOOD) -> None:
        self.attempt += 1
        state = State.SUBMITTED if self.attempt == 1 else State.RESUBMITTED
        self._add(StepKind.SUBMISSION, self.day, state, Weight.SUBMISSION, lane=lane)
        acknowledged_on = acknowledgment_day(self.day, self.habits.acknowledgment_days)
        if lane is Lane.BAD_INTERCHANGE:
            kind, state, weight = (
                StepKind.INTERCHANGE_ACKNOWLEDGMENT,
                State.TRANSMISSION_REJECTED,
                Weight.TA1,
            )
        else:
            kind, weight = StepKind.SET_ACKNOWLEDGMENT, Weight.SET
            rejected = lane is Lane.BAD_SET
            state = State.TRANSMISSION_REJECTED if rejected else State.SYNTAX_ACCEPTED
        self._add(kind, acknowledged_on, state, weight)

    def resubmit(self) -> None:
        correction = self.steps[-1].delivered_on + timedelta(days=_CORRECTION_DAYS)
        self.day = on_or_after(correction, WORKDAYS)
        self.submit()

    def front_end(self, word: Word = ACCEPTED, *, late_days: int = 0) -> None:
        if StepKind.FRONT_END not in self.transactions:
            return
        made_on = on_or_after(self.day + timedelta(days=self.habits.front_end_days), WORKDAYS)
        if made_on.toordinal() % self.habits.late_every == 0:
            late_days = max(late_days, self.habits.late_days)
        delivered_on = made_on + timedelta(days=late_days)
        self._add(
            StepKind.FRONT_END,
            made_on,
            word.state,
            Weight.FRONT_END,
            delivered_on=delivered_on,
            word=word,
        )

    def status(self, word: Word, earliest: date) -> date:
        """Returns the day of the 277, or `earliest` where the payer sends none."""
        if StepKind.STATUS not in self.transactions:
            return earliest
        made_on = on_or_after(earliest, self.habits.status_weekdays)
        weight = _STATUS_WEIGHTS[word.category[0]]
        self._add(StepKind.STATUS, made_on, word.state, weight, word=word)
        return made_on

    def remit(self, decision: Decision, earliest: date) -> date:
        made_on = on_or_after(earliest, self.habits.payment_weekdays)
        self._add(
            StepKind.REMITTANCE, made_on, decision.state, Weight.REMITTANCE, decision=decision
        )
        return made_on

    def decide(self, decision: Decision) -> None:
        """The usual end: perhaps a word on the way, then the remittance."""
        decided_on = self.decision_day()
        if self.encounter.chance % 2 == 0:
            halfway = self.day + (decided_on - self.day) // 2
            halfway = on_or_after(halfway, self.habits.status_weekdays)
            if halfway < decided_on:
                self.status(IN_PROCESS, halfway)
        self.remit(decision, decided_on)

    def _add(
        self,
        kind: StepKind,
        made_on: date,
        state: State,
        weight: Weight,
        *,
        delivered_on: date | None = None,
        lane: Lane | None = None,
        word: Word | None = None,
        decision: Decision | None = None,
    ) -> None:
        self.steps.append(
            Step(
                kind,
                self.attempt,
                made_on,
                delivered_on or made_on,
                state,
                weight,
                lane,
                word,
                decision,
            )
        )


def acknowledgment_day(submitted_on: date, days: int) -> date:
    """When a payer that takes so many days returns TA1 and 999."""
    return on_or_after(submitted_on + timedelta(days=days), WORKDAYS)


def _decided(decision: Decision) -> Callable[[_Timeline], None]:
    def tell(line: _Timeline) -> None:
        line.submit()
        line.front_end()
        line.decide(decision)

    return tell


def _denial_announced(line: _Timeline) -> None:
    line.submit()
    line.front_end()
    told_on = line.status(DENIAL_DECIDED, line.decision_day())
    line.remit(Decision.DENIED, told_on + timedelta(days=1))


def _asked(line: _Timeline) -> date:
    line.submit()
    line.front_end()
    choice = line.encounter.chance % len(QUESTIONS)
    earliest = line.day + timedelta(days=line.habits.front_end_days + 3)
    return line.status(QUESTIONS[choice], earliest)


def _pended(line: _Timeline) -> None:
    _asked(line)


def _pended_answered(line: _Timeline) -> None:
    asked_on = _asked(line)
    line.remit(Decision.PAID, asked_on + timedelta(days=_ANSWER_DAYS))


def _under_review(line: _Timeline) -> None:
    line.submit()
    line.front_end()
    word = REVIEWS[line.encounter.chance % len(REVIEWS)]
    line.status(word, line.day + timedelta(days=line.habits.front_end_days + 4))


def _refused(line: _Timeline) -> None:
    line.submit()
    line.front_end(REFUSALS[line.encounter.chance % len(REFUSALS)])


def _refused_and_corrected(line: _Timeline) -> None:
    _refused(line)
    line.resubmit()
    line.front_end()
    line.decide(Decision.PAID)


def _turned_back(lane: Lane) -> Callable[[_Timeline], None]:
    def tell(line: _Timeline) -> None:
        line.submit(lane)
        line.resubmit()
        line.front_end()
        line.decide(Decision.PAID)

    return tell


def _reversed_and_corrected(line: _Timeline) -> None:
    line.submit()
    line.front_end()
    paid_on = line.remit(Decision.PAID, line.decision_day())
    line.remit(Decision.CORRECTED, paid_on + timedelta(days=_REVERSAL_DAYS))


def _split(line: _Timeline) -> None:
    line.submit()
    line.front_end(SPLIT)
    line.remit(Decision.SPLIT, line.decision_day())


def _stuck(line: _Timeline) -> None:
    line.submit()
    line.front_end()


def _overtaken(line: _Timeline) -> None:
    line.submit()
    decided_on = on_or_after(line.decision_day(), line.habits.payment_weekdays)
    late_days = (decided_on - line.day).days + 1
    line.front_end(late_days=late_days)
    line.remit(Decision.PAID, decided_on)


def _remittance_missing(line: _Timeline) -> None:
    line.submit()
    line.front_end()
    line.status(PAYMENT_DECIDED, line.decision_day())


_STORIES: dict[Outcome, Callable[[_Timeline], None]] = {
    Outcome.PAID: _decided(Decision.PAID),
    Outcome.PARTLY_PAID: _decided(Decision.PARTLY_PAID),
    Outcome.DENIED: _decided(Decision.DENIED),
    Outcome.DENIAL_ANNOUNCED: _denial_announced,
    Outcome.PATIENT_SHARE: _decided(Decision.PATIENT_SHARE),
    Outcome.NO_PAYMENT: _decided(Decision.CAPITATED),
    Outcome.PENDED_ANSWERED: _pended_answered,
    Outcome.PENDED: _pended,
    Outcome.UNDER_REVIEW: _under_review,
    Outcome.FRONT_END_CORRECTED: _refused_and_corrected,
    Outcome.FRONT_END_REJECTED: _refused,
    Outcome.SET_REJECTED: _turned_back(Lane.BAD_SET),
    Outcome.INTERCHANGE_REJECTED: _turned_back(Lane.BAD_INTERCHANGE),
    Outcome.REVERSED_AND_CORRECTED: _reversed_and_corrected,
    Outcome.SPLIT: _split,
    Outcome.STUCK: _stuck,
    Outcome.OVERTAKEN: _overtaken,
    Outcome.REMITTANCE_MISSING: _remittance_missing,
}


def story(encounter: Encounter) -> tuple[Step, ...]:
    """Every step of the claim, in the order in which the partners write them."""
    line = _Timeline(encounter)
    _STORIES[encounter.outcome](line)
    return tuple(line.steps)


def expectation(encounter: Encounter, steps: tuple[Step, ...], last_day: date) -> Expectation:
    """Where the claim stands when everything delivered up to `last_day` was taken in."""
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
    accepted_on = min((step.made_on for step in now if step.weight >= Weight.FRONT_END), default=None)
    overdue = (
        strongest.state in PENDING_STATES
        and accepted_on is not None
        and (last_day - accepted_on).days + 1 > encounter.payer.window_days
    )
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
        overdue=overdue,
    )
