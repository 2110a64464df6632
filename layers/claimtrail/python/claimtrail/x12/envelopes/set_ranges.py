"""The result of an envelope scan, and ranges of sets in a form that travels through a queue."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from claimtrail.x12.envelopes.header_json import (
    group_from_dict,
    group_to_dict,
    interchange_from_dict,
    interchange_to_dict,
)
from claimtrail.x12.model import (
    ByteRange,
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
    Record,
    SetAcceptance,
    SetHeader,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Finding, Severity

RANGE_SCHEMA_VERSION = 1
SETS_PER_RANGE = 400
"""At most: what a range says of each keeps the message below 20 KB."""
_ALL_KNOWN = frozenset(
    {FindingCode.SET_DUPLICATE, FindingCode.FUNCTIONAL_CODE, FindingCode.VERSION_TOLERATED}
)
"""Findings of a set's header that its range and its group tell: such a set is carried."""


Header = TypeVar("Header", InterchangeHeader, GroupHeader)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeScan:
    """One file's envelopes. `findings` are those of interchanges and groups; sets stay closed.

    A file that is no X12 at all has no interchanges and at least one finding. Every byte of the
    file belongs to an interchange, to blank space between interchanges, or to a finding.
    """

    size: int
    interchanges: tuple[InterchangeHeader, ...]
    groups: tuple[GroupHeader, ...]
    sets: tuple[SetHeader, ...]
    """In file order; each names its group and interchange, and holds its own findings. Those of an
    interchange that is a copy of an earlier one are left out, with its groups: it is read once."""
    interchange_acknowledgments: tuple[InterchangeAcknowledgment, ...]
    """TA1 segments, which stand between ISA and the first GS."""
    findings: tuple[Finding, ...]
    """Of severity interchange, group or warning, in file order."""
    sets_before: int = 0
    """Of a slice of a file: the transaction sets that stand in earlier slices."""

    def findings_in(self, span: ByteRange) -> tuple[Finding, ...]:
        """Return the findings that stand within an interchange or group."""
        first = bisect_left(self.findings, span.start, key=attrgetter("offset"))
        last = bisect_left(self.findings, span.end, lo=first, key=attrgetter("offset"))
        return self.findings[first:last]

    def interchange_of(self, span: ByteRange) -> InterchangeHeader | None:
        """Return the interchange within which something begins; None outside of all."""
        starts = self.interchanges
        index = bisect_right(starts, span.start, key=lambda header: header.span.start) - 1
        inside = index >= 0 and span.start < starts[index].span.end
        return starts[index] if inside else None

    def refused_interchanges(self) -> tuple[InterchangeHeader, ...]:
        """Interchanges to be refused as a whole (TA1 R)."""
        return _holding(self.interchanges, self.findings, Severity.INTERCHANGE)

    def refused_groups(self) -> tuple[GroupHeader, ...]:
        """Groups to be refused as a whole (AK9 R); those of refused interchanges are not named."""
        return _holding(self.groups, self.findings, Severity.GROUP)

    def readable_sets(self) -> tuple[SetHeader, ...]:
        """Return the sets of accepted interchanges and groups, to be read one by one."""
        interchanges = {header.span for header in self.refused_interchanges()}
        groups = {header.span for header in self.refused_groups()}
        return tuple(
            header
            for header in self.sets
            if header.interchange.span not in interchanges and header.group.span not in groups
        )


def _holding(
    headers: tuple[Header, ...], findings: tuple[Finding, ...], severity: Severity
) -> tuple[Header, ...]:
    """Return the headers within whose span a finding of that severity stands."""
    starts = [header.span.start for header in headers]
    hit: set[int] = set()
    for item in findings:
        index = bisect_right(starts, item.offset) - 1
        if item.severity is severity and index >= 0 and item.offset < headers[index].span.end:
            hit.add(index)
    return tuple(headers[index] for index in sorted(hit))


class SetResult(NamedTuple):
    """One transaction set, read and validated."""

    header: SetHeader
    verdict: SetAcceptance
    findings: tuple[Finding, ...]
    records: tuple[Record, ...]
    """The records that were read, of a rejected set too: ask the verdict before acting on them."""
    segment_count: int


class CarriedSet(NamedTuple):
    """A set as the scan of its file found it: whoever reads it need not look for its end again."""

    start: int
    """Byte offset of its ST."""
    end: int
    segments: int
    identifier: str
    """ST01."""
    control_number: str
    """ST02."""


class SetRange(NamedTuple):
    """Consecutive transaction sets of one group: what one queue message asks a worker to read."""

    interchange: InterchangeHeader
    group: GroupHeader
    start: int
    """Byte offset of the first ST."""
    end: int
    """Past the last SE."""
    first_ordinal: int
    """Index of the first set among all sets of the file."""
    set_count: int
    duplicates: tuple[int, ...] = ()
    """Offsets of the sets whose ST02 was used before: only the whole group shows it."""
    sets: tuple[CarriedSet, ...] = ()
    """All of them; empty where the envelope of one has faults that its own bytes alone show."""

    def sets_within(self, size: int) -> tuple[CarriedSet, ...]:
        """Its sets, for a source of that size; none where they are not as the range is."""
        bounds = [self.start, *(at for item in self.sets for at in item[:2]), self.end]
        fit = len(self.sets) == self.set_count and self.end <= size and self.start >= 0
        return self.sets if fit and bounds == sorted(bounds) else ()

    def to_json(self) -> str:
        """As JSON text, below 20 KB."""
        document = {
            "schema_version": RANGE_SCHEMA_VERSION,
            "interchange": interchange_to_dict(self.interchange),
            "group": group_to_dict(self.group),
            "start": self.start,
            "end": self.end,
            "first_ordinal": self.first_ordinal,
            "set_count": self.set_count,
            "duplicates": list(self.duplicates),
            "sets": [[item.start - self.start, *item[1:]] for item in self.sets],
        }
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "SetRange":
        """Read what `to_json` wrote. Raises ValueError for anything else."""
        document = json.loads(text)
        if not isinstance(document, dict):
            raise ValueError("not a range")  # noqa: TRY004 - it is the text that is wrong
        if document.get("schema_version") != RANGE_SCHEMA_VERSION:
            raise ValueError("a range of another schema version")
        try:
            return cls._from_dict(document)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError("not a range") from error

    @classmethod
    def _from_dict(cls, document: dict[str, Any]) -> "SetRange":
        start = document["start"]
        return cls(
            interchange=interchange_from_dict(document["interchange"]),
            group=group_from_dict(document["group"]),
            start=start,
            end=document["end"],
            first_ordinal=document["first_ordinal"],
            set_count=document["set_count"],
            duplicates=tuple(document["duplicates"]),
            sets=tuple(CarriedSet(start + item[0], *item[1:]) for item in document["sets"]),
        )


def plan_ranges(scan: EnvelopeScan, *, target_bytes: int) -> list[SetRange]:
    """Cut the readable sets into ranges of about `target_bytes`, never within a set or group.

    A set larger than that has a range of its own. Raises ValueError when target_bytes is not
    positive.
    """
    if target_bytes <= 0:
        raise ValueError("target_bytes must be positive")
    numbered = enumerate(scan.sets, scan.sets_before)
    ordinals = {header.span: index for index, header in numbered}
    return [_range(run, ordinals) for run in _runs(scan.readable_sets(), target_bytes)]


def _runs(headers: tuple[SetHeader, ...], target_bytes: int) -> Iterator[list[SetHeader]]:
    run: list[SetHeader] = []
    for header in headers:
        if run and _must_split(run, header, target_bytes):
            yield run
            run = []
        run.append(header)
    if run:
        yield run


def _must_split(run: list[SetHeader], header: SetHeader, target_bytes: int) -> bool:
    return (
        run[0].group.span != header.group.span
        or header.span.end - run[0].span.start > target_bytes
        or len(run) >= SETS_PER_RANGE
    )


def _range(run: list[SetHeader], ordinals: dict[ByteRange, int]) -> SetRange:
    return SetRange(
        interchange=run[0].interchange,
        group=run[0].group,
        start=run[0].span.start,
        end=run[-1].span.end,
        first_ordinal=ordinals[run[0].span],
        set_count=len(run),
        duplicates=tuple(
            header.span.start
            for header in run
            if any(item.code == FindingCode.SET_DUPLICATE for item in header.findings)
        ),
        sets=tuple(_carried(run)),
    )


def _carried(run: list[SetHeader]) -> Iterator[CarriedSet]:
    """Yield the sets of a range as they are carried; none where one is not to be carried."""
    if any(item.code not in _ALL_KNOWN for header in run for item in header.findings):
        return
    for header in run:
        span = header.span
        yield CarriedSet(
            span.start, span.end, header.segment_count, header.identifier, header.control_number
        )
