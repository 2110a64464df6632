"""One claim's way through the payer's house: steps, each on a day when such files are written."""

from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from simulator.bad_days.variant_effects import (
    batch_number,
    is_denied_again,
    paid_otherwise,
    refusal_of,
    refusal_variant,
)
from simulator.bad_days.variants import Variant
from simulator.claim_states import ClaimState
from simulator.payers.adjudication import SimulatedDecision
from simulator.payers.payer_behavior import ACCEPTED, IN_PROCESS, WORKDAYS, PayerAnswer, on_or_after
from simulator.provider.encounter import SimulatedEncounter

_CORRECTION_DAYS = 2
"""From a refusal to the corrected claim."""
_DUPLICATE_DAYS = 5
"""From a payment to the denial of its duplicate, at the least."""


class StepKind(StrEnum):
    """The file that carries a step."""

    SUBMISSION = "837"
    INTERCHANGE_ACKNOWLEDGMENT = "TA1"
    SET_ACKNOWLEDGMENT = "999"
    FRONT_END = "277CA"
    STATUS = "277"
    REMITTANCE = "835"


class Lane(StrEnum):
    """The course of a submission; claims of one lane travel together."""

    GOOD = "good"
    BAD_SET = "bad_set"
    BAD_INTERCHANGE = "bad_interchange"
    LOST = "lost"
    """In a file that never reaches the payer."""

    @property
    def mark(self) -> str:
        """Return what a batch of this lane has at the end of its reference (BHT03)."""
        return {
            Lane.GOOD: "",
            Lane.BAD_SET: "S",
            Lane.BAD_INTERCHANGE: "T",
            Lane.LOST: "L",
        }[self]


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


class TimelineStep(NamedTuple):
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
    word: PayerAnswer | None = None
    """In a 277CA and a 277."""
    decision: SimulatedDecision | None = None
    """In an 835."""
    batch: int = 0
    """Of a submission and its 277CA: 0 is the day's common batch."""
    variant: Variant | None = None
    """Of the file, where it changes what is said of this claim."""

    @property
    def state(self) -> ClaimState:
        """Return where the step leaves the claim, when nothing weighs more."""
        if self.word is not None:
            return self.word.state
        if self.decision is not None:
            return self.decision.state
        if self.kind is StepKind.SUBMISSION:
            return ClaimState.SUBMITTED if self.attempt == 1 else ClaimState.RESUBMITTED
        return (
            ClaimState.SYNTAX_ACCEPTED
            if self.lane is Lane.GOOD
            else ClaimState.TRANSMISSION_REJECTED
        )

    @property
    def weight(self) -> Weight:
        """Return how much it weighs."""
        if self.kind is StepKind.STATUS and self.word is not None:
            return _STATUS_WEIGHTS[self.word.category[0]]
        return _WEIGHTS[self.kind]


class Timeline:
    """Puts one step after another, each on the next day on which the payer writes such a file."""

    def __init__(self, encounter: SimulatedEncounter) -> None:
        self.encounter = encounter
        self.behavior = encounter.payer.behavior
        self.day = encounter.submitted_on
        """Of the present submission."""
        self.attempt = 0
        self.steps: list[TimelineStep] = []
        self._transactions = encounter.payer.profile.transactions
        self._batch = 0

    def decision_day(self) -> date:
        """Return when the payer would decide on the present submission."""
        first, last = self.behavior.decision_days
        return self.day + timedelta(days=first + self.encounter.chance % (last - first + 1))

    def submit(self, lane: Lane = Lane.GOOD) -> None:
        """The 837, and the TA1 or 999 that answers it, where the payer sends any."""
        self.attempt += 1
        is_plain = lane is Lane.GOOD and self.attempt == 1
        self._batch = batch_number(self.encounter, self._front_end_variant) if is_plain else 0
        step = TimelineStep(StepKind.SUBMISSION, self.attempt, self.day, self.day, self.day, lane)
        self._add(step._replace(batch=self._batch))
        if lane is Lane.LOST:
            return
        day = acknowledgment_day(self.day, self.behavior.acknowledgment_days)
        kind = StepKind.SET_ACKNOWLEDGMENT
        if lane is Lane.BAD_INTERCHANGE:
            kind = StepKind.INTERCHANGE_ACKNOWLEDGMENT
        if kind in self._transactions:
            self._add(TimelineStep(kind, self.attempt, self.day, day, day, lane))

    def resubmit(self) -> None:
        """The same claim again, corrected, some days after the last step."""
        correction = self.steps[-1].delivered_on + timedelta(days=_CORRECTION_DAYS)
        self.day = on_or_after(correction, WORKDAYS)
        self.submit()

    @property
    def refusal(self) -> PayerAnswer | None:
        """Return the refusal of the first submission that the 277CA's variant brings about.

        If any.
        """
        if self.attempt > 1:
            return None
        return refusal_of(self.encounter, self._front_end_variant, self._front_end_day)

    @property
    def _front_end_day(self) -> date:
        return on_or_after(self.day + timedelta(days=self.behavior.front_end_days), WORKDAYS)

    @property
    def _front_end_variant(self) -> Variant | None:
        if StepKind.FRONT_END not in self._transactions:
            return None
        return self.encounter.payer.variant(StepKind.FRONT_END, self._front_end_day)

    def front_end(self, word: PayerAnswer = ACCEPTED, *, late_days: int = 0) -> None:
        """The 277CA, where the payer sends any; some days' 277CAs are left lying."""
        if StepKind.FRONT_END not in self._transactions:
            return
        made_on = self._front_end_day
        if made_on.toordinal() % self.behavior.late_every == 0:
            late_days = max(late_days, self.behavior.late_days)
        delivered_on = made_on + timedelta(days=late_days)
        step = TimelineStep(
            StepKind.FRONT_END, self.attempt, self.day, made_on, delivered_on, word=word
        )
        variant = refusal_variant(word, self._front_end_variant)
        self._add(step._replace(batch=self._batch, variant=variant))

    def status(self, word: PayerAnswer, earliest: date) -> date:
        """Return a 277; returns its day, or `earliest` where the payer sends none."""
        if StepKind.STATUS not in self._transactions:
            return earliest
        day = on_or_after(earliest, self.behavior.status_weekdays)
        step = TimelineStep(StepKind.STATUS, self.attempt, self.day, day, day, word=word)
        variant = self.encounter.payer.variant(StepKind.STATUS, day)
        self._add(step._replace(variant=variant if variant is Variant.LINE_STATUSES else None))
        return day

    def remit(self, decision: SimulatedDecision, earliest: date) -> date:
        """Return the 835; returns its day."""
        day = on_or_after(earliest, self.behavior.payment_weekdays)
        variant = self.encounter.payer.variant(StepKind.REMITTANCE, day)
        self._remit(day, *paid_otherwise(self.encounter, decision, variant))
        self._deny_again(day, decision)
        return day

    def decide(self, decision: SimulatedDecision) -> None:
        """The usual end: for every other claim a word on the way, then the remittance."""
        decided_on = self.decision_day()
        if self.encounter.chance % 2 == 0:
            halfway = self.day + (decided_on - self.day) // 2
            halfway = on_or_after(halfway, self.behavior.status_weekdays)
            if halfway < decided_on:
                self.status(IN_PROCESS, halfway)
        self.remit(decision, decided_on)

    def _remit(self, day: date, decision: SimulatedDecision, variant: Variant | None) -> None:
        step = TimelineStep(
            StepKind.REMITTANCE, self.attempt, self.day, day, day, decision=decision
        )
        self._add(step._replace(variant=variant))

    def _deny_again(self, paid_on: date, decision: SimulatedDecision) -> None:
        """Add the denial of a duplicate, where a later file's variant is to have some."""
        earliest = paid_on + timedelta(days=_DUPLICATE_DAYS)
        day = on_or_after(earliest, self.behavior.payment_weekdays)
        variant = self.encounter.payer.variant(StepKind.REMITTANCE, day)
        if is_denied_again(self.encounter, decision, variant):
            self._remit(day, SimulatedDecision.DUPLICATE, variant)

    def _add(self, step: TimelineStep) -> None:
        self.steps.append(step)


def acknowledgment_day(submitted_on: date, days: int) -> date:
    """Return when a payer that takes so many days returns TA1 and 999."""
    return on_or_after(submitted_on + timedelta(days=days), WORKDAYS)
