"""A submitted claim with every segment it was made of, so that it can be sent again.

Carried, as sent: all of loops 2000A (billing and pay-to provider), 2000B (subscriber, payer), 2000C
(patient), 2300 to 2330 (the claim, its providers, other payers) and 2400 to 2440 (its lines). Not
carried: the HL segments, which are numbered again; the submitter and the receiver (1000A, 1000B),
which belong to the interchange.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrail.x12.envelopes.segment import Segment, segments_of_set
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import SubmittedClaim, TransactionType
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.write.segment_writer import Element

RetainedSegment = tuple[Element, ...]
"""One segment: its identifier, then its elements; composites as tuples."""
BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
"""HL03."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimForm:
    """One claim of an 837. All of it is PHI."""

    transaction_type: TransactionType
    """837P or 837I."""
    claim: SubmittedClaim
    """The content of the segments, read. `corrected` changes both."""
    billing: tuple[RetainedSegment, ...]
    """Loop 2000A after its HL."""
    subscriber: tuple[RetainedSegment, ...]
    """Loop 2000B after its HL, without claims."""
    patient: tuple[RetainedSegment, ...]
    """Loop 2000C after its HL; empty when the subscriber is the patient."""
    segments: tuple[RetainedSegment, ...]
    """CLM to the last segment before the first line."""
    lines: tuple[tuple[RetainedSegment, ...], ...]
    """From LX to the last segment of each line."""


@dataclass(slots=True)
class _Collected:
    levels: dict[str, list[RetainedSegment]] = field(default_factory=dict)
    """Segments by HL03."""
    level: str = ""
    start: int = 0
    claim: list[RetainedSegment] = field(default_factory=list)
    lines: list[list[RetainedSegment]] = field(default_factory=list)

    def enter(self, level: str) -> None:
        self.level = level
        self.levels[level] = []
        if level in {BILLING, SUBSCRIBER}:
            self.levels[PATIENT] = []

    def take(self, segment: Segment) -> None:
        retained = retain(segment)
        if segment.id == "CLM":
            self.start, self.claim, self.lines = segment.span.start, [retained], []
        elif not self.claim:
            self.levels.setdefault(self.level, []).append(retained)
        elif segment.id == "LX":
            self.lines.append([retained])
        else:
            (self.lines[-1] if self.lines else self.claim).append(retained)


def read_forms(source: ByteSource, result: SetResult) -> Iterator[ClaimForm]:
    """Yield the claims of an 837 that was read, in order, less those that lack one of their lines.

    `result` is what `read_set` gave for the same source. Nothing comes of a rejected set.
    """
    header = result.header
    kind = header.transaction_type
    claims = {item.span.start: item for item in result.records if isinstance(item, SubmittedClaim)}
    if kind is None or not claims:
        return
    collected = _Collected()
    for segment in segments_of_set(source, header.span, header.interchange.delimiters):
        if segment.id in {"CLM", "HL", "SE"} and collected.claim:
            yield from _form(kind, collected, claims)
            collected.claim = []
        if segment.id == "HL":
            collected.enter(segment.get(3))
        elif segment.id and segment.id != "SE":
            collected.take(segment)


def _form(
    kind: TransactionType, collected: _Collected, claims: dict[int, SubmittedClaim]
) -> Iterator[ClaimForm]:
    claim = claims.get(collected.start)
    if claim is None or len(claim.lines) != len(collected.lines):
        return
    levels = collected.levels
    yield ClaimForm(
        transaction_type=kind,
        claim=claim,
        billing=tuple(levels.get(BILLING, ())),
        subscriber=tuple(levels.get(SUBSCRIBER, ())),
        patient=tuple(levels.get(PATIENT, ())),
        segments=tuple(collected.claim),
        lines=tuple(tuple(line) for line in collected.lines),
    )


def retain(segment: Segment) -> RetainedSegment:
    """Return the segment with its composites taken apart, less what is empty at its end."""
    elements: list[Element] = [segment.id]
    for text in segment.elements[1:]:
        parts = text.split(segment.component)
        elements.append(tuple(parts) if len(parts) > 1 else text)
    while len(elements) > 1 and not elements[-1]:
        elements.pop()
    return tuple(elements)
