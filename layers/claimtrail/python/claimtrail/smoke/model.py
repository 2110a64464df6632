"""A run of the smoke test: the hops of a file's way, and what each of them showed."""

from dataclasses import dataclass, field
from enum import StrEnum


class HopStatus(StrEnum):
    """The outcome of one hop."""

    PASSED = "passed"
    FAILED = "failed"
    """The stage answered, and the answer is wrong: no waiting changes it."""
    TIMED_OUT = "timed_out"
    NOT_TRIED = "not_tried"
    """A hop before it failed."""
    SKIPPED = "skipped"
    """The stage does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One hop: what is waited for, how long, and where to look when it does not come."""

    name: str
    what: str
    seconds: int
    """The longest wait; the hop ends as soon as the answer is known."""
    log_group: str
    """The function whose log group has the reason; empty where no function works."""
    dead_letters: str
    """The queue whose dead letters have what failed; empty where no queue stands between."""
    runbook: str
    assumptions: tuple[str, ...]
    """Ids of the assumptions about AWS that it shows when it passes."""

    def look_at(self) -> str:
        """Return where to look when it fails."""
        places = [self.runbook]
        if self.dead_letters:
            places.insert(0, f"`claimtrail dlq list` ({self.dead_letters} queue)")
        if self.log_group:
            places.insert(0, f"the log group of {self.log_group}")
        return "; ".join(places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The answer that a hop waited for."""

    evidence: str
    is_skipped: bool = False
    """True if the stage does not have what the hop shows."""


class HopFailedError(Exception):
    """The stage gave an answer that is wrong; waiting longer does not change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HopResult:
    """The result of one hop."""

    hop: Hop
    status: HopStatus
    seconds: float = 0.0
    evidence: str = ""
    """The answer; of a hop that failed, what was last seen instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeReport:
    """A run at its end."""

    run: int
    claim_id: str
    results: tuple[HopResult, ...] = field(default=())

    @property
    def failed(self) -> HopResult | None:
        """Return the hop at which the run ended; None when it came to its end."""
        ended = {HopStatus.FAILED, HopStatus.TIMED_OUT}
        return next((one for one in self.results if one.status in ended), None)
