"""The reading of a clock at an instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from claimtrail.tickets.sla.definitions import BREACH


class ClockState(StrEnum):
    """The state of a clock: it runs, rests, or ended in one of three ways."""

    WAITING = "waiting"
    """Its start condition has not held yet."""
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    """Stopped before its breach, or at that very instant."""
    MISSED = "missed"
    """Stopped after its breach."""
    CANCELED = "canceled"


class PieceKind(StrEnum):
    """The kinds of stretch in the history of a clock."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPiece:
    """A stretch in which a clock ran, was paused, or stood stopped before it started again."""

    begins: datetime
    ends: datetime
    kind: PieceKind
    calendar: str
    why: str = ""
    """Of a pause, the reason of the hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A percentage of the target, and the first instant at which that much had run."""

    percent: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """The reading of a clock, with the pieces that it is the sum of."""

    clock_id: str
    version: int
    """Of the definition that is in force."""
    state: ClockState
    started_at: datetime | None
    ended_at: datetime | None
    elapsed: timedelta
    """Open time that ran, pauses taken off."""
    target: timedelta | None
    """For the priority that the ticket has; None for one that is promised nothing."""
    reached: tuple[Threshold, ...]
    """Warnings and breach so far, in their order. What was reached stays so when the target grows;
    a reset begins with none."""
    due_at: datetime | None
    """The instant of the breach if nothing changes; None unless it runs towards one."""
    upcoming: Threshold | None
    """The next warning or breach if nothing changes; None unless it runs towards one."""
    pieces: tuple[ClockPiece, ...]

    @property
    def breached_at(self) -> datetime | None:
        """Return the first instant at which the target in force had run out."""
        return next((each.at for each in self.reached if each.percent == BREACH), None)

    @property
    def remaining(self) -> timedelta | None:
        """Return what is left of the target, below zero when it is passed; None without one."""
        return None if self.target is None else self.target - self.elapsed
