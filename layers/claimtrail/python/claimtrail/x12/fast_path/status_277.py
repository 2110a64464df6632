"""Patients of a 277CA, loop 2000D with all that stands in it, proven sound and read at once."""

import re
from datetime import date

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.extract.status_values import REVENUE_CODE
from claimtrail.x12.fast_path.loops import find_loop
from claimtrail.x12.fast_path.memo import (
    NPIS,
    DoubtError,
)
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.fast_path.status_loops import DAYS, prepare_loops, status_loops, statuses
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import (
    ByteRange,
    ClaimStatus,
    StatusLine,
    TransactionType,
)
from claimtrail.x12.validate.checks import OwnChecks
from claimtrail.x12.validate.validator import SetValidator

ANCHOR = f"HL{ELEMENT}"
_NEXT = (ANCHOR, f"SE{ELEMENT}")
_TRACE, _SERVICE = f"TRN{ELEMENT}", f"SVC{ELEMENT}"
Payer = tuple[str, str, str]
"""Name, identifier and entity of the information source (2100A)."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class StatusProver:
    """Proves patients of one set."""

    anchor = ANCHOR

    @staticmethod
    def prepare(version: str) -> None:
        """Make what all provers of a guide share."""
        prepare_loops(version)

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000D")
        self._loops = loops = status_loops(guide.version, breaks=breaks)
        version, day = guide.version, sets.day
        self._claim_statuses = statuses(version, "2200D", loops.claim_statuses, day)
        self._line_statuses = statuses(version, "2220D", loops.line_statuses, day)
        self._breaks = breaks

    def prove(  # noqa: PLR0913, PLR0917 - called for each run of patients
        self,
        text: str,
        start: int,
        before: int,
        base: int,
        extractor: StatusExtractor,
        validator: SetValidator,
    ) -> Proven | None:
        """Return the patients from `start` on that are sound.

        As far as they begin before `before`.
        """
        above = extractor.above
        payer = above.payer_name, above.payer_identifier, above.source_entity
        records: list[ClaimStatus] = []
        position = start
        try:
            while position < before and text.startswith(ANCHOR, position):
                found, end = self._patient(text, position, base, payer, validator.own)
                records += found
                position = end
        except DoubtError:
            pass
        if position == start:
            return None
        return Proven(tuple(records), position, text.count(SEGMENT, start, position))

    def first(self, offset: int, position: int) -> Segment:
        """Return the segment that opens the loop, as far as the guide's order asks for it."""
        return Segment(["HL", "1", "1", "PT"], COMPONENT, position, offset, offset)

    def hand_over(self, proven: Proven, extractor: StatusExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records, "PT")

    def _end(self, text: str, end: int) -> int:
        """Return where the last segment ends, less the line break after it."""
        if self._breaks:
            while text[end - 1] in "\r\n":
                end -= 1
        return end

    def _patient(
        self, text: str, start: int, base: int, payer: Payer, own: OwnChecks
    ) -> tuple[list[ClaimStatus], int]:
        """Return the claims of the patient that begins at `start`, and where it ends.

        Raises DoubtError.
        """
        loops = self._loops
        level = loops.level.match(text, start)
        if level is None:
            raise DoubtError
        number, parent, qualifier, identifier = level.group(*loops.level_groups)
        if qualifier == "XX" and not NPIS[identifier]:
            raise DoubtError
        if not own.counts_on(number, parent, self.loop.parent):
            raise DoubtError
        end = level.end()
        records: list[ClaimStatus] = []
        while text.startswith(_TRACE, end):
            match = loops.claim.match(text, end)
            if match is None:
                raise DoubtError
            begin, (lines, end) = end, self._lines(text, match.end(), base)
            span = _new(ByteRange, (base + begin, base + self._end(text, end)))
            records.append(self._status(match, span, payer, lines))
        if not text.startswith(_NEXT, end):
            raise DoubtError
        own.count_on(number, parent, self.loop.number)
        return records, end

    def _lines(self, text: str, end: int, base: int) -> tuple[tuple[StatusLine, ...], int]:
        """Return the claim's lines from `end` on, and where they end. Raises DoubtError."""
        if not text.startswith(_SERVICE, end):
            return (), end
        loops = self._loops
        match_line, groups = loops.line.match, loops.line_groups
        lines: list[StatusLine] = []
        while text.startswith(_SERVICE, end):
            match = match_line(text, end)
            if match is None:
                raise DoubtError
            composite, charge, revenue, units, control, form, period, block = match.group(*groups)
            qualifier, code, modifiers = loops.procedures[composite]
            start, end = end, match.end()
            fields = (
                _new(ByteRange, (base + start, base + self._end(text, end))),
                control or "",
                qualifier,
                code,
                modifiers,
                code if qualifier == REVENUE_CODE else revenue or "",
                loops.charges[charge] if charge else None,
                None,
                loops.units[units] if units else None,
                *_period(form, period),
                self._line_statuses[block],
            )
            lines.append(_new(StatusLine, fields))
        return tuple(lines), end

    def _status(
        self,
        match: re.Match[str],
        span: ByteRange,
        payer: Payer,
        lines: tuple[StatusLine, ...],
    ) -> ClaimStatus:
        trace, payer_number, form, period, block = match.group(*self._loops.claim_groups)
        name, identifier, entity = payer
        fields = (
            span,
            TransactionType.CLAIM_ACKNOWLEDGMENT,
            trace,
            trace,
            payer_number or "",
            name,
            identifier,
            self._claim_statuses[block],
            *_period(form, period),
            entity,
            lines,
            (),
        )
        return _new(ClaimStatus, fields)


def _period(form: str | None, period: str) -> tuple[date | None, date | None]:
    """Return the first and last day of a DTP that is sound, or absent."""
    if not form:
        return None, None
    first = DAYS[period[:8]]
    return first, DAYS[period[9:]] if form == "RD8" else first
