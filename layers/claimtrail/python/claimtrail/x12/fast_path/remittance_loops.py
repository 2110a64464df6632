"""The expressions of an 835's claims, loop 2100, and of their lines, loop 2110."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from claimtrail.x12.fast_path.loops import Captures, compile_loop, find_loop, loop_expression
from claimtrail.x12.fast_path.memo import (
    Memo,
    Procedure,
    Values,
    procedures,
    quantities,
    read_day,
)
from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.segment_shapes import ELEMENT

_BREAKS = "[\r\n]*"
_DATES = re.compile(f"DTM{ELEMENT}([0-9]{{3}}){ELEMENT}([0-9]{{8}})")
"""Qualifiers and days of a run of DTM that is known to be sound."""
_DAYS: Values[str, date] = Values(read_day)
_FIRST_ADJUSTMENTS = (
    {1: "group", 2: "reason", 3: "amount"},
    {1: "second_group", 2: "second_reason", 3: "second_amount"},
)
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
        "NM182": {8: "provider_qualifier", 9: "provider"},
        "NM1TT": {9: "carrier"},
    },
    blocks={"CAS": "adjustments", "DTM": "dates", "MIA": "mia", "MOA": "moa"},
    firsts={"CAS": _FIRST_ADJUSTMENTS},
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
    firsts={"CAS": _FIRST_ADJUSTMENTS},
    later=frozenset({"procedure", "units", "submitted", "dates", "adjustments"}),
)
_ADJUSTMENT_FIELDS = (
    *("group", "reason", "amount", "second_group", "second_reason", "second_amount"),
    "adjustments",
)
_HEAD_FIELDS = (
    *("number", "status", "charge", "paid", "share", "filing", "payer_number", "facility"),
    *("frequency", "dates", "mia", "moa", "last", "first", "member", "carrier"),
    *("provider_qualifier", "provider"),
    *_ADJUSTMENT_FIELDS,
)
_SERVICE_FIELDS = (
    *("procedure", "charge", "paid", "revenue", "units", "dates", "control", "submitted"),
    "remarks",
    *_ADJUSTMENT_FIELDS,
)
ClaimDays = tuple[date | None, date | None, date | None]
"""Received (050), first and last day of service (232, 233)."""
LineDays = tuple[date | None, date | None]
"""First and last day."""


class RemittanceLoops(NamedTuple):
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

    @property
    def memos(self) -> tuple[Memo[Any], ...]:
        """Return all that remember texts."""
        return self.claim_days, self.line_days, self.procedures, self.submitted, self.units

    @property
    def of_runs(self) -> tuple[str, ...]:
        """Return the expressions of runs that are read by the codes of a day."""
        return self.head_adjustments, self.line_adjustments, self.mia, self.moa


@cache
def remittance_loops(version: str, *, breaks: bool) -> RemittanceLoops:
    """Return the expressions of a guide; `breaks` tells of line breaks between segments."""
    guide = load_guide("835", version)
    between = _BREAKS if breaks else ""
    head = loop_expression(guide, find_loop(guide, "2100"), _HEAD, breaks=between)
    line = loop_expression(guide, find_loop(guide, "2110"), _SERVICE, breaks=between)
    head_pattern, line_pattern = compile_loop(head.text), compile_loop(line.text)
    return RemittanceLoops(
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


def prepare_loops(version: str) -> None:
    """Compile the expressions of a guide, with line breaks between segments and without."""
    for breaks in (False, True):
        loops = remittance_loops(version, breaks=breaks)
        for memo in loops.memos:
            memo.prepare()
        for expression in loops.of_runs:
            compile_loop(expression)


def _line_days(block: str) -> LineDays:
    """First and last day of a line's DTM segments."""
    found = [_DAYS[text] for _, text in _DATES.findall(block)]
    return min(found, default=None), max(found, default=None)


def _claim_days(block: str) -> ClaimDays:
    """Days of a claim's DTM segments."""
    received: date | None = None
    found: list[date] = []
    for qualifier, text in _DATES.findall(block):
        if qualifier == "050":
            received = received or _DAYS[text]
        elif qualifier in {"232", "233"}:
            found.append(_DAYS[text])
    return received, min(found, default=None), max(found, default=None)
