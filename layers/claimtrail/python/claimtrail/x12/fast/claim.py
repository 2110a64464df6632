"""Levels of an 837, HL with the claims beneath it, proven sound and read at once.

A level is proven as a whole: the guide allows its segments in their order (`walk_states.py`), each
is sound (`rows.py`), and numbering, check digits, service codes and totals are right. Segments that
are missing at its end are reported at the segment that follows it, as the exact way does.
"""

import re
from datetime import date
from functools import lru_cache

from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.fast.claim_record import LevelReader, take_of
from claimtrail.x12.fast.loops import find_loop
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.fast.proof import Proven
from claimtrail.x12.fast.walk_states import WalkGraph, head_pattern
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
"""Guides and days whose states are kept."""


class _Patterns:
    """How levels and their segments are found in the text."""

    def __init__(self, guide: Guide, breaks: str) -> None:
        self.end = re.compile(f"{SEGMENT}{breaks}(?=(?:HL|SE){ELEMENT})")
        self.heads = head_pattern(guide, breaks=breaks)


@lru_cache(maxsize=_KEPT)
def _patterns(version: str, *, breaks: bool) -> _Patterns:
    return _Patterns(load_guide("837", version), _BREAKS if breaks else "")


@lru_cache(maxsize=_KEPT)
def _graph(version: str, day: date | None) -> WalkGraph:
    return WalkGraph(load_guide("837", version), CodeSets(day), take_of)


class ClaimProver:
    """Proves levels of one set."""

    anchor = ANCHOR

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000A")
        self._graph = _graph(guide.version, sets.day)
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
        run = _Run(self._graph, validator, LevelReader(extractor.above))
        position = last = start
        try:
            while position < before and text.startswith(ANCHOR, position):
                last, position = position, self._level(text, position, base, run)
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

    def _level(self, text: str, start: int, base: int, run: "_Run") -> int:
        """Take the level that begins at `start`; returns where it ends. Raises DoubtError."""
        stop, end = self._end(text, start)
        segments = text[start:stop].split(SEGMENT)
        heads = self._patterns.heads.findall(text, start + len(segments[0]), stop)
        run.take(segments, heads, base + start, breaks=self._breaks)
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

    def __init__(self, graph: WalkGraph, validator: SetValidator, reader: LevelReader) -> None:
        self.records: list[SubmittedClaim] = []
        self.segments = 0
        self._graph, self._reader = graph, reader
        self._validator = validator
        self._walker, self._own = validator.walker, validator.own

    def take(self, segments: list[str], heads: list[str], offset: int, *, breaks: bool) -> None:
        """Prove and read the level of these segments; `offset` is that of its first byte.

        Raises DoubtError; then the level must be judged exactly from its HL on.
        """
        texts = [text.lstrip("\r\n") for text in segments] if breaks else segments
        first = texts[0].split(ELEMENT, _LEVEL)
        if len(first) <= _LEVEL:
            raise DoubtError
        level = first[_LEVEL].partition(ELEMENT)[0]
        state = opener = self._graph.opener(level)
        opener.rows[texts[0]]
        number, parent, loop = first[1], first[2], opener.loop
        if not (
            self._own.counts_on(number, parent, loop.parent)
            and self._walker.may_open(opener.node, level)
        ):
            raise DoubtError
        reader = self._reader
        reader.enter(level)
        for index, head in enumerate(heads, start=1):
            state = state[head]
            text = texts[index]
            row = state.rows[text]
            if state.take is not None:
                state.take(reader, row, index)
        self.records += reader.claims(segments, texts, offset)
        self._own.count_on(number, parent, loop.number)
        if reader.lines is not None:
            self._own.lines_counted(reader.lines)
        self._validator.pass_through(loop, state.node, state.counts)
        self.segments += len(segments)
