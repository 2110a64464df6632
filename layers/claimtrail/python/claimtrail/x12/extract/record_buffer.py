"""The common part of all extractors: records that wait, and faults that wait for the end."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.model import Record
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.limits import Counted, most

RecordFault = tuple[FindingCode, FindingPlace]
_CANNOT_READ = frozenset({FindingCode.AMOUNT_UNREADABLE, FindingCode.RECORD_UNREADABLE})


_SEGMENTS = most(Counted.RECORD_SEGMENTS)
_FAULTS = most(Counted.SET_FINDINGS) + 1
"""Of one code: as many as a set's findings can show, and one that says that there are more."""


class Faults(list[RecordFault]):
    """Faults in their order, of each code the first ones, so that memory stays flat."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[FindingCode] = Counter()

    def append(self, fault: RecordFault) -> None:
        """Add a fault, unless there are enough of its code."""
        code = fault[0]
        if self._counts[code] < _FAULTS:
            self._counts[code] += 1
            super().append(fault)

    def __iadd__(self, faults: Iterable[RecordFault]) -> Self:  # type: ignore[override, misc]
        for fault in faults:
            self.append(fault)
        return self

    def clear(self) -> None:
        """Begin again."""
        super().clear()
        self._counts.clear()


class RecordBuffer:
    """Keeps finished records until they are drained."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._faults = Faults()
        self._doubts: list[FindingCode] = []
        """Of the segment that is taken next."""

    def doubt(self, code: FindingCode) -> None:
        """Note a fault, of the segment that is taken next, that holds its claim back."""
        self._doubts.append(code)

    def drain(self) -> list[Record]:
        """Return the records that are complete by now; each is handed out once."""
        records, self._records = self._records, []
        return records

    def begin_part(self) -> None:
        """Begin a part of the set; what was read stands above it and is not its own."""
        self._faults.clear()


class SpanBuffer(RecordBuffer):
    """Gathers the segments of one claim at a time; each such context span makes a record."""

    def __init__(self) -> None:
        super().__init__()
        self._claim: list[Segment] = []
        self._held_for: list[FindingCode] = []
        """Doubts of the claim at hand."""
        self._above_held_for: list[FindingCode] = []
        """Doubts of the level at hand, which hold every claim in it."""

    def finish(self) -> tuple[list[Record], list[RecordFault]]:
        """Return the records that were not drained, and what was found on the way."""
        self._close()
        return self._records, self._faults

    def _gather(self, segment: Segment) -> None:
        """Take a segment of the claim at hand; what is beyond the limit of a claim is not kept."""
        if len(self._claim) < _SEGMENTS:
            self._claim.append(segment)
        elif FindingCode.CLAIM_TOO_LARGE not in self._held_for:
            self._held_for.append(FindingCode.CLAIM_TOO_LARGE)
            self._faults.append((FindingCode.CLAIM_TOO_LARGE, segment.place()))
        if self._doubts:
            _add_new(self._held_for, self._doubts)
            self._doubts.clear()

    def _pass_by(self, segment: Segment) -> None:
        """Take the doubts of a segment that stands above the claims; each HL starts with none."""
        if segment.id == "HL":
            self._above_held_for.clear()
        if self._doubts:
            _add_new(self._above_held_for, self._doubts)
            self._doubts.clear()

    def _held(self, own: Iterable[FindingCode] = ()) -> tuple[str, ...]:
        """Return the codes that hold the claim at hand, each once.

        `own` are those that the extractor found. What it could not read needs no code of its own
        where a doubt says why.
        """
        doubts = (*self._above_held_for, *self._held_for)
        found = (code for code in own if not (doubts and code in _CANNOT_READ))
        return tuple(dict.fromkeys(code.value for code in (*doubts, *found)))

    def _close(self) -> None:
        """Make a record of the context span.

        One that cannot be read is left out, and the rest go on.

        A doubt says why it cannot be read; without one that is a fault of its own.
        """
        segments, self._claim = self._claim, []
        if not segments:
            return
        try:
            self._records.append(self._read(segments))
        except ValueError:
            if not self._held_for:
                self._faults.append((FindingCode.RECORD_UNREADABLE, segments[0].place()))
        self._held_for.clear()

    def _read(self, segments: list[Segment]) -> Record:
        """Return the record of a context span. Raises ValueError when it cannot be made."""
        raise NotImplementedError


def _add_new(codes: list[FindingCode], more: Iterable[FindingCode]) -> None:
    """Add the codes that are not among them."""
    for code in more:
        if code not in codes:
            codes.append(code)
