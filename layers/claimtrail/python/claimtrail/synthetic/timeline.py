"""One claim's way through the payer's house: steps, each on a day when such files are written."""

from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from claimtrail.claims.states import State
from claimtrail.synthetic.adjudication import Decision
from claimtrail.synthetic.encounter import Encounter
from claimtrail.synthetic.habits import ACCEPTED, IN_PROCESS, WORKDAYS, Word, on_or_after

_CORRECTION_DAYS = 2
"""From a refusal to the corrected claim."""


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


_WEIGHTS = {
    StepKind.SUBMISSION: Weight.SUBMISSION,
    StepKind.INTERCHANGE_ACKNOWLEDGMENT: Weight.TA1,
    StepKind.SET_ACKNOWLEDGMENT: Weight.SET,
    StepKind.FRONT_END: Weight.FRONT_END,
    StepKind.REMITTANCE: Weight.REMITTANCE,
}
_STATUS_WEIGHTS = {"P": Weight.STATUS_P, "R": Weight.STATUS_R, "F": Weight.STATUS_F}


class Step(NamedTuple):
    """One word about the claim in one file."""

    kind: StepKind
    attempt: int
    """1 for the first submission and what follows from it, 2 for the second."""
    sent_on: date
    """When that submission was sent."""
    made_on: date
    delivered_on: date
    lane: Lane = Lane.GOOD
    """Of the submission, and of the acknowledgment of it."""
    word: Word | None = None
    """In a 277CA and a 277."""
    decision: Decision | None = None
    """In an 835."""

    @property
    def state(self) -> State:
        """Where the step leaves the claim, when nothing weighs more."""
        if self.word is not None:
            return self.word.state
        if self.decision is not None:
            return self.decision.state
        if self.kind is StepKind.SUBMISSION:
            return State.SUBMITTED if self.attempt == 1 else State.RESUBMITTED
        return State.SYNTAX_ACCEPTED if self.lane is Lane.GOOD else State.TRANSMISSION_REJECTED

    @property
    def weight(self) -> Weight:
        """How much it weighs."""
        if self.kind is StepKind.STATUS and self.word is not None:
            return _STATUS_WEIGHTS[self.word.category[0]]
        return _WEIGHTS[self.kind]


class Timeline:
    """Puts one step after another, each on the next day on which the payer writes such a file."""

    def __init__(self, encounter: Encounter) -> None:
        self.encounter = encounter
        self.habits = encounter.payer.habits
        self.day = encounter.submitted_on
        """Of the present submission."""
        self.attempt = 0
        self.steps: list[Step] = []
        self._transactions = encounter.payer.profile.transactions

    def decision_day(self) -> date:
        """When the payer would decide on the present submission."""
        first, last = self.habits.decision_days
        return self.day + timedelta(days=first + self.encounter.chance % (last - first + 1))

    def submit(self, lane: Lane = Lane.GOOD) -> None:
        """The 837, and the TA1 or 999 that answers it, where the payer sends any."""
        self.attempt += 1
        self._add(Step(StepKind.SUBMISSION, self.attempt, self.day, self.day, self.day, lane))
        day = acknowledgment_day(self.day, self.habits.acknowledgment_days)
        kind = StepKind.SET_ACKNOWLEDGMENT
        if lane is Lane.BAD_INTERCHANGE:
            kind = StepKind.INTERCHANGE_ACKNOWLEDGMENT
        if kind in self._transactions:
            self._add(Step(kind, self.attempt, self.day, day, day, lane))

    def resubmit(self) -> None:
        """The same claim again, corrected, some days after the last step."""
        correction = self.steps[-1].delivered_on + timedelta(days=_CORRECTION_DAYS)
        self.day = on_or_after(correction, WORKDAYS)
        self.submit()

    def front_end(self, word: Word = ACCEPTED, *, late_days: int = 0) -> None:
        """The 277CA, where the payer sends any; some days' 277CAs are left lying."""
        if StepKind.FRONT_END not in self._transactions:
            return
        made_on = on_or_after(self.day + timedelta(days=self.habits.front_end_days), WORKDAYS)
        if made_on.toordinal() % self.habits.late_every == 0:
            late_days = max(late_days, self.habits.late_days)
        delivered_on = made_on + timedelta(days=late_days)
        self._add(
            Step(StepKind.FRONT_END, self.attempt, self.day, made_on, delivered_on, word=word)
        )

    def status(self, word: Word, earliest: date) -> date:
        """A 277; returns its day, or `earliest` where the payer sends none."""
        if StepKind.STATUS not in self._transactions:
            return earliest
        day = on_or_after(earliest, self.habits.status_weekdays)
        self._add(Step(StepKind.STATUS, self.attempt, self.day, day, day, word=word))
        return day

    def remit(self, decision: Decision, earliest: date) -> date:
        """The 835; returns its day."""
        day = on_or_after(earliest, self.habits.payment_weekdays)
        self._add(Step(StepKind.REMITTANCE, self.attempt, self.day, day, day, decision=decision))
        return day

    def decide(self, decision: Decision) -> None:
        """The usual end: for every other claim a word on the way, then the remittance."""
        decided_on = self.decision_day()
        if self.encounter.chance % 2 == 0:
            halfway = self.day + (decided_on - self.day) // 2
            halfway = on_or_after(halfway, self.habits.status_weekdays)
            if halfway < decided_on:
                self.status(IN_PROCESS, halfway)
        self.remit(decision, decided_on)

    def _add(self, step: Step) -> None:
        self.steps.append(step)


def acknowledgment_day(submitted_on: date, days: int) -> date:
    """When a payer that takes so many days returns TA1 and 999."""
    return on_or_after(submitted_on + timedelta(days=days), WORKDAYS)
