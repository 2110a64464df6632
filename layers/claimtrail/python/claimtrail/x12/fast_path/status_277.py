"""Patients of a 277CA, loop 2000D with all that stands in it, proven sound and read at once."""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.extract.status_values import COMPOSITES, REVENUE_CODE
from claimtrail.x12.fast_path.listed_codes import Listed, listed_places
from claimtrail.x12.fast_path.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast_path.memo import (
    DOLLARS,
    LARGEST,
    NPIS,
    DoubtError,
    Memo,
    Procedure,
    amounts,
    days,
    procedures,
    quantities,
)
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node, load_guide
from claimtrail.x12.guides.segment_shapes import COMPONENT, DATE, ELEMENT, SEGMENT
from claimtrail.x12.model import (
    ByteRange,
    ClaimStatus,
    StatusComposite,
    StatusInformation,
    StatusLine,
    TransactionType,
)
from claimtrail.x12.validate.checks import OwnChecks
from claimtrail.x12.validate.elements import names_other_list
from claimtrail.x12.validate.validator import SetValidator

ANCHOR = f"HL{ELEMENT}"
_NEXT = (ANCHOR, f"SE{ELEMENT}")
_TRACE, _SERVICE = f"TRN{ELEMENT}", f"SVC{ELEMENT}"
_BREAKS = "[\r\n]*"
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
    later=frozenset({"statuses"}),
)
_LINE = Captures(
    elements={
        "SVC": {1: "procedure", 2: "charge", 4: "revenue", 7: "units"},
        "REFFJ": {2: "control"},
        "DTP": {2: "format", 3: "period"},
    },
    blocks={"STC": "statuses"},
    later=frozenset({"procedure", "charge", "units", "statuses"}),
)

_LEVEL_FIELDS = ("number", "parent", "qualifier", "identifier")
_CLAIM_FIELDS = ("trace", "payer_number", "format", "period", "statuses")
_LINE_FIELDS = (
    *("procedure", "charge", "revenue", "units", "control", "format", "period"),
    "statuses",
)
_DAYS = days(DATE)
_ABSENT = [""] * 12
Payer = tuple[str, str, str]
"""Name, identifier and entity of the information source (2100A)."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class _Loops(NamedTuple):
    """The guide's shape of a patient's level, of a claim and of a line."""

    level: re.Pattern[str]
    level_groups: tuple[int, ...]
    claim: re.Pattern[str]
    claim_groups: tuple[int, ...]
    line: re.Pattern[str]
    line_groups: tuple[int, ...]
    procedures: Memo[Procedure]
    charges: Memo[Decimal]
    units: Memo[Decimal]
    claim_statuses: str
    """The expression of a run of STC."""
    line_statuses: str


@cache
def _loops(version: str, *, breaks: bool) -> _Loops:
    guide = load_guide("277", version)
    between = _BREAKS if breaks else ""
    level, name, claim, line = (
        loop_expression(guide, find_loop(guide, loop), captures, breaks=between)
        for loop, captures in (
            ("2000D", _PATIENT),
            ("2100D", _NAME),
            ("2200D", _CLAIM),
            ("2220D", _LINE),
        )
    )
    levels, claims = compile_loop(level.then(name).text), compile_loop(claim.text)
    lines = compile_loop(line.text)
    return _Loops(
        level=levels,
        level_groups=tuple(levels.groupindex[name] for name in _LEVEL_FIELDS),
        claim=claims,
        claim_groups=tuple(claims.groupindex[name] for name in _CLAIM_FIELDS),
        line=lines,
        line_groups=tuple(lines.groupindex[name] for name in _LINE_FIELDS),
        procedures=procedures(line.later["procedure"]),
        charges=amounts(line.later["charge"]),
        units=quantities(line.later["units"]),
        claim_statuses=claim.later["statuses"],
        line_statuses=line.later["statuses"],
    )


@lru_cache(maxsize=64)
def _statuses(
    version: str, loop_id: str, expression: str, day: date | None
) -> Memo[tuple[StatusInformation, ...]]:
    """Runs of STC of a loop by text, where the codes of the guide's lists are valid on the day."""
    guide = load_guide("277", version)
    [shape] = [
        node.shape
        for number in find_loop(guide, loop_id).children
        if (node := guide.nodes[number]).id == "STC" and node.shape is not None
    ]
    lists: dict[int, list[Listed]] = {}
    for listed in listed_places(shape, CodeSets(day)):
        lists.setdefault(listed.element, []).append(listed)

    @lru_cache(maxsize=LARGEST)
    def composite(number: int, text: str) -> StatusComposite:
        parts = text.split(COMPONENT)
        for _, component, name, codes in lists.get(number, ()):
            code = parts[component - 1] if len(parts) >= component else ""
            if code and code not in codes and not names_other_list(parts, name):
                raise DoubtError
        return _new(StatusComposite, [*parts, "", "", ""][:4])

    def information(text: str) -> StatusInformation:
        elements = ["", *text.split(ELEMENT), *_ABSENT]
        fields = (
            tuple([composite(n, elements[n]) for n in COMPOSITES if elements[n]]),
            _DAYS[elements[2]] if elements[2] else None,
            elements[3],
            DOLLARS[elements[4]] if elements[4] else None,
            None,
            None,
            elements[12],
            None,
            "",
        )
        return _new(StatusInformation, fields)

    def read(block: str) -> tuple[StatusInformation, ...]:
        return tuple(map(information, _STATUS.findall(block)))

    return Memo(expression, read)


class StatusProver:
    """Proves patients of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000D")
        self._loops = loops = _loops(guide.version, breaks=breaks)
        version, day = guide.version, sets.day
        self._claim_statuses = _statuses(version, "2200D", loops.claim_statuses, day)
        self._line_statuses = _statuses(version, "2220D", loops.line_statuses, day)
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
    first = _DAYS[period[:8]]
    return first, _DAYS[period[9:]] if form == "RD8" else first
