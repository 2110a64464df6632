"""Claims of an 835, loop 2100 with its lines, proven sound and read at once."""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.claim_numbers import names_a_claim
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.extract.remittance_claim import REMARKS, PaymentFacts
from claimtrail.x12.fast_path.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast_path.memo import (
    DOLLARS,
    NPIS,
    DoubtError,
    Memo,
    Procedure,
    Values,
    dollars,
    procedures,
    quantities,
    read_day,
    segments_of,
)
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node, load_guide
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import Adjustment, ByteRange, Person, RemittanceClaim, RemittanceLine
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS
from claimtrail.x12.validate.validator import SetValidator

ANCHOR = f"CLP{ELEMENT}"
_NEXT = (ANCHOR, f"LX{ELEMENT}", f"PLB{ELEMENT}", f"SE{ELEMENT}")
"""The segments that may follow a claim in loop 2000, and keep it sound as it is."""
_LINE = f"SVC{ELEMENT}"
_BREAKS = "[\r\n]*"
_NPI = re.compile(f"{ELEMENT}XX{ELEMENT}([^{ELEMENT}{SEGMENT}]*)")
_XX = f"{ELEMENT}XX{ELEMENT}"
_ZERO = Decimal("0.00")
_ABSENT = [""] * 23
_ONE_REASON = 4
"""Elements of a CAS with one reason and no quantity, as most of them are."""
_NONE: tuple[tuple[Adjustment, ...], Decimal] = ((), _ZERO)
_HEAD = Captures(
    elements={
        "CLP": {
            1: "number",
            2: "status",
            3: "charge",
            4: "paid",
            5: "share",
            6: "filing",
            7: "payer_number",
            8: "facility",
            9: "frequency",
        },
        "NM1QC": {3: "last", 4: "first", 9: "member"},
        "NM1TT": {9: "carrier"},
    },
    blocks={"CAS": "adjustments", "DTM": "dates", "MIA": "mia", "MOA": "moa"},
    firsts={"CAS": {1: "group", 2: "reason", 3: "amount"}},
    later=frozenset({"adjustments", "dates", "mia", "moa"}),
)
_SERVICE = Captures(
    elements={
        "SVC": {
            1: "procedure",
            2: "charge",
            3: "paid",
            4: "revenue",
            5: "units",
            6: "submitted",
        },
        "REF6R": {2: "control"},
    },
    blocks={"DTM": "dates", "CAS": "adjustments", "LQ": "remarks"},
    firsts={"CAS": {1: "group", 2: "reason", 3: "amount"}},
    later=frozenset({"procedure", "units", "submitted", "dates", "adjustments"}),
)
_HEAD_FIELDS = (
    *("number", "status", "charge", "paid", "share", "filing", "payer_number", "facility"),
    *("frequency", "dates", "mia", "moa", "last", "first", "member", "carrier"),
    *("group", "reason", "amount", "adjustments"),
)
_SERVICE_FIELDS = (
    *("procedure", "charge", "paid", "revenue", "units", "dates", "control", "submitted"),
    *("remarks", "group", "reason", "amount", "adjustments"),
)

Adjusted = tuple[tuple[Adjustment, ...], Decimal]
"""The adjustments of a run of CAS, and what they come to."""
ClaimDays = tuple[date | None, date | None, date | None]
"""Received (050), first and last day of service (232, 233)."""
LineDays = tuple[date | None, date | None]
"""First and last day."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class _Loops(NamedTuple):
    """The guide's shape of a claim's own segments and of its lines."""

    head: re.Pattern[str]
    head_groups: tuple[int, ...]
    head_adjustments: str
    mia: str
    moa: str
    line: re.Pattern[str]
    line_groups: tuple[int, ...]
    line_adjustments: str
    claim_days: Memo[ClaimDays]
    line_days: Memo[LineDays]
    procedures: Memo[Procedure]
    submitted: Memo[Procedure]
    """SVC06."""
    units: Memo[Decimal]


@cache
def _loops(version: str, *, breaks: bool) -> _Loops:
    guide = load_guide("835", version)
    between = _BREAKS if breaks else ""
    head = loop_expression(guide, find_loop(guide, "2100"), _HEAD, breaks=between)
    line = loop_expression(guide, find_loop(guide, "2110"), _SERVICE, breaks=between)
    head_pattern, line_pattern = compile_loop(head.text), compile_loop(line.text)
    return _Loops(
        head=head_pattern,
        head_groups=tuple(head_pattern.groupindex[name] for name in _HEAD_FIELDS),
        head_adjustments=head.later["adjustments"],
        mia=head.later["mia"],
        moa=head.later["moa"],
        line=line_pattern,
        line_groups=tuple(line_pattern.groupindex[name] for name in _SERVICE_FIELDS),
        line_adjustments=line.later["adjustments"],
        claim_days=Memo(head.later["dates"], _claim_days),
        line_days=Memo(line.later["dates"], _line_days),
        procedures=procedures(line.later["procedure"]),
        submitted=procedures(line.later["submitted"]),
        units=quantities(line.later["units"]),
    )


@lru_cache(maxsize=32)
def _adjustments(expression: str, carcs: frozenset[str]) -> Memo[Adjusted]:
    """Runs of CAS by text, where these codes are valid."""

    def read(block: str) -> Adjusted:
        found: list[Adjustment] = []
        total = _ZERO
        for segment in block.split(SEGMENT):
            elements = segment.split(ELEMENT)
            count = len(elements)
            if count == _ONE_REASON:
                _, group, carc, text = elements
                value = Decimal(text) if text[-3:-2] == "." else DOLLARS[text]
                if carc not in carcs or not value:
                    raise DoubtError
                found.append(_new(Adjustment, (group, carc, value, None)))
                total += value
                continue
            for number in range(2, count, 3):
                carc, value = elements[number], DOLLARS[elements[number + 1]]
                if carc not in carcs or not value:
                    raise DoubtError
                units = elements[number + 2] if number + 2 < count else ""
                quantity = Decimal(units) if units else None
                found.append(_new(Adjustment, (elements[1], carc, value, quantity)))
                total += value
        return tuple(found), total

    return Memo(expression, read)


@lru_cache(maxsize=32)
def _line_remarks(known: frozenset[str] | None) -> Values[str, tuple[str, ...]]:
    """Remark codes by runs of LQ, where these codes are valid."""

    def read(block: str) -> tuple[str, ...]:
        codes = _remark_codes(block)
        if known is not None and not known.issuperset(codes):
            raise DoubtError
        return codes

    return Values(read)


@lru_cache(maxsize=64)
def _claim_remarks(expression: str, known: frozenset[str] | None) -> Memo[tuple[str, ...]]:
    """Remark codes of an MIA or MOA by text, where these codes are valid."""

    def read(block: str) -> tuple[str, ...]:
        [segment] = segments_of(block)
        segment_id, *elements = [*segment.split(ELEMENT), *_ABSENT]
        codes = tuple(filter(None, [elements[number - 1] for number in REMARKS[segment_id]]))
        if known is not None and not known.issuperset(codes):
            raise DoubtError
        return codes

    return Memo(expression, read)


class RemittanceProver:
    """Proves claims of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2100")
        self._loops = loops = _loops(guide.version, breaks=breaks)
        self._carcs = carcs = sets.valid("carc") or frozenset()
        self._head_adjustments = _adjustments(loops.head_adjustments, carcs)
        self._line_adjustments = _adjustments(loops.line_adjustments, carcs)
        known = sets.valid("remark_code")
        self._inpatient = _claim_remarks(loops.mia, known)
        self._outpatient = _claim_remarks(loops.moa, known)
        self._line_remarks = _line_remarks(known)
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
            while position < before and text.startswith(ANCHOR, position):
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
            group,
            reason,
            amount,
            block,
        ) = head.group(*loops.head_groups)
        adjustments, adjusted = self._head_adjustments[block] if block else _NONE
        if reason is not None:
            value = Decimal(amount) if amount[-3:-2] == "." else DOLLARS[amount]
            if reason not in self._carcs or not value:
                raise DoubtError
            adjustments = (_new(Adjustment, (group, reason, value, None)), *adjustments)
            adjusted += value
        is_reversal = status == REVERSAL_STATUS
        lines, end, of_lines = self._lines(text, head.end(), base, is_reversal=is_reversal)
        charge = Decimal(charge_text) if charge_text[-3:-2] == "." else DOLLARS[charge_text]
        paid = Decimal(paid_text) if paid_text[-3:-2] == "." else DOLLARS[paid_text]
        if (
            charge - paid != adjusted + of_lines
            or not last_name
            or (charge > 0 or paid > 0 if is_reversal else paid < 0 or paid > charge)
            or not text.startswith(_NEXT, end)
            or len(lines) > self._most_lines
        ):
            raise DoubtError
        if text.find(_XX, start, end) >= 0 and not all(
            map(NPIS.__getitem__, _NPI.findall(text, start, end))
        ):
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
        if not text.startswith(_LINE, end):
            return lines, end, total
        match_line, groups, procedures, days = self._of_lines
        loops, carcs, more_adjustments = self._loops, self._carcs, self._line_adjustments
        while text.startswith(_LINE, end):
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
                group,
                reason,
                amount,
                block,
            ) = match.group(*groups)
            charge = Decimal(charge_text) if charge_text[-3:-2] == "." else DOLLARS[charge_text]
            paid = Decimal(paid_text) if paid_text[-3:-2] == "." else DOLLARS[paid_text]
            adjustments, adjusted = more_adjustments[block] if block else _NONE
            if reason is not None:
                value = Decimal(amount) if amount[-3:-2] == "." else DOLLARS[amount]
                if reason not in carcs or not value:
                    raise DoubtError
                adjustments = (_new(Adjustment, (group, reason, value, None)), *adjustments)
                adjusted += value
            if charge - paid != adjusted or (adjusted < 0 and not is_reversal):
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


def _remark_codes(block: str) -> tuple[str, ...]:
    """LQ02 of the remark codes (HE)."""
    return tuple(segment[6:] for segment in segments_of(block) if segment[3:5] == "HE")


def _line_days(block: str) -> LineDays:
    """By a line's DTM segments, each `DTM`, three figures, CCYYMMDD."""
    found = [read_day(segment[8:16]) for segment in segments_of(block)]
    return min(found, default=None), max(found, default=None)


def _claim_days(block: str) -> ClaimDays:
    """By a claim's DTM segments."""
    received: date | None = None
    found: list[date] = []
    for segment in segments_of(block):
        qualifier, day = segment[4:7], read_day(segment[8:16])
        if qualifier == "050":
            received = received or day
        elif qualifier in {"232", "233"}:
            found.append(day)
    return received, min(found, default=None), max(found, default=None)
