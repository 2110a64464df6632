"""Levels of an 837, HL with the claims beneath it, proven sound and read at once.

A level is proven as a whole: its sequence of segments has a layout (`layouts.py`), each segment is
sound, and numbering, check digits, service codes and totals are right.
"""

import re
from datetime import date
from functools import lru_cache

from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.fast.claim_plan import LevelPlan, plan_level
from claimtrail.x12.fast.claim_record import ClaimReader
from claimtrail.x12.fast.layouts import Layout, Layouts, head_pattern
from claimtrail.x12.fast.loops import find_loop
from claimtrail.x12.fast.memo import NPIS, DoubtError
from claimtrail.x12.fast.proof import Proven
from claimtrail.x12.guide import Guide, Node, load_guide
from claimtrail.x12.records import SubmittedClaim
from claimtrail.x12.shapes import ELEMENT, SEGMENT
from claimtrail.x12.validator import SetValidator

ANCHOR = f"HL{ELEMENT}"
_NEXT = SEGMENT + ANCHOR
_BREAKS = "[\r\n]*"
_LEVEL = 3
"""HL03."""
_KEPT = 8
"""Guides and days whose layouts are kept."""


class _Patterns:
    """How levels and their segments are found in the text."""

    def __init__(self, guide: Guide, breaks: str) -> None:
        self.end = re.compile(f"{SEGMENT}{breaks}(?=(?:HL|SE){ELEMENT})")
        self.heads = head_pattern(guide, breaks=breaks)


@lru_cache(maxsize=_KEPT)
def _patterns(version: str, *, breaks: bool) -> _Patterns:
    return _Patterns(load_guide("837", version), _BREAKS if breaks else "")


@lru_cache(maxsize=_KEPT)
def _layouts(version: str, day: date | None) -> Layouts[LevelPlan]:
    return Layouts(load_guide("837", version), CodeSets(day), plan_level)


class ClaimProver:
    """Proves levels of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000A")
        self._layouts = _layouts(guide.version, sets.day)
        self._patterns = _patterns(guide.version, breaks=breaks)
        self._breaks = breaks

    def prove(  # noqa: PLR0913, PLR0917 - called for each run of levels
        self,
        text: str,
        start: int,
        before: int,
        base: int,
        extractor: ClaimExtractor,
        validator: SetValidator,
    ) -> Proven | None:
        """The levels from `start` on that are sound, as far as they begin before `before`."""
        extractor.close()
        run = _Run(self._layouts, validator, ClaimReader(extractor.above, base))
        position = last = start
        try:
            while position < before and text.startswith(ANCHOR, position):
                last, position = position, self._level(text, position, run)
        except DoubtError:
            pass
        if position == start:
            return None
        return Proven(tuple(run.records), last, position, run.segments)

    def first(self, _offset: int, _position: int) -> None:
        """Nothing: the prover takes the validator's walk along itself."""

    def hand_over(self, proven: Proven, extractor: ClaimExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records)

    def _level(self, text: str, start: int, run: "_Run") -> int:
        """Take the level that begins at `start`; returns where it ends. Raises DoubtError."""
        stop, end = self._end(text, start)
        segments = text[start:stop].split(SEGMENT)
        heads = self._patterns.heads.findall(text, start + len(segments[0]), stop)
        run.take(segments, heads, start, breaks=self._breaks)
        return end

    def _end(self, text: str, start: int) -> tuple[int, int]:
        """The last terminator of a level, and where what follows it begins. Raises DoubtError."""
        stop = -1 if self._breaks else text.find(_NEXT, start)
        if stop >= 0:
            return stop, stop + 1
        end = self._patterns.end.search(text, start)
        if end is None:
            raise DoubtError
        return end.span()


class _Run:
    """Levels that were proven one after the other."""

    def __init__(
        self, layouts: Layouts[LevelPlan], validator: SetValidator, reader: ClaimReader
    ) -> None:
        self.records: list[SubmittedClaim] = []
        self.segments = 0
        self._layouts, self._reader = layouts, reader
        self._walker, self._own = validator.walker, validator.own

    def take(self, raw: list[str], heads: list[str], start: int, *, breaks: bool) -> None:
        """Prove and read the level of these segments.

        Raises DoubtError; then the level must be judged exactly from its HL on.
        """
        opener = raw[0].split(ELEMENT, _LEVEL)
        if len(opener) <= _LEVEL:
            raise DoubtError
        level = opener[_LEVEL].partition(ELEMENT)[0]
        layout = self._layouts[(level, *heads)]
        if layout is None:
            raise DoubtError
        texts = [text.lstrip("\r\n") for text in raw] if breaks else raw
        rows = [sound[text] for sound, text in zip(layout.rows, texts, strict=True)]
        self._check(layout, level, rows)
        self.records += self._reader.read(layout.plan, level, rows, raw, texts, start)
        self._commit(layout, rows)

    def _check(self, layout: Layout[LevelPlan], level: str, rows: list[list[str]]) -> None:
        """What `OwnChecks` asks, and the opener's place in the guide."""
        for index, qualifier, number in layout.npis:
            row = rows[index]
            if row[qualifier] == "XX" and not NPIS[row[number]]:
                raise DoubtError
        if not (
            self._own.counts_on(rows[0][1], rows[0][2], layout.loop.parent)
            and self._walker.may_open(layout.opener, level)
        ):
            raise DoubtError

    def _commit(self, layout: Layout[LevelPlan], rows: list[list[str]]) -> None:
        self._own.count_on(rows[0][1], rows[0][2], layout.loop.number)
        if layout.plan.claims:
            self._own.lines_counted(len(layout.plan.claims[-1].lines))
        self._walker.pass_through(layout.loop, layout.last, layout.counts)
        self.segments += len(rows)
