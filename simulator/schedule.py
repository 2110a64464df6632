"""The steps of open claims that are still to be written, by day: numbers, and no claim itself."""

from array import array
from collections.abc import MutableSequence, Sequence
from datetime import date
from typing import NamedTuple

from simulator.payers.timeline import StepKind, TimelineStep

_STEP_BITS = 4
_STEP_MASK = (1 << _STEP_BITS) - 1


class Stack(NamedTuple):
    """Steps that go into the same file, or files where they are too many for one."""

    payer_index: int
    kind: StepKind
    made_on: date
    batch: int
    """Of a 277CA: a batch of its own has a file of its own."""


class Schedule:
    """Eight bytes for each step to come. Steps after the last day are not kept at all."""

    def __init__(self, last_day: date) -> None:
        self._last_day = last_day
        self._days: dict[date, dict[Stack, MutableSequence[int]]] = {}

    def enter(self, *, serial: int, number: int, step: TimelineStep, payer_index: int) -> None:
        """Put a step down for the day of its delivery; `number` is its place in the story."""
        if step.delivered_on > self._last_day:
            return
        stacks = self._days.setdefault(step.delivered_on, {})
        stack = Stack(payer_index, step.kind, step.made_on, step.batch)
        stacks.setdefault(stack, array("Q")).append(serial << _STEP_BITS | number)

    def take(self, day: date) -> list[tuple[Stack, Sequence[int]]]:
        """Return the stacks of a day, in order; they are forgotten."""
        return sorted(self._days.pop(day, {}).items(), key=lambda item: item[0])


def unpack(entry: int) -> tuple[int, int]:
    """Return the serial number of the claim, and the place of the step in its story."""
    return entry >> _STEP_BITS, entry & _STEP_MASK
