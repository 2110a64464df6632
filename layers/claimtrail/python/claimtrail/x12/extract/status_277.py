"""277CA and 277: the statuses of batches, providers, claims (2200D, 2200E) and their lines."""

from collections.abc import Iterable

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import RecordFault, SpanBuffer
from claimtrail.x12.extract.status_levels import LEVELS, StatusLevels
from claimtrail.x12.extract.status_totals import SOURCE_LEVEL, StatusPart, StatusTotals
from claimtrail.x12.extract.status_values import (
    amount_faults,
    read_lines,
    read_statuses,
    references_of,
    service_period,
)
from claimtrail.x12.extract.values import before_lines, span_of
from claimtrail.x12.model import ClaimStatus, Record, TransactionType
from claimtrail.x12.model.catalog import FindingCode

_CLAIM_LEVELS = frozenset({"PT", "22", "23"})
"""HL03 of the levels whose TRN begins a claim; above them TRN is that of a batch or provider."""
_PATIENT = "PT"
_OPENERS = frozenset({"TRN", "STC"})
_LEVELS_ABOVE = frozenset({SOURCE_LEVEL, *LEVELS})
_CLAIM_TRACE = "2"
"""TRN01 of a claim, which marks the claim where HL03 is none of the guide's codes."""
_WITH_TOTALS = frozenset({TransactionType.CLAIM_ACKNOWLEDGMENT})
"""A 277 has no totals."""


class StatusExtractor(SpanBuffer):
    """Reads one 277CA or 277."""

    def __init__(self, transaction_type: TransactionType) -> None:
        super().__init__()
        self._type = transaction_type
        self._totals = StatusTotals() if transaction_type in _WITH_TOTALS else None
        self.above = StatusLevels(transaction_type)
        """The levels above the next claim."""

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        segment_id = segment.id
        if segment_id in {"TRN", "HL", "SE"}:
            self._close(following=None if segment_id == "TRN" else _level(segment))
        if self._claim or self._begins_claim(segment):
            self._gather(segment)
            return
        if segment_id == "HL":
            self._enter(segment.get(3))
        elif self._totals is not None and segment_id in {"QTY", "AMT"}:
            self._totals.take(segment)
        self._faults += amount_faults((segment,))
        was_too_large = self.above.is_too_large
        self.above.take(segment)
        if self.above.is_too_large and not was_too_large:
            self._faults.append((FindingCode.CLAIM_TOO_LARGE, segment.place()))
        self._pass_by(segment)

    def sound(self, records: tuple[Record, ...], level: str) -> None:
        """Take the records of a level that was proven as a whole; `level` is its HL03."""
        self._close(following=level)
        self._enter(level)
        self.above.level = level
        self._above_held_for.clear()
        self._records += records
        self._count(records)

    def finish(self) -> tuple[list[Record], list[RecordFault]]:
        """Return the records that were not drained, and what was found on the way."""
        records, faults = super().finish()
        if self._totals is not None:
            faults += self._totals.enter(SOURCE_LEVEL)
        return records, faults

    def begin_part(self) -> None:
        """Begin a part of the set; what was read stands above it and is not its own."""
        super().begin_part()
        self._records.clear()
        self.above.leave("")
        if self._totals is not None:
            self._totals.begin_part()

    def end_part(self) -> tuple[list[Record], list[RecordFault], StatusPart]:
        """End a part of the set: return its last records, what was found, and its totals.

        Raises ValueError for a 277, which has no totals.
        """
        if self._totals is None:
            raise ValueError("a 277 is not read in parts")
        self._close(following=_PATIENT)
        return self.drain(), self._faults, self._totals.end_part()

    def _begins_claim(self, segment: Segment) -> bool:
        """Return whether a claim begins: with its TRN, or with its STC where the TRN is missing."""
        level, segment_id = self.above.level, segment.id
        if segment_id not in _OPENERS:
            return False
        if level in _CLAIM_LEVELS:
            return True
        return segment_id == "TRN" and level not in _LEVELS_ABOVE and segment.get(1) == _CLAIM_TRACE

    def _enter(self, level: str) -> None:
        if self._totals is not None:
            self._faults += self._totals.enter(level, found=len(self._faults))

    def _close(self, *, following: str | None = "") -> None:
        """Make records of the claim at hand, and of the batch or provider when it ends.

        `following` is HL03 of the level that follows, empty at the set's end; None within a level.
        """
        if following is not None:
            status, faults = self.above.leave(following)
            self._records += filter(None, [status])
            self._faults += faults
        before = len(self._records)
        super()._close()
        self._count(self._records[before:])

    def _count(self, records: Iterable[Record]) -> None:
        if self._totals is None:
            return
        for record in records:
            if isinstance(record, ClaimStatus):
                self._totals.count(record.statuses)

    def _read(self, segments: list[Segment]) -> ClaimStatus:
        own, above = before_lines(segments), self.above
        references, trace = references_of(own), _trace(segments[0])
        answers = self._type is TransactionType.CLAIM_STATUS
        number = (references.get("EJ") or trace) if answers else trace
        first, last = service_period(own)
        self._faults += amount_faults(segments)
        status = ClaimStatus(
            span=span_of(segments),
            transaction_type=self._type,
            patient_control_number=number,
            trace_number=trace,
            payer_claim_control_number=references.get("1K", ""),
            payer_name=above.payer_name,
            payer_identifier=above.payer_identifier,
            statuses=read_statuses(own, self._type),
            service_from=first,
            service_to=last,
            source_entity=above.source_entity,
            lines=read_lines(segments, self._type),
        )
        return status._replace(faults=self._held(_lacks(status)))


def _level(segment: Segment) -> str:
    """HL03 of an HL; empty for SE."""
    return segment.get(3) if segment.id == "HL" else ""


def _trace(segment: Segment) -> str:
    """TRN02 of a claim; empty when its TRN is missing."""
    return segment.get(2) if segment.id == "TRN" else ""


def _lacks(status: ClaimStatus) -> tuple[FindingCode, ...]:
    """Return what a status cannot do without: the number of its claim, and a category (STC01-1)."""
    stated = any(
        composite.category_code for item in status.statuses for composite in item.composites[:1]
    )
    if status.patient_control_number and stated:
        return ()
    return (FindingCode.RECORD_UNREADABLE,)
