"""One transaction set on its way from bytes to records: whole loops at once, or segment by segment.

The set is read in blocks and held no longer than a claim needs. Where a prover knows the kind of
set, it tries each claim first; whatever it does not prove goes through the exact validator.
"""

from collections import Counter
from collections.abc import Iterator

from claimtrail.x12.envelopes.segment_scanner import (
    ISA_LENGTH,
    SEGMENT_LIMIT,
)
from claimtrail.x12.extract import Extractor
from claimtrail.x12.fast_path import PROVERS, Prover
from claimtrail.x12.guides.segment_shapes import SEGMENT
from claimtrail.x12.model import ByteRange, Record, SetHeader
from claimtrail.x12.model.catalog import FindingLog
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.context_span import ContextSpan
from claimtrail.x12.read.segment_reader import SEGMENT_BLANKS, SegmentReader
from claimtrail.x12.read.segment_text import is_odd

BLOCK_SIZE = 1 << 18
"""Bytes read at a time."""
LOOP_LIMIT = 1 << 21
"""Bytes of a claim that are held so that it can be proven; a longer one is judged exactly."""
LOOPS_BEFORE_PROVER = 2
"""Claims that a process judges exactly before the prover's expressions are worth compiling."""
seen_loops: Counter[str] = Counter()
"""Claims seen by this process, by the version of their guide."""

_EMPTY_RUN = SEGMENT * 256
SetStanding = tuple[str, ...]
"""The number of HL that have been read, and the HL01 of the open ones, the outermost first."""


class SetReader(SegmentReader):
    """Reads one set. Iterate over `records()`, then look at the log."""

    def __init__(
        self,
        header: SetHeader,
        log: FindingLog,
        *,
        fast: bool = True,
        extractor: Extractor | None = None,
    ) -> None:
        """`fast` is switched off to compare both ways; `extractor` is used in place of a new one.

        Raises ValueError when the header names no transaction that is known.
        """
        super().__init__(header, log, extractor=extractor)
        self._factory = PROVERS.get(self._kind) if fast else None
        self._provers: dict[bool, Prover] = {}
        self._ends_in_blanks = False
        """True if the first ones stand before what follows a part."""
        self.fits = True
        """True if a part ended where a claim may begin."""
        self._leads = True
        """True if a part begins where a claim may."""
        self.begins: SetStanding = ()
        """At which levels a part begins; of the first one none is open."""

    def records(self, source: ByteSource) -> Iterator[Record]:
        """Read the set; yields its records as they are complete.

        The log, when all is read, tells whether the set is held.
        """
        yield from self._read(source, self._header.span)
        yield from self._finish(source)

    def head(self, source: ByteSource, context_span: ContextSpan) -> int:
        """Read some of what stands above a part that begins further on.

        Returns how many segments have been read. What is wrong with them is an earlier part's
        matter.
        """
        log, self._log = self._log, FindingLog(0)
        self._count_from(context_span.levels)
        for _ in self._read(source, context_span.span):
            pass
        self._log = log
        return self._position

    def begin_part(self, *, levels: int) -> None:
        """A part begins whose claims stand beneath what was read; `levels` HL stand before it."""
        self._count_from(levels)
        if self._extractor is not None:
            self._extractor.begin_part()
        self.begins = self.standing
        prover = self._prover(breaks=False)
        if self._validator is not None and prover is not None:
            self._leads = self._validator.leads_to(prover.loop)

    def _count_from(self, levels: int) -> None:
        if self._validator is not None:
            self._validator.own.count_from(levels)

    @property
    def standing(self) -> SetStanding:
        """At which levels the set's next claim would stand."""
        validator, prover = self._validator, self._prover(breaks=False)
        if validator is None or prover is None:
            return ()
        return validator.own.standing(prover.loop.parent)

    def part(self, source: ByteSource, span: ByteRange, *, last: bool) -> Iterator[Record]:
        """Read a chunk that ends before a claim, or with the set; see `chunk_reader.py`."""
        yield from self._read(source, span)
        validator, prover = self._validator, self._prover(breaks=False)
        self.fits = (
            self._leads
            and validator is not None
            and prover is not None
            and not (validator.remembers or self._ends_in_blanks)
        )
        if last or validator is None or prover is None:
            return
        if self._proven is None:
            self.fits = self.fits and validator.leads_to(prover.loop)
            first = prover.first(span.end, self._position + 1)
            if first is not None:
                self._note(validator.step_over(first))

    def _read(self, source: ByteSource, span: ByteRange) -> Iterator[Record]:
        """Read whole segments of the set, those of `span`."""
        carry, start = "", span.start
        position, end = start, span.end
        while position < end:
            chunk = source.read(position, min(position + BLOCK_SIZE, end))
            if not chunk:
                break
            position += len(chunk)
            text = carry + chunk.translate(self._table).decode("latin-1")
            done = self._block(text, start, final=position >= end)
            carry, start = text[done:], start + done
            if self._extractor is not None:
                yield from self._extractor.drain()
        if self._split_at is not None:
            self._split(start + len(carry))
        elif carry.strip(SEGMENT_BLANKS):
            self._segment(carry, start, start + len(carry))
        elif carry.strip("\r\n") and not self._has_blanks:
            self._ends_in_blanks = True

    def _block(self, text: str, base: int, *, final: bool) -> int:
        """Read what is complete in a block; returns how far that went."""
        position = 0
        if self._split_at is not None:
            position = text.find(SEGMENT) + 1
            if not position:
                return len(text)
            self._split(base + position)
        position = self._whole_segments(text, position, base, final=final)
        if len(text) - position > SEGMENT_LIMIT and SEGMENT not in text[position:]:
            self._split_at, self._head = base + position, text[position : position + ISA_LENGTH]
            return len(text)
        return position

    def _whole_segments(self, text: str, position: int, base: int, *, final: bool) -> int:
        """Read to the last terminator, or to a loop that may be going on in the next block."""
        self._is_odd_text = self._wrapped or is_odd(text, self._repetition)
        breaks = ("\n" in text and f"{SEGMENT}\n" in text) or (
            "\r" in text and f"{SEGMENT}\r" in text
        )
        anchor = self._factory.anchor if self._factory is not None else ""
        whole = text.rfind(anchor) if anchor else 0
        if final or len(text) - max(whole, 0) > LOOP_LIMIT:
            whole = len(text)
        while True:
            if anchor:
                while breaks and text[position : position + 1] in {"\r", "\n"}:
                    position += 1
                if text.startswith(anchor, position):
                    if position >= whole:
                        return position
                    after = self._prove(text, position, whole, base, breaks=breaks)
                    if after:
                        position = after
                        continue
            end = text.find(SEGMENT, position)
            if end < 0:
                return position
            self._segment(text[position:end], base + position, base + end + 1)
            position = end + 1 if end > position else _past_empty(text, end)

    def _prove(self, text: str, position: int, whole: int, base: int, *, breaks: bool) -> int:
        """Try to take the whole loops from here on that begin before `whole`.

        Returns where the last one ends, 0 when this one must be judged exactly.
        """
        validator, extractor = self._validator, self._extractor
        if not self._is_warm() or validator is None or extractor is None:
            return 0
        prover = self._prover(breaks=breaks)
        if prover is None:
            return 0
        if self._proven is None and not validator.leads_to(prover.loop):
            return 0
        proven = prover.prove(text, position, whole, base, extractor, validator)
        if proven is None:
            return 0
        first = prover.first(base + position, self._position + 1)
        if first is not None:
            if self._proven is None:
                self._note(validator.step_over(first))
            self._proven = prover.loop
        self._position += proven.segments
        prover.hand_over(proven, extractor)
        return proven.end

    def _is_warm(self) -> bool:
        """Return whether the process has seen so many of these loops that a prover pays."""
        name = self._header.version
        seen_loops[name] = seen = seen_loops[name] + 1
        return seen > LOOPS_BEFORE_PROVER

    def _prover(self, *, breaks: bool) -> Prover | None:
        prover = self._provers.get(breaks)
        if prover is None and self._factory is not None and self._validator is not None:
            prover = self._provers[breaks] = self._factory(
                self._validator.walker.guide, self._sets, breaks=breaks
            )
        return prover


def _past_empty(text: str, position: int) -> int:
    """Return where segments without content end that follow each other; they count as one."""
    end = position + 1
    while text.startswith(_EMPTY_RUN, end):
        end += len(_EMPTY_RUN)
    while text.startswith(SEGMENT, end):
        end += 1
    return end
