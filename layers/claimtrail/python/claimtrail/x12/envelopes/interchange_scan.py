"""One interchange between ISA and IEA: its groups, sets and TA1, and what is wrong around them."""

from dataclasses import dataclass, field

from claimtrail.x12.envelopes.envelope_scanner import Skipped, scan_set
from claimtrail.x12.envelopes.headers import (
    KEPT_LETTERS,
    SetDraft,
    is_number,
    open_set,
    parse_group,
    parse_ta1,
    split_elements,
)
from claimtrail.x12.envelopes.segment import printable_id
from claimtrail.x12.envelopes.segment_scanner import RawSegment
from claimtrail.x12.model import (
    ByteRange,
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
)
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.model.limits import Counted
from claimtrail.x12.model.rules import IN_SETS, Rules
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.model.tally import Tally

_OF_ENVELOPES = frozenset({b"GS", b"GE", b"TA1", b"IEA"})
"""Segments of no set; ST and SE are judged with their set."""


@dataclass(slots=True)
class GroupDraft:
    """A functional group on its way to its end."""

    header: GroupHeader
    sets: list[tuple[SetDraft, bool]] = field(default_factory=list)
    """With whether ST02 was used before in the group."""
    numbers: set[str] = field(default_factory=set)
    codes: set[FindingCode] = field(default_factory=set)


def _counts(text: str, number: int) -> bool:
    """Return whether GE01 or IEA01 is that number."""
    return is_number(text) and int(text) == number


class InterchangeScan:
    """The segments between ISA and IEA."""

    def __init__(self, interchange: InterchangeHeader, rules: Rules, tally: Tally) -> None:
        """`tally` counts the things of the whole file."""
        self._interchange, self._rules, self._tally = interchange, rules, tally
        self._marks = interchange.delimiters
        self._start = interchange.span.start
        self.groups: list[GroupDraft] = []
        self.acknowledgments: list[InterchangeAcknowledgment] = []
        self.findings: list[Finding] = []
        self._group: GroupDraft | None = None
        self._set: SetDraft | None = None
        self._numbers: set[str] = set()
        self._noted: set[FindingCode] = set()
        self._last_end = interchange.span.end
        self._steps = {
            b"TA1": self._ta1,
            b"GS": self._open_group,
            b"ST": self._open_set,
            b"SE": self._close_set,
            b"GE": self._close_group,
        }

    def run(self, source: ByteSource) -> int:
        """Walk until IEA, the next ISA or the end; returns where the interchange ends."""
        element = self._marks.element
        span = ByteRange(self._last_end, source.size)
        for raw in scan_set(source, self._interchange, span, self._passes_over):
            if isinstance(raw, Skipped):
                if self._set is not None:
                    self._set.segments += raw.segments
                self._last_end = raw.end
                continue
            if raw.data[:3] == b"ISA" and not raw.data[3:4].isalnum():
                self._abandon()
                return raw.offset
            name = self._name(raw)
            if name == b"IEA" and not raw.overlong:
                self._close(split_elements(raw.data, element), raw)
                return raw.end
            step = self._steps.get(name)
            if step is not None and not raw.overlong:
                step(split_elements(raw.data, element), raw)
            elif self._set is not None:
                self._set.segments += bool(raw.data)
            else:
                self._stray_segment(raw)
            if self._tally.passed:
                return self.break_off(source, raw.offset, name.decode("latin-1"))
            self._last_end = raw.end
        self._abandon()
        return source.size

    def break_off(self, source: ByteSource, offset: int, segment_id: str) -> int:
        """Refuse the interchange where a limit is passed, with all that follows in the file."""
        code = self._tally.passed
        if code is not None:
            place = FindingPlace(offset=offset, segment_id=printable_id(segment_id))
            self.findings.append(finding(code, place))
        if self._set is not None:
            self._set.end = source.size
        if self._group is not None:
            self._finish_group(source.size)
        return source.size

    def _passes_over(self) -> bool:
        """Return whether what stands here is counted at most.

        In a set, or after what was reported.
        """
        if self._set is not None:
            return True
        if self._group is not None:
            return FindingCode.GROUP_CONTENT in self._group.codes
        return FindingCode.INTERCHANGE_CONTENT in self._noted

    def _note(self, code: FindingCode, offset: int, segment_id: str) -> None:
        self._tally.add(Counted.ENVELOPE_FINDINGS)
        place = FindingPlace(offset=offset, segment_id=segment_id)
        self.findings.append(finding(code, place, self._reach(code, segment_id)))

    def _name(self, raw: RawSegment) -> bytes:
        """Return the identifier of a segment.

        One of an envelope's in lower case is reported and read.
        """
        sent = raw.data.partition(self._marks.element)[0]
        name = sent.upper()
        if name != sent and name in _OF_ENVELOPES:
            self._note(FindingCode.SEGMENT_CASE, raw.offset, name.decode("ascii"))
        return name

    def _reach(self, code: FindingCode, segment_id: str) -> Severity | None:
        """Return how far a rule lets it reach.

        What would hold a set refuses the group at its GS.
        """
        reach = self._rules.reach(code)
        if code is FindingCode.SEGMENT_CASE and reach is None:
            return Severity.WARNING
        if reach not in IN_SETS:
            return reach
        refuses = reach is Severity.SET and segment_id == "GS"
        return Severity.GROUP if refuses else Severity.WARNING

    def _note_once(self, code: FindingCode, offset: int) -> None:
        if code not in self._noted:
            self._noted.add(code)
            self._note(code, offset, "")

    def _note_group(self, code: FindingCode, segment_id: str, offset: int | None = None) -> None:
        """Each code once per group, so that a broken group stays a short list."""
        if self._group is not None and code not in self._group.codes:
            self._group.codes.add(code)
            start = self._group.header.span.start if offset is None else offset
            self._note(code, start, segment_id)

    def _stray_segment(self, raw: RawSegment) -> None:
        if not raw.data:
            self._note_once(FindingCode.SEGMENT_EMPTY, raw.offset)
        elif self._group is not None:
            self._note_group(FindingCode.GROUP_CONTENT, "", raw.offset)
        else:
            self._note_once(FindingCode.INTERCHANGE_CONTENT, raw.offset)

    def _ta1(self, elements: list[str], raw: RawSegment) -> None:
        if self._group is not None:
            self._count_or_stray(raw)
            return
        self._tally.add(Counted.ACKNOWLEDGMENTS)
        record = parse_ta1(elements, ByteRange(raw.offset, raw.end))
        if record is None:
            self._note(FindingCode.TA1_INVALID, raw.offset, "TA1")
        else:
            if not elements[-1]:
                self._note(FindingCode.TRAILING_SEPARATOR, raw.offset, "TA1")
            self.acknowledgments.append(record)

    def _count_or_stray(self, raw: RawSegment) -> None:
        if self._set is not None:
            self._set.segments += 1
        else:
            self._stray_segment(raw)

    def _open_group(self, elements: list[str], raw: RawSegment) -> None:
        self._end_group(raw.offset)
        header, codes = parse_group(elements, ByteRange(raw.offset, raw.end))
        if not codes and any(item.endswith(b" ") for item in raw.data.split(self._marks.element)):
            codes = [FindingCode.GROUP_ADDRESS]
        repeated = header.control_number in self._numbers
        self._numbers.add(header.control_number)
        self._tally.add(Counted.GROUPS)
        self._tally.add(Counted.INTERCHANGE_GROUPS)
        self._group = GroupDraft(header)
        self.groups.append(self._group)
        for code in codes:
            self._note_group(code, "GS")
        if repeated and FindingCode.GROUP_HEADER not in codes:
            self._note_group(FindingCode.GROUP_DUPLICATE, "GS")

    def _open_set(self, elements: list[str], raw: RawSegment) -> None:
        self._end_set(raw.offset)
        if self._group is None:
            self._stray_segment(raw)
            return
        self._tally.add(Counted.SETS)
        self._tally.add(Counted.INTERCHANGE_SETS)
        self._set = open_set(elements, ByteRange(raw.offset, raw.end))
        repeated = self._set.control_number in self._group.numbers
        self._group.numbers.add(self._set.control_number)
        self._group.sets.append((self._set, repeated))

    def _close_set(self, elements: list[str], raw: RawSegment) -> None:
        if self._set is None:
            self._stray_segment(raw)
            return
        self._set.close(elements, ByteRange(raw.offset, raw.end))
        self._set = None

    def _close_group(self, elements: list[str], raw: RawSegment) -> None:
        self._end_set(raw.offset)
        if self._group is None:
            self._stray_segment(raw)
            return
        count, number = [*elements[1:], "", ""][:2]
        if number[:KEPT_LETTERS] != self._group.header.control_number:
            self._note_group(FindingCode.GE_CONTROL_NUMBER, "GE", raw.offset)
        has_strays = FindingCode.GROUP_CONTENT in self._group.codes
        if not (has_strays or _counts(count, len(self._group.sets))):
            self._note_group(FindingCode.GE_COUNT, "GE", raw.offset)
        self._finish_group(raw.end)

    def _close(self, elements: list[str], raw: RawSegment) -> None:
        self._end_group(raw.offset)
        if not raw.terminated:
            self._note(FindingCode.TERMINATOR_MISSING, raw.offset, "IEA")
        count, number = [*elements[1:], "", ""][:2]
        if number != self._interchange.control_number:
            self._note(FindingCode.IEA_CONTROL_NUMBER, raw.offset, "IEA")
        has_strays = FindingCode.INTERCHANGE_CONTENT in self._noted
        if not (has_strays or _counts(count, len(self.groups))):
            self._note(FindingCode.IEA_COUNT, raw.offset, "IEA")
        if not (self.groups or self.acknowledgments or has_strays):
            self._note(FindingCode.INTERCHANGE_EMPTY, self._start, "ISA")

    def _abandon(self) -> None:
        self._end_group(self._last_end)
        self._note(FindingCode.IEA_MISSING, self._start, "ISA")

    def _end_set(self, offset: int) -> None:
        if self._set is not None:
            self._set.end = offset
            self._set.abandon()
            self._set = None

    def _end_group(self, offset: int) -> None:
        self._end_set(offset)
        if self._group is not None:
            self._note_group(FindingCode.GE_MISSING, "GS")
            self._finish_group(offset)

    def _finish_group(self, end: int) -> None:
        if self._group is not None:
            if not self._group.sets and FindingCode.GROUP_CONTENT not in self._group.codes:
                self._note_group(FindingCode.GROUP_EMPTY, "GS")
            start = self._group.header.span.start
            self._group.header = self._group.header._replace(span=ByteRange(start, end))
            self._group = None
