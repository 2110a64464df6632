"""Verifications of single days as they were made on a page, kept for the list of days.

The newest one of a day replaces the one before. Each is also a row of the access log, which keeps
all of them.
"""

from datetime import date, datetime
from typing import Literal, Protocol

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.trail.verification.report import TrailVerdict, VerificationReport

FAULTS_KEPT = 50


class DayCheckLine(FrozenModel):
    """One check with its outcome, in the words of the verifier's report."""

    name: str
    result: str
    detail: str


class DayFault(FrozenModel):
    """One fault by key."""

    kind: str
    key: str
    text: str


class DayVerification(FrozenModel):
    """The verification of one day, as its report said it."""

    schema_version: Literal[1] = 1
    day: date
    verified_at: datetime
    by: str
    """`user:<id>`."""
    verdict: TrailVerdict
    """PART or NOT SOUND: a day is a part of the trail."""
    objects: int
    rows: int
    seals: int
    checks: tuple[DayCheckLine, ...]
    faults: tuple[DayFault, ...] = ()
    """The first ones."""
    fault_count: int = 0
    could_be_missing: tuple[str, ...] = ()
    key_fingerprints: tuple[str, ...] = ()
    """Of the keys that signed, to be compared with the one that was kept elsewhere."""

    @property
    def is_sound(self) -> bool:
        """Return whether no fault was found in what was verified."""
        return self.verdict is TrailVerdict.PART


class DayVerificationStore(Protocol):
    """The newest verification of each day."""

    def save(self, verification: DayVerification) -> None:
        """Store a verification in the place of the one before."""
        ...

    def between(self, first: date, last: date) -> list[DayVerification]:
        """Return those of a period, by day."""
        ...


def verification_of(
    report: VerificationReport, *, day: date, at: datetime, by: str
) -> DayVerification:
    """Return a report on a day as it is kept."""
    return DayVerification(
        day=day,
        verified_at=at,
        by=by,
        verdict=report.verdict,
        objects=report.objects,
        rows=report.rows,
        seals=report.seals,
        checks=tuple(
            DayCheckLine(name=one.name.value, result=one.result.value, detail=one.detail)
            for one in report.checks
        ),
        faults=tuple(
            DayFault(kind=one.kind.value, key=one.key, text=one.text)
            for one in report.faults[:FAULTS_KEPT]
        ),
        fault_count=sum(report.fault_counts.values()),
        could_be_missing=report.could_be_missing,
        key_fingerprints=report.key_fingerprints,
    )
