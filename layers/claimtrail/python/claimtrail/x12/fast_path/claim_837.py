"""Levels of an 837, HL with the claims beneath it, proven sound and read many at once.

A level is proven as a whole: the guide allows its segments in their order (`walk_states.py`), each
is sound (`columns.py`), and numbering, check digits, service codes and totals are right. Segments
that are missing at its end are reported at the segment that follows it, as the exact way does.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MethodType
from typing import Any, NamedTuple

from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.fast_path.claim_record import LevelReader
from claimtrail.x12.fast_path.claim_takes import READING
from claimtrail.x12.fast_path.claim_values import is_in_force
from claimtrail.x12.fast_path.columns import SegmentColumn, SegmentDoubtError
from claimtrail.x12.fast_path.loops import find_loop
from claimtrail.x12.fast_path.memo import DoubtError
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.fast_path.walk_states import WalkGraph, WalkState, head_pattern
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import REQUIRED, Guide, Node, load_guide
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import ByteRange, SubmittedClaim
from claimtrail.x12.validate.validator import SetValidator

ANCHOR = f"HL{ELEMENT}"
LEVELS_AT_ONCE = 256
"""Levels proven together, at most: less than a block has, so that memory stays flat."""
_BREAKS = "[\r\n]*"
_ANY_BREAKS = re.compile(f"{SEGMENT}[\r\n]+")
_LEVEL = 3
"""HL03."""
_ANY_SERVICE = ("0300", COMPONENT.join(("HC", "99213", "25")))
"""A revenue code and a procedure: the lists of both are read when a code is first looked up."""
_KEPT = 8
"""Guides and days whose states are kept."""
_new = tuple.__new__
"""Makes a record of the tuple of its fields, in their order."""


class _Patterns:
    """The patterns that find levels, claims and segments in the text."""

    def __init__(self, guide: Guide, breaks: str) -> None:
        self.cuts = re.compile(f"{SEGMENT}{breaks}(?=(HL|CLM|SE){ELEMENT})")
        self.heads = head_pattern(guide)


@lru_cache(maxsize=_KEPT)
def _patterns(version: str, *, breaks: bool) -> _Patterns:
    return _Patterns(load_guide("837", version), _BREAKS if breaks else "")


@lru_cache(maxsize=_KEPT)
def _graph(version: str, day: date | None) -> WalkGraph:
    return WalkGraph(load_guide("837", version), CodeSets(day), READING)


class _Batch(NamedTuple):
    """Levels that follow each other."""

    levels: int
    stop: int
    """The terminator of its last segment."""
    end: int
    """The beginning of what follows it."""
    spans: list[ByteRange]
    """The spans of the claims."""


class ClaimProver:
    """Proves levels of one set."""

    anchor = ANCHOR

    @staticmethod
    def prepare(version: str) -> None:
        """Make what all provers of a guide share.

        Expressions are made of the segments that a claim must have, and of those that are read.
        """
        for breaks in (False, True):
            _patterns(version, breaks=breaks)
        is_in_force(*_ANY_SERVICE, None)
        graph = _graph(version, None)
        for node in load_guide("837", version).nodes:
            if node.shape is not None:
                graph.column_of(node).prepare(is_expected=node.usage == REQUIRED)

    def __init__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> None:
        """`breaks` tells whether line breaks stand between the segments."""
        self.loop: Node = find_loop(guide, "2000A")
        self._graph = _graph(guide.version, sets.day)
        self._patterns = _patterns(guide.version, breaks=breaks)
        self._breaks = breaks
        self._most = LEVELS_AT_ONCE
        """Levels that are tried together: after a doubt those before it, so that it costs what it
        touches; twice as many after each proof."""

    def prove(  # noqa: PLR0913, PLR0917 - called for each run of levels
        self,
        text: str,
        start: int,
        before: int,
        base: int,
        extractor: ClaimExtractor,
        validator: SetValidator,
    ) -> Proven | None:
        """Return the levels from `start` on that are sound.

        As far as they begin before `before`.
        """
        extractor.close()
        records: list[SubmittedClaim] = []
        position, segments = start, 0
        is_doubtful = False
        while position < before and text.startswith(ANCHOR, position):
            batch = self._batch(text, position, before, base)
            if batch is None:
                break
            levels = text[position : batch.stop]
            if self._breaks:
                levels = _ANY_BREAKS.sub(SEGMENT, levels)
            mark, walk = validator.mark(), _Walk(self._graph, validator)
            try:
                records += self._read(levels, batch.spans, extractor, walk)
            except DoubtError:
                validator.return_to(mark)
                self._most, is_doubtful = max(walk.sound, 1), True
                if walk.sound:
                    continue
                break
            self._most = min(2 * batch.levels, LEVELS_AT_ONCE)
            segments += levels.count(SEGMENT) + 1
            position = batch.end
            if is_doubtful:
                break
        if position == start:
            return None
        return Proven(tuple(records), position, segments)

    def first(self, _offset: int, _position: int) -> None:
        """Nothing: the prover takes the validator's walk along itself."""

    def hand_over(self, proven: Proven, extractor: ClaimExtractor) -> None:
        """Give the extractor what was read."""
        extractor.sound(proven.records)

    def _batch(self, text: str, start: int, before: int, base: int) -> _Batch | None:
        """Return the levels from `start` on that are tried together.

        None when not even one is whole.
        """
        found: _Batch | None = None
        spans: list[ByteRange] = []
        levels, claim = 0, -1
        for split in self._patterns.cuts.finditer(text, start):
            stop, begin = split.span()
            if claim >= 0:
                spans.append(_new(ByteRange, (base + claim, base + stop + 1)))
                claim = -1
            name = split[1]
            if name == "CLM":
                claim = begin
                continue
            levels += 1
            found = _Batch(levels, stop, begin, spans)
            if name == "SE" or levels == self._most or begin >= before:
                return found
        if found is None:
            return None
        return found._replace(spans=[span for span in spans if span.end <= base + found.stop + 1])

    def _read(
        self,
        text: str,
        spans: list[ByteRange],
        extractor: ClaimExtractor,
        walk: "_Walk",
    ) -> list[SubmittedClaim]:
        """Return the claims of whole levels. Raises DoubtError; then nothing is taken."""
        walk.through(self._patterns.heads.findall(SEGMENT + text), text.split(SEGMENT))
        above = replace(extractor.above)
        reader = LevelReader(above, self._graph.most_counted, iter(spans))
        walk.read(reader)
        extractor.above = above
        return reader.records


class _Walk:
    """The way of a batch of levels through the guide."""

    def __init__(self, graph: WalkGraph, validator: SetValidator) -> None:
        self._graph, self._validator = graph, validator
        self._texts: defaultdict[SegmentColumn, list[str]] = defaultdict(list)
        """The segments by their places."""
        self._order: list[SegmentColumn] = []
        """The places of those that are read, in the order of the segments."""
        self._last: WalkState | None = None
        """The end of the last level."""
        self.sound = 0
        """Levels before the first one in doubt, as far as that is known."""
        self._segments: list[str] = []
        self._starts: list[int] = []
        """The beginnings of levels among the segments."""

    def through(self, heads: list[str], texts: list[str]) -> None:
        """Walk all levels: the first segment and each HL begins one. Raises DoubtError."""
        starts = [index for index, head in enumerate(heads) if head == "HL"]
        if len(heads) != len(texts) or not starts or starts[0]:
            raise DoubtError
        self._segments, self._starts = texts, starts
        for start, end in pairwise([*starts, len(heads)]):
            self._level(heads[start + 1 : end], texts[start], texts[start + 1 : end])
            self.sound += 1
        if "CLM" in heads:
            self._count_lines(heads)

    def _level(self, heads: list[str], opener: str, texts: list[str]) -> None:
        elements = opener.split(ELEMENT)
        if len(elements) <= _LEVEL:
            raise DoubtError
        _, number, parent, level, *_ = elements
        own, walker = self._validator.own, self._validator.walker
        state = self._graph.opener(level)
        loop = state.loop
        if not (own.counts_on(number, parent, loop.parent) and walker.may_open(state.node, level)):
            raise DoubtError
        own.count_on(number, parent, loop.number)
        gathered, order = self._texts, self._order
        column = state.column
        gathered[column].append(opener)
        order.append(column)
        for head, text in zip(heads, texts, strict=True):
            state = state[head]
            column = state.column
            gathered[column].append(text)
            if column.is_read:
                order.append(column)
        self._validator.pass_through(loop, state.node, state.counts)
        self._last = state

    def _count_lines(self, heads: list[str]) -> None:
        """Take note of the lines of the last claim: the reader counts them, the states do not."""
        after = heads[::-1].index("CLM")
        lines = heads[len(heads) - after :].count("LX")
        self._validator.own.lines_counted(lines)
        counted = self._last.counted if self._last is not None else -1
        if counted >= 0:
            self._validator.walker.count_at(counted, lines)

    def read(self, reader: LevelReader) -> None:
        """Prove the segments shape by shape, then read them in their order. Raises DoubtError."""
        feeds: dict[SegmentColumn, tuple[Callable[[Any], None], Callable[[], Any]]] = {}
        for column, texts in self._texts.items():
            values = self._values(column, texts)
            if column.method is not None:
                feeds[column] = MethodType(column.method, reader), iter(values).__next__
        try:
            for take, following in map(feeds.__getitem__, self._order):
                take(following())
            reader.close()
        except DoubtError:
            self.sound = max(reader.complete, 0)
            raise

    def _values(self, column: SegmentColumn, texts: list[str]) -> list[Any]:
        try:
            return column.values(texts)
        except SegmentDoubtError as doubt:
            index = self._segments.index(texts[doubt.index])
            self.sound = bisect_right(self._starts, index) - 1
            raise
