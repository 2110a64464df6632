"""Claims of an 835, loop 2100 with its lines, proven sound and read at once."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from claimtrail.x12.checks import OwnChecks
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.remittance_835 import PaymentFacts, RemittanceExtractor
from claimtrail.x12.fast.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast.memo import AMOUNTS, DAYS, LARGEST, NPIS, PROCEDURES, QUANTITIES
from claimtrail.x12.fast.proof import Proven
from claimtrail.x12.fast.twins import twin
from claimtrail.x12.guide import Guide, Node, load_guide
from claimtrail.x12.records import Adjustment, ByteRange, RemittanceClaim, RemittanceLine
from claimtrail.x12.shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.walk import Segment

ANCHOR = f"CLP{ELEMENT}"
_NEXT = (ANCHOR, f"LX{ELEMENT}", f"PLB{ELEMENT}", f"SE{ELEMENT}")
"""What may follow a claim in loop 2000, and keeps it sound as it is."""
_LINE = f"SVC{ELEMENT}"
_BREAKS = "[\r\n]*"
_NPI = re.compile(f"{ELEMENT}XX{ELEMENT}([^{ELEMENT}{SEGMENT}]*)")
_XX = f"{ELEMENT}XX{ELEMENT}"
_ZERO = Decimal("0.00")
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
        "MIA": {5: "mia1", 20: "mia2", 21: "mia3", 22: "mia4", 23: "mia5"},
        "MOA": {3: "moa1", 4: "moa2", 5: "moa3", 6: "moa4", 7: "moa5"},
    },
    blocks={"CAS": "adjustments", "DTM": "dates", "MIA": "mia", "MOA": "moa"},
)
_SERVICE = Captures(
    elements={
        "SVC": {1: "procedure", 2: "charge", 3: "paid", 4: "revenue", 5: "units"},
        "REF6R": {2: "control"},
    },
    blocks={"DTM": "dates", "CAS": "adjustments", "LQ": "remarks"},
)
_HEAD_FIELDS = (
    *("number", "status", "charge", "paid", "share", "filing", "payer_number", "facility"),
    *("frequency", "adjustments", "dates", "mia", "moa"),
)
_SERVICE_FIELDS = (
    *("procedure", "charge", "paid", "revenue", "units", "dates", "adjustments", "control"),
    "remarks",
)
_REMARKS = ("mia1", "mia2", "mia3", "mia4", "mia5", "moa1", "moa2", "moa3", "moa4", "moa5")


@cache
def _expressions(version: str, *, breaks: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    guide = load_guide("835", version)
    between = _BREAKS if breaks else ""
    head = loop_expression(guide, find_loop(guide, "2100"), _HEAD, breaks=between)
    line = loop_expression(guide, find_loop(guide, "2110"), _SERVICE, breaks=between)
    return compile_loop(head), compile_loop(line)


class RemittanceProver:
    """Proves claims of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2100")
        self._head, self._line = _expressions(guide.version, breaks=breaks)
        self._head_groups = [self._head.groupindex[name] for name in _HEAD_FIELDS]
        self._line_groups = [self._line.groupindex[name] for name in _SERVICE_FIELDS]
        self._breaks = breaks
        self._most_lines = find_loop(guide, "2110").maximum
        self._carcs = sets.valid("carc") or frozenset()
        self._remarks = sets.valid("remark_code")

    def prove(  # noqa: PLR0911 - each doubt ends the proof
        self, text: str, start: int, base: int, extractor: RemittanceExtractor, _: OwnChecks
    ) -> Proven | None:
        """The claim that begins at `start`, None when it must be judged exactly.

        `base` is the byte offset of the text's beginning.
        """
        head = self._head.match(text, start)
        if head is None:
            return None
        end = head.end()
        lines: list[RemittanceLine] = []
        adjusted = _ZERO
        while text.startswith(_LINE, end):
            match = self._line.match(text, end)
            if match is None:
                return None
            line = self._service(match, base)
            if line is None:
                return None
            lines.append(line)
            adjusted += line.charge - line.paid
            end = match.end()
        if not text.startswith(_NEXT, end) or len(lines) > self._most_lines:
            return None
        if text.find(_XX, start, end) >= 0 and not all(
            NPIS[number] for number in _NPI.findall(text, start, end)
        ):
            return None
        span = ByteRange(base + start, base + self._end(text, end))
        record = self._claim(head, lines, adjusted, span, extractor.facts())
        if record is None:
            return None
        return Proven((record,), end, text.count(SEGMENT, start, end))

    def first(self, offset: int, position: int) -> Segment:
        """The segment that opens the loop, as far as the guide's order asks for it."""
        return Segment(["CLP", "1"], COMPONENT, position, offset, offset)

    def hand_over(self, proven: Proven, extractor: RemittanceExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records, "")

    def _end(self, text: str, end: int) -> int:
        """Where the last segment ends, less the line break after it."""
        if self._breaks:
            while text[end - 1] in "\r\n":
                end -= 1
        return end

    def _claim(
        self,
        head: re.Match[str],
        lines: list[RemittanceLine],
        adjusted: Decimal,
        span: ByteRange,
        facts: PaymentFacts,
    ) -> RemittanceClaim | None:
        """`adjusted` is the sum of the lines' adjustments."""
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
            block,
            dates,
            mia,
            moa,
        ) = head.group(*self._head_groups)
        adjustments: tuple[Adjustment, ...] = ()
        if block:
            found = self._adjustments(block)
            if found is None:
                return None
            adjustments = found
            for item in adjustments:
                adjusted += item.amount
        charge, paid = AMOUNTS[charge_text], AMOUNTS[paid_text]
        if charge - paid != adjusted:
            return None
        remarks: tuple[str, ...] = ()
        if mia or moa:
            remarks = tuple(filter(None, head.group(*_REMARKS)))
            if self._remarks is not None and not self._remarks.issuperset(remarks):
                return None
        received, first, last = _CLAIM_DATES[dates]
        if first is None:
            first = min((x.service_from for x in lines if x.service_from), default=None)
            last = max((x.service_to for x in lines if x.service_to), default=None)
        record: RemittanceClaim = _make_claim(
            span,
            number,
            status,
            charge,
            paid,
            AMOUNTS[share] if share else _ZERO,
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
            True,  # noqa: FBT003 - `balanced`, the last field
        )
        record.__class__ = RemittanceClaim
        return record

    def _service(self, match: re.Match[str], base: int) -> RemittanceLine | None:
        composite, charge_text, paid_text, revenue, units, dates, block, control, remarks = (
            match.group(*self._line_groups)
        )
        charge, paid = AMOUNTS[charge_text], AMOUNTS[paid_text]
        adjustments: tuple[Adjustment, ...] = ()
        left = charge - paid
        if block:
            found = self._adjustments(block)
            if found is None:
                return None
            adjustments = found
            for item in adjustments:
                left -= item.amount
        if left:
            return None
        codes: tuple[str, ...] = ()
        if remarks:
            codes = _remark_codes(remarks)
            if self._remarks is not None and not self._remarks.issuperset(codes):
                return None
        qualifier, code, modifiers = PROCEDURES[composite]
        first, last = _LINE_DATES[dates]
        start, end = match.span()
        record: RemittanceLine = _make_line(
            ByteRange(base + start, base + self._end(match.string, end)),
            qualifier,
            code,
            modifiers,
            charge,
            paid,
            code if qualifier == "NU" else revenue or "",
            QUANTITIES[units] if units else None,
            first,
            last,
            control or "",
            adjustments,
            codes,
        )
        record.__class__ = RemittanceLine
        return record

    def _adjustments(self, block: str) -> tuple[Adjustment, ...] | None:
        found: list[Adjustment] = []
        carcs = self._carcs
        for segment in block.split(SEGMENT):
            elements = segment.split(ELEMENT)
            count = len(elements)
            for number in range(2, count, 3):
                carc = elements[number]
                if carc not in carcs:
                    return None
                quantity = elements[number + 2] if number + 2 < count else ""
                item: Adjustment = _make_adjustment(
                    elements[1],
                    carc,
                    AMOUNTS[elements[number + 1]],
                    QUANTITIES[quantity] if quantity else None,
                )
                item.__class__ = Adjustment
                found.append(item)
        return tuple(found)


def _segments(block: str) -> list[str]:
    return [segment.lstrip("\r\n") for segment in block.split(SEGMENT)[:-1]]


def _remark_codes(block: str) -> tuple[str, ...]:
    """LQ02 of the remark codes (HE)."""
    return tuple(segment[6:] for segment in _segments(block) if segment[3:5] == "HE")


class _LineDates(dict[str, tuple[date | None, date | None]]):
    """First and last day by a line's DTM segments, each `DTM`, three figures, CCYYMMDD."""

    def __missing__(self, block: str) -> tuple[date | None, date | None]:
        if len(self) >= LARGEST:
            self.clear()
        days = [DAYS[segment[8:16]] for segment in _segments(block)]
        value = self[block] = (min(days, default=None), max(days, default=None))
        return value


class _ClaimDates(dict[str, tuple[date | None, date | None, date | None]]):
    """Received (050), first and last day of service (232, 233) by a claim's DTM segments."""

    def __missing__(self, block: str) -> tuple[date | None, date | None, date | None]:
        if len(self) >= LARGEST:
            self.clear()
        received: date | None = None
        days: list[date] = []
        for segment in _segments(block):
            qualifier, day = segment[4:7], DAYS[segment[8:16]]
            if qualifier == "050":
                received = received or day
            elif qualifier in {"232", "233"}:
                days.append(day)
        value = self[block] = (received, min(days, default=None), max(days, default=None))
        return value


_CLAIM_DATES, _LINE_DATES = _ClaimDates(), _LineDates()
_make_claim, _make_line = twin(RemittanceClaim), twin(RemittanceLine)
_make_adjustment = twin(Adjustment)
