"""What an envelope scan finds, in a form that travels through a queue."""

from dataclasses import dataclass

from claimtrail.x12.findings import Finding
from claimtrail.x12.records import (
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
    Record,
    SetHeader,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeScan:
    """One file's envelopes. `findings` are those of the envelopes alone; sets stay closed.

    A file that is no X12 at all has no interchanges and at least one finding. Every byte of the
    file belongs to an interchange, to blank space between interchanges, or to a finding.
    """

    size: int
    interchanges: tuple[InterchangeHeader, ...]
    groups: tuple[GroupHeader, ...]
    sets: tuple[SetHeader, ...]
    """In file order; each names its group and interchange."""
    interchange_acknowledgments: tuple[InterchangeAcknowledgment, ...]
    """TA1 segments, which stand between ISA and the first GS."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """One transaction set, read and validated."""

    header: SetHeader
    verdict: Verdict
    findings: tuple[Finding, ...]
    records: tuple[Record, ...]
    """Delivered for accepted sets; a rejected set delivers none."""
    segment_count: int
