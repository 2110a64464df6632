"""Patients of a 277CA, loop 2000D with all that stands in it, proven sound and read at once."""

import re
from functools import cache

from claimtrail.x12.checks import OwnChecks
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.fast.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast.memo import AMOUNTS, DAYS, LARGEST, NPIS
from claimtrail.x12.fast.proof import Proven
from claimtrail.x12.fast.twins import twin
from claimtrail.x12.guide import Guide, Node, load_guide
from claimtrail.x12.records import (
    ByteRange,
    ClaimStatus,
    StatusComposite,
    StatusInformation,
    TransactionType,
)
from claimtrail.x12.shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.walk import Segment

ANCHOR = f"HL{ELEMENT}"
_NEXT = (ANCHOR, f"SE{ELEMENT}")
_TRACE, _LINE = f"TRN{ELEMENT}", f"SVC{ELEMENT}"
_BREAKS = "[\r\n]*"
_COMPOSITES = (1, 10, 11)
_STATUS = re.compile(f"STC{ELEMENT}([^{SEGMENT}]*)")
_PATIENT = Captures(elements={"HL": {1: "number", 2: "parent"}})
_NAME = Captures(elements={"NM1": {8: "qualifier", 9: "identifier"}})
_CLAIM = Captures(
    elements={
        "TRN": {2: "trace"},
        "REF1K": {2: "payer_number"},
        "DTP": {2: "format", 3: "period"},
    },
    blocks={"STC": "statuses"},
)

_LEVEL_FIELDS = ("number", "parent", "qualifier", "identifier")
_CLAIM_FIELDS = ("trace", "payer_number", "format", "period", "statuses")
_make_status, _make_information = twin(ClaimStatus), twin(StatusInformation)

Expressions = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]


@cache
def _expressions(version: str, *, breaks: bool) -> Expressions:
    """For a patient's level, for a claim and for a line."""
    guide = load_guide("277", version)
    between = _BREAKS if breaks else ""
    level, name, claim, line = (
        loop_expression(guide, find_loop(guide, loop), captures, breaks=between)
        for loop, captures in (
            ("2000D", _PATIENT),
            ("2100D", _NAME),
            ("2200D", _CLAIM),
            ("2220D", Captures()),
        )
    )
    return compile_loop(level + name), compile_loop(claim), compile_loop(line)


class StatusProver:
    """Proves patients of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000D")
        self._level, self._claim, self._line = _expressions(guide.version, breaks=breaks)
        self._level_groups = [self._level.groupindex[name] for name in _LEVEL_FIELDS]
        self._claim_groups = [self._claim.groupindex[name] for name in _CLAIM_FIELDS]
        self._breaks = breaks
        self._categories = sets.valid("claim_status_cat")
        self._codes = sets.valid("claim_status")
        self._entities = sets.valid("entity_id")
        self._composites: dict[str, StatusComposite | None] = {}

    def prove(  # noqa: PLR0911 - each doubt ends the proof
        self, text: str, start: int, base: int, extractor: StatusExtractor, own: OwnChecks
    ) -> Proven | None:
        """The patient that begins at `start`, None when it must be judged exactly.

        `base` is the byte offset of the text's beginning.
        """
        level = self._level.match(text, start)
        if level is None:
            return None
        number, parent, qualifier, identifier = level.group(*self._level_groups)
        if qualifier == "XX" and not NPIS[identifier]:
            return None
        if not own.counts_on(number, parent, self.loop.parent):
            return None
        end = level.end()
        records: list[ClaimStatus] = []
        while text.startswith(_TRACE, end):
            match = self._claim.match(text, end)
            if match is None:
                return None
            end = self._lines(text, match.end())
            if end < 0:
                return None
            span = ByteRange(base + match.start(), base + self._end(text, end))
            record = self._status(match, span, extractor)
            if record is None:
                return None
            records.append(record)
        if not text.startswith(_NEXT, end):
            return None
        own.count_on(number, parent, self.loop.number)
        return Proven(tuple(records), end, text.count(SEGMENT, start, end))

    def first(self, offset: int, position: int) -> Segment:
        """The segment that opens the loop, as far as the guide's order asks for it."""
        return Segment(["HL", "1", "1", "PT"], COMPONENT, position, offset, offset)

    def hand_over(self, proven: Proven, extractor: StatusExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records, "PT")

    def _end(self, text: str, end: int) -> int:
        """Where the last segment ends, less the line break after it."""
        if self._breaks:
            while text[end - 1] in "\r\n":
                end -= 1
        return end

    def _lines(self, text: str, end: int) -> int:
        """Past the claim's lines; -1 when one of them is not sound."""
        while text.startswith(_LINE, end):
            match = self._line.match(text, end)
            if match is None:
                return -1
            for status in _STATUS.findall(match[0]):
                elements = ["", *status.split(ELEMENT)]
                for number in _COMPOSITES:
                    composite = elements[number] if number < len(elements) else ""
                    if composite and self._composite(composite) is None:
                        return -1
            end = match.end()
        return end

    def _status(
        self, match: re.Match[str], span: ByteRange, extractor: StatusExtractor
    ) -> ClaimStatus | None:
        trace, payer_number, form, period, block = match.group(*self._claim_groups)
        statuses: list[StatusInformation] = []
        for text in _STATUS.findall(block):
            information = self._information(text)
            if information is None:
                return None
            statuses.append(information)
        first = last = None
        if form:
            first = DAYS[period[:8]]
            last = DAYS[period[9:]] if form == "RD8" else first
        record: ClaimStatus = _make_status(
            span,
            TransactionType.CLAIM_ACKNOWLEDGMENT,
            trace,
            trace,
            payer_number or "",
            extractor.payer_name,
            extractor.payer_identifier,
            tuple(statuses),
            first,
            last,
        )
        record.__class__ = ClaimStatus
        return record

    def _information(self, text: str) -> StatusInformation | None:
        elements = text.split(ELEMENT)
        count = len(elements)
        composites: list[StatusComposite] = []
        for number in _COMPOSITES:
            if number <= count and elements[number - 1]:
                composite = self._composite(elements[number - 1])
                if composite is None:
                    return None
                composites.append(composite)
        effective = elements[1] if count > 1 else ""
        charge = elements[3] if count > 3 else ""  # noqa: PLR2004 - STC04
        item: StatusInformation = _make_information(
            tuple(composites),
            DAYS[effective] if effective else None,
            elements[2] if count > 2 else "",  # noqa: PLR2004 - STC03
            AMOUNTS[charge] if charge else None,
            None,
            None,
        )
        item.__class__ = StatusInformation
        return item

    def _composite(self, text: str) -> StatusComposite | None:
        """A status whose codes are all known; None when one is not."""
        try:
            return self._composites[text]
        except KeyError:
            pass
        if len(self._composites) >= LARGEST:
            self._composites.clear()
        category, code, entity = [*text.split(COMPONENT), "", ""][:3]
        found: StatusComposite | None = None
        if (
            (self._categories is None or category in self._categories)
            and (self._codes is None or code in self._codes)
            and (not entity or self._entities is None or entity in self._entities)
        ):
            found = StatusComposite(category_code=category, status_code=code, entity_code=entity)
        self._composites[text] = found
        return found
