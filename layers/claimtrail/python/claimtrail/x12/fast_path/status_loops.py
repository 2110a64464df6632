"""The expressions of a 277CA's patients, claims and lines, and its statuses by text."""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from claimtrail.x12.extract.status_values import COMPOSITES
from claimtrail.x12.fast_path.listed_codes import Listed, listed_places
from claimtrail.x12.fast_path.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast_path.memo import (
    DOLLARS,
    LARGEST,
    DoubtError,
    Memo,
    Procedure,
    amounts,
    days,
    procedures,
    quantities,
)
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.segment_expressions import DATE
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import (
    StatusComposite,
    StatusInformation,
)
from claimtrail.x12.validate.elements import names_other_list

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
DAYS = days(DATE)
_ABSENT = [""] * 12
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class StatusLoops(NamedTuple):
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
def status_loops(version: str, *, breaks: bool) -> StatusLoops:
    """Return the expressions of a guide; `breaks` tells of line breaks between segments."""
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
    return StatusLoops(
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
def statuses(
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
            DAYS[elements[2]] if elements[2] else None,
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


def prepare_loops(version: str) -> None:
    """Compile the expressions of a guide, with line breaks between segments and without."""
    DAYS.prepare()
    for breaks in (False, True):
        loops = status_loops(version, breaks=breaks)
        for memo in (loops.procedures, loops.charges, loops.units):
            memo.prepare()
        for expression in (loops.claim_statuses, loops.line_statuses):
            compile_loop(expression)
