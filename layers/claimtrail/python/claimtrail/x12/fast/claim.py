"""Levels of an 837, HL with the claims beneath it, proven sound and read at once.

A level is proven as a whole: the guide allows its segments in their order (`walk_states.py`), each
is sound (`rows.py`), and numbering, check digits, service codes and totals are right. Segments that
are missing at its end are reported at the segment that follows it, as the exact way does.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.fast.claim_record import READING, LevelReader
from claimtrail.x12.fast.loops import find_loop
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.fast.proof import Proven
from claimtrail.x12.fast.walk_states import WalkGraph, WalkState, head_pattern
from claimtrail.x12.guide import Guide, Node, load_guide
from claimtrail.x12.records import ByteRange, SubmittedClaim
from claimtrail.x12.shapes import ELEMENT, SEGMENT
from claimtrail.x12.validator import SetValidator

ANCHOR = f"HL{ELEMENT}"
_NEXT = SEGMENT + ANCHOR
_BREAKS = "[\r\n]*"
_ANY_BREAKS = re.compile(f"{SEGMENT}[\r\n]+")
_CLAIM, _LINE = f"{SEGMENT}CLM{ELEMENT}", f"{SEGMENT}LX{ELEMENT}"
_CLM = f"CLM{ELEMENT}"
_LEVEL = 3
"""HL03."""
_KEPT = 8
"""Guides and days whose states are kept."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class _Patterns:
    """How levels and their segments are found in the text."""

    def __init__(self, guide: Guide, breaks: str) -> None:
        self.end = re.compile(f"{SEGMENT}{breaks}(?=(?:HL|SE){ELEMENT})")
        self.claims = re.compile(f"{SEGMENT}{breaks}(?=CLM{ELEMENT})")
        self.heads = head_pattern(guide, breaks="")


@lru_cache(maxsize=_KEPT)
def _patterns(version: str, *, breaks: bool) -> _Patterns:
    return _Patterns(load_guide("837", version), _BREAKS if breaks else "")


@lru_cache(maxsize=_KEPT)
def _graph(version: str, day: date | None) -> WalkGraph:
    return WalkGraph(load_guide("837", version), CodeSets(day), READING)


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
        graph = self._graph
        reader = LevelReader(extractor.above, graph.most_counted)
        run = _Run(graph, self._patterns.heads, validator, reader)
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
        level = text[start:stop]
        if self._breaks:
            level = _ANY_BREAKS.sub(SEGMENT, level)
        top, *claims = level.split(_CLAIM)
        if self._breaks:
            spans = self._spans(text, start, stop, base)
        else:
            spans = _spans_of(claims, base + start + len(top) + 1)
        run.take(top, claims, spans)
        return end

    def _spans(self, text: str, start: int, stop: int, base: int) -> list[ByteRange]:
        """Where the claims of a level stand."""
        found = [match.span() for match in self._patterns.claims.finditer(text, start, stop)]
        ends = [before + 1 for before, _ in found[1:]]
        return [
            _new(ByteRange, (base + begin, base + end))
            for (_, begin), end in zip(found, [*ends, stop + 1], strict=False)
        ]

    def _end(self, text: str, start: int) -> tuple[int, int]:
        """The last terminator of a level, and where what follows it begins. Raises DoubtError."""
        stop = -1 if self._breaks else text.find(_NEXT, start)
        if stop >= 0:
            return stop, stop + 1
        end = self._patterns.end.search(text, start)
        if end is None:
            raise DoubtError
        return end.span()


def _spans_of(claims: Iterable[str], begin: int) -> list[ByteRange]:
    """Where claims stand that follow each other from an offset on; the texts are without `CLM`."""
    spans: list[ByteRange] = []
    for claim in claims:
        end = begin + len(_CLM) + len(claim) + 1
        spans.append(_new(ByteRange, (begin, end)))
        begin = end
    return spans


class _Run:
    """Levels that were proven one after the other."""

    def __init__(
        self,
        graph: WalkGraph,
        heads: re.Pattern[str],
        validator: SetValidator,
        reader: LevelReader,
    ) -> None:
        self.records: list[SubmittedClaim] = []
        self.segments = 0
        self._graph, self._heads, self._reader = graph, heads.findall, reader
        self._validator = validator
        self._walker, self._own = validator.walker, validator.own

    def take(self, top: str, claims: list[str], spans: Iterable[ByteRange]) -> None:
        """Prove and read a level: what stands above its claims, and these without `CLM`.

        Raises DoubtError; then the level must be judged exactly from its HL on.
        """
        opener = top.partition(SEGMENT)[0].split(ELEMENT)
        if len(opener) <= _LEVEL:
            raise DoubtError
        _, number, parent, level, *_ = opener
        state = self._graph.opener(level)
        loop = state.loop
        if not (
            self._own.counts_on(number, parent, loop.parent)
            and self._walker.may_open(state.node, level)
        ):
            raise DoubtError
        reader, heads_of = self._reader, self._heads
        reader.enter(level)
        heads = heads_of(top)
        passage, state = state.passages["HL", *heads]
        passage.take(top, reader)
        segments = 1 + len(heads)
        for claim in claims:
            head, *lines = claim.split(_LINE)
            texts = f"{_CLM}{head}".split(SEGMENT)
            state = self._steps(state, heads_of(head), texts)
            segments += len(texts)
            for line in lines:
                heads = heads_of(line)
                passage, state = state.passages["LX", *heads]
                passage.take(line, reader)
                segments += 1 + len(heads)
        self.records += reader.claims(spans)
        self.segments += segments
        self._own.count_on(number, parent, loop.number)
        counts, lines_read = state.counts, reader.lines
        if lines_read is not None:
            self._own.lines_counted(lines_read)
            if state.counted >= 0:
                counts = (*counts, (state.counted, lines_read))
        self._validator.pass_through(loop, state.node, counts)

    def _steps(self, state: WalkState, heads: list[str], texts: list[str]) -> WalkState:
        """Take a claim without its lines, whose segments hardly ever are those of another claim."""
        reader = self._reader
        for head, segment in zip(("CLM", *heads), texts, strict=True):
            state = state[head]
            row, take = state.rows[segment], state.take
            if take is not None:
                take.method(reader, take.pick(row))
        return state
