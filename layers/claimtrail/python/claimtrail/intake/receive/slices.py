"""The slices of a file: so many interchanges at a time, screened, as often as they are needed.

A file may hold tens of thousands of interchanges. What is known of each (its envelope, its answer,
its messages) is in memory for one slice at a time; a file is gone through several times instead:
for its receipt, for its answers, for its messages. A file of one slice, as nearly all are, is
scanned once and kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from claimtrail.intake.screening.screen import (
    Reasons,
    ScreeningDecision,
    reject_slice,
    screen_slice,
)
from claimtrail.partners.profile import PartnerProfile, Partners
from claimtrail.x12 import EnvelopeScan, scan_slices
from claimtrail.x12.model.source import ByteSource

SLICE = 1_000
"""Interchanges in memory at a time: some two megabytes of headers."""
NO_ENVELOPES = EnvelopeScan(
    size=0, interchanges=(), groups=(), sets=(), interchange_acknowledgments=(), findings=()
)
"""Of a file that is no X12, or was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some interchanges of a file, and what was decided about them."""

    decision: ScreeningDecision
    scan: EnvelopeScan = NO_ENVELOPES


class FileSlices:
    """The slices of one file, in its order; each iteration goes through the file again."""

    def __init__(self, read: Callable[[], Iterator[Slice]], *, reason: str = "") -> None:
        self._read = read
        self._only: Slice | None = None
        """The slice of a file that has one; kept."""
        self.reason = reason
        """Why the whole file is quarantined: the code of the deciding finding, or empty."""

    @classmethod
    def of(cls, decision: ScreeningDecision) -> "FileSlices":
        """Return a file that is decided about as a whole, without X12 envelopes."""
        return cls(lambda: iter([Slice(decision=decision)]), reason=decision.reason)

    @property
    def has_one(self) -> bool:
        """Return whether the file was gone through and has one slice."""
        return self._only is not None

    def __iter__(self) -> Iterator[Slice]:
        """Yield the slices; there is one at least."""
        if self._only is not None:
            yield self._only
            return
        slices = self._read()
        first = next(slices)
        second = next(slices, None)
        if second is None:
            self._only = first
            yield first
            return
        yield first
        del first
        yield second
        del second
        yield from slices


def screened_slices(
    source: Callable[[], ByteSource],
    *,
    profile: PartnerProfile,
    partners: Partners,
    interchanges: int = SLICE,
) -> FileSlices:
    """Return an X12 file's slices; of a file of which nothing goes on, all are refused."""

    def screened() -> Iterator[Slice]:
        for scan in scan_slices(source(), profile.x12_rules, interchanges=interchanges):
            decision = screen_slice(scan, profile=profile, partners=partners)
            yield Slice(decision=decision, scan=scan)

    slices = FileSlices(screened)
    reasons = Reasons(profile)
    for piece in slices:
        reasons.take(piece.decision)
        if reasons.deciding is None:
            return slices
    return _refused(slices, reasons)


def _refused(slices: FileSlices, reasons: Reasons) -> FileSlices:
    first = reasons.deciding
    if first is None:
        return slices

    def refused() -> Iterator[Slice]:
        for at, piece in enumerate(slices):
            decision = reject_slice(piece.decision, piece.scan, first, leads=at == 0)
            yield replace(piece, decision=decision)

    return FileSlices(refused, reason=first.code)
