"""Claims of an 835, loop 2100 with its lines, proven sound and read at once."""

from decimal import Decimal

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.claim_numbers import names_a_claim
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.extract.remittance_claim import PaymentFacts
from claimtrail.x12.fast_path.loops import find_loop
from claimtrail.x12.fast_path.memo import DOLLARS, NPIS, DoubtError, dollars
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.fast_path.remittance_loops import prepare_loops, remittance_loops
from claimtrail.x12.fast_path.remittance_values import (
    NOT_ADJUSTED,
    adjuster,
    claim_remarks,
    line_remarks,
)
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import ByteRange, Person, RemittanceClaim, RemittanceLine
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS
from claimtrail.x12.validate.validator import SetValidator

ANCHOR = f"CLP{ELEMENT}"
_NEXT = (ANCHOR, f"LX{ELEMENT}", f"PLB{ELEMENT}", f"SE{ELEMENT}")
"""The segments that may follow a claim in loop 2000, and keep it sound as it is."""
_LINE = f"SVC{ELEMENT}"
_WIDTH = len(ANCHOR)
"""Characters of the anchor, and of what a line begins with."""
_ZERO = Decimal("0.00")
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class RemittanceProver:
    """Proves claims of one set."""

    anchor = ANCHOR

    @staticmethod
    def prepare(version: str) -> None:
        """Make what all provers of a guide share."""
        prepare_loops(version)

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2100")
        self._loops = loops = remittance_loops(guide.version, breaks=breaks)
        carcs = sets.valid("carc") or frozenset()
        self._adjust_claim = adjuster(loops.head_adjustments, carcs)
        self._adjust_line = adjuster(loops.line_adjustments, carcs)
        known = sets.valid("remark_code")
        self._inpatient = claim_remarks(loops.mia, known)
        self._outpatient = claim_remarks(loops.moa, known)
        self._line_remarks = line_remarks(known)
        self._of_lines = loops.line.match, loops.line_groups, loops.procedures, loops.line_days
        self._breaks = breaks
        self._most_lines = find_loop(guide, "2110").maximum

    def prove(
        self,
        text: str,
        start: int,
        before: int,
        base: int,
        extractor: RemittanceExtractor,
        _: SetValidator,
    ) -> Proven | None:
        """Return the claims from `start` on that are sound.

        As far as they begin before `before`.
        """
        facts = extractor.facts()
        records: list[RemittanceClaim] = []
        position = start
        try:
            while position < before and text[position : position + _WIDTH] == ANCHOR:
                record, end = self._claim(text, position, base, facts)
                records.append(record)
                position = end
        except DoubtError:
            pass
        if not records:
            return None
        return Proven(tuple(records), position, text.count(SEGMENT, start, position))

    def first(self, offset: int, position: int) -> Segment:
        """Return the segment that opens the loop, as far as the guide's order asks for it."""
        return Segment(["CLP", "1"], COMPONENT, position, offset, offset)

    def hand_over(self, proven: Proven, extractor: RemittanceExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records, "")

    def _end(self, text: str, end: int) -> int:
        """Return where the last segment ends, less the line break after it."""
        while text[end - 1] in "\r\n":
            end -= 1
        return end

    def _claim(
        self, text: str, start: int, base: int, facts: PaymentFacts
    ) -> tuple[RemittanceClaim, int]:
        """Return the claim that begins at `start`, and where it ends. Raises DoubtError."""
        loops = self._loops
        head = loops.head.match(text, start)
        if head is None:
            raise DoubtError
        (
            number,
            status,
            charge_text,
            paid_text,
            share,
            filing,
            payer_number,
            facility,
            frequency,
            dates,
            mia,
            moa,
            last_name,
            first_name,
            member,
            carrier,
            provider_qualifier,
            provider,
            *adjusting,
        ) = head.group(*loops.head_groups)
        adjustments, adjusted = self._adjust_claim(*adjusting) if any(adjusting) else NOT_ADJUSTED
        is_reversal = status == REVERSAL_STATUS
        lines, end, of_lines = self._lines(text, head.end(), base, is_reversal=is_reversal)
        charge = Decimal(charge_text) if charge_text[-3:-2] == "." else DOLLARS[charge_text]
        paid = Decimal(paid_text) if paid_text[-3:-2] == "." else DOLLARS[paid_text]
        if (
            charge - paid != adjusted + of_lines
            or not last_name
            or (charge > _ZERO or paid > _ZERO if is_reversal else paid < _ZERO or paid > charge)
            or (text[end : end + _WIDTH] != ANCHOR and not text.startswith(_NEXT, end))
            or len(lines) > self._most_lines
        ):
            raise DoubtError
        if provider_qualifier == "XX" and not NPIS[provider]:
            raise DoubtError
        remarks = self._inpatient[mia] if mia else ()
        if moa:
            remarks += self._outpatient[moa]
        received, first, last = loops.claim_days[dates]
        stop = self._end(text, end) if self._breaks else end
        if first is None:
            first = min([x.service_from for x in lines if x.service_from], default=None)
            last = max([x.service_to for x in lines if x.service_to], default=None)
        fields = (
            _new(ByteRange, (base + start, base + stop)),
            number,
            status,
            charge,
            paid,
            dollars(share) if share else _ZERO,
            filing or "",
            payer_number or "",
            facility or "",
            frequency or "",
            adjustments,
            tuple(lines),
            remarks,
            received,
            first,
            last,
            *facts,
            True,
            _new(Person, (last_name, first_name or "", member or "", None, "")),
            names_a_claim(number),
            (),
            carrier or "",
        )
        return _new(RemittanceClaim, fields), end

    def _lines(
        self, text: str, end: int, base: int, *, is_reversal: bool
    ) -> tuple[list[RemittanceLine], int, Decimal]:
        """Return the lines from `end` on, where they end, and what they adjust.

        Raises DoubtError.
        """
        lines: list[RemittanceLine] = []
        total = _ZERO
        if text[end : end + _WIDTH] != _LINE:
            return lines, end, total
        match_line, groups, procedures, days = self._of_lines
        loops, adjust = self._loops, self._adjust_line
        while text[end : end + _WIDTH] == _LINE:
            match = match_line(text, end)
            if match is None:
                raise DoubtError
            (
                composite,
                charge_text,
                paid_text,
                revenue,
                units,
                dates,
                control,
                submitted,
                remarks,
                *adjusting,
            ) = match.group(*groups)
            charge = Decimal(charge_text) if charge_text[-3:-2] == "." else DOLLARS[charge_text]
            paid = Decimal(paid_text) if paid_text[-3:-2] == "." else DOLLARS[paid_text]
            adjustments, adjusted = adjust(*adjusting)
            if charge - paid != adjusted or (paid > charge and not is_reversal):
                raise DoubtError
            total += adjusted
            codes: tuple[str, ...] = ()
            if remarks:
                codes = self._line_remarks[remarks]
            qualifier, code, modifiers = procedures[composite]
            first, last = days[dates]
            start, end = end, match.end()
            stop = self._end(text, end) if self._breaks else end
            fields = (
                _new(ByteRange, (base + start, base + stop)),
                qualifier,
                code,
                modifiers,
                charge,
                paid,
                code if qualifier == "NU" else revenue or "",
                loops.units[units] if units else None,
                first,
                last,
                control or "",
                adjustments,
                codes,
                loops.submitted[submitted][1] if submitted else "",
            )
            lines.append(_new(RemittanceLine, fields))
        return lines, end, total
