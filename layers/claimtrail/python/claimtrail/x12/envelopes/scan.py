"""Finding every interchange, group and transaction set of a file, and what is wrong around them.

One pass, in memory that grows with the number of envelopes and not with their content; read in
slices of so many interchanges, a file of any number of them takes flat memory. Nothing that a
file can hold makes it raise.
"""

from collections.abc import Iterator
from operator import attrgetter

from claimtrail.x12.envelopes.headers import parse_isa
from claimtrail.x12.envelopes.interchange_scan import InterchangeScan
from claimtrail.x12.envelopes.line_wrapping import Opening, read_opening
from claimtrail.x12.envelopes.packing import PACKING_HEAD, is_packed
from claimtrail.x12.envelopes.repeats import Repeats
from claimtrail.x12.envelopes.segment_scanner import ISA_LENGTH, find_isa, isa_fits, skip_blanks
from claimtrail.x12.envelopes.set_headers import set_header
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan
from claimtrail.x12.model import (
    ByteRange,
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
    SetHeader,
)
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, finding
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.limits import Counted
from claimtrail.x12.model.rules import STANDARD, Rules
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.model.tally import Tally

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def scan_envelopes(source: ByteSource, rules: Rules = STANDARD) -> EnvelopeScan:
    """Read a file's envelopes.

    Faults of interchanges and groups are in `findings`; those of a set are in its header. The
    headers carry `rules` on, so that the sets are read as their envelopes were.
    """
    (scan,) = _FileScan(source, rules).slices(source.size + 1)
    return scan


def scan_slices(
    source: ByteSource, rules: Rules = STANDARD, *, interchanges: int
) -> Iterator[EnvelopeScan]:
    """Yield a file's envelopes in slices of so many interchanges each, in file order.

    What the slices hold together is what `scan_envelopes` finds; limits count for the file.
    There is one slice at least.
    """
    return _FileScan(source, rules).slices(interchanges)


class _FileScan:
    def __init__(self, source: ByteSource, rules: Rules) -> None:
        self.source, self._rules = source, rules
        self._has_isa = False
        """An interchange was found, or what should have been one."""
        self._sets_before = 0
        self._clear()
        self._repeats = Repeats(source)
        self._tally = Tally()

    def _clear(self) -> None:
        """Begin a slice."""
        self.interchanges: list[InterchangeHeader] = []
        self.groups: list[GroupHeader] = []
        self.sets: list[SetHeader] = []
        self.acknowledgments: list[InterchangeAcknowledgment] = []
        self.findings: list[Finding] = []

    def slices(self, most: int) -> Iterator[EnvelopeScan]:
        """Yield the file in slices of `most` interchanges; the last one may have none."""
        size = self.source.size
        position = 0
        if is_packed(self.source.read(0, min(PACKING_HEAD, size))):
            self.note(FindingCode.PACKED, 0)
            yield self._slice()
            return
        if self.source.read(0, len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK:
            self.note(FindingCode.BYTE_ORDER_MARK, 0)
            position = len(BYTE_ORDER_MARK)
        first = skip_blanks(self.source, position)
        if first == size:
            self.note(FindingCode.EMPTY_FILE, 0)
        elif first > position:
            self.note(FindingCode.LEADING_BLANKS, position)
        while (position := skip_blanks(self.source, position)) < size:
            opening = read_opening(self.source, position)
            if isa_fits(opening.header):
                if len(self.interchanges) == most:
                    yield self._slice()
                position = self._interchange(position, opening)
            else:
                position = self._outside(position, opening.header)
        if first < size and not self._has_isa:
            self.note(FindingCode.NOT_X12, first)
        yield self._slice()

    def _slice(self) -> EnvelopeScan:
        """Return what was found since the slice before, and begin the next one."""
        found = EnvelopeScan(
            size=self.source.size,
            interchanges=tuple(self.interchanges),
            groups=tuple(self.groups),
            sets=tuple(self.sets),
            interchange_acknowledgments=tuple(self.acknowledgments),
            findings=tuple(sorted(self.findings, key=attrgetter("offset"))),
            sets_before=self._sets_before,
        )
        self._sets_before += len(found.sets)
        self._clear()
        return found

    def note(self, code: FindingCode, offset: int, segment_id: str = "") -> None:
        self._tally.add(Counted.ENVELOPE_FINDINGS)
        place = FindingPlace(offset=offset, segment_id=segment_id)
        self.findings.append(finding(code, place, self._rules.reach(code)))

    def _outside(self, position: int, head: bytes) -> int:
        """Name what is no interchange, and go to the next one."""
        if not head.startswith(b"ISA") or head[3:4].isalnum():
            self.note(FindingCode.JUNK, position)
        else:
            self._has_isa = True
            is_short = len(head) < ISA_LENGTH
            code = FindingCode.ISA_TRUNCATED if is_short else FindingCode.ISA_MALFORMED
            self.note(code, position, "ISA")
        following = find_isa(self.source, position + 1)
        return self.source.size if following is None else following

    def _interchange(self, position: int, opening: Opening) -> int:
        self._has_isa = True
        interchange, codes = parse_isa(opening.header, ByteRange(position, opening.end))
        interchange = interchange._replace(is_wrapped=opening.is_wrapped)
        if opening.is_wrapped:
            codes.append(FindingCode.LINES_WRAPPED)
        self._tally.restart(Counted.INTERCHANGE_GROUPS, Counted.INTERCHANGE_SETS)
        walk = InterchangeScan(interchange, self._rules, self._tally)
        self._tally.add(Counted.INTERCHANGES)
        if self._tally.passed:
            end = walk.break_off(self.source, position, "ISA")
        elif FindingCode.DELIMITERS_INVALID in codes:
            following = find_isa(self.source, position + 1)
            end = self.source.size if following is None else following
        else:
            end = walk.run(self.source)
        interchange = interchange._replace(span=ByteRange(position, end))
        self.interchanges.append(interchange)
        repeated = None if self._tally.passed else self._repeats.take(interchange)
        if repeated is FindingCode.INTERCHANGE_COPY:
            self.note(repeated, position, "ISA")
            return end
        for code in [*codes, *filter(None, [repeated])]:
            self.note(code, position, "ISA")
        self._keep(interchange, walk)
        return end

    def _keep(self, interchange: InterchangeHeader, walk: "InterchangeScan") -> None:
        """Keep what stands in an interchange."""
        self.findings += sorted(walk.findings, key=lambda item: item.offset)
        self.acknowledgments += walk.acknowledgments
        for group in walk.groups:
            self.groups.append(group.header)
            for draft, repeated in group.sets:
                more = (FindingCode.SET_DUPLICATE,) if repeated else ()
                self.sets.append(
                    set_header(
                        draft,
                        interchange=interchange,
                        group=group.header,
                        more=more,
                        rules=self._rules,
                    )
                )
