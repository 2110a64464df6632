"""277CA (loop 2200D) and 277 (loops 2200D and 2200E): a claim's statuses."""

from collections.abc import Iterable

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.extract.keeper import PassageKeeper
from claimtrail.x12.extract.status_totals import SOURCE_LEVEL, StatusPart, StatusTotals
from claimtrail.x12.extract.values import NO_PERIOD, day, optional_amount, period, span_of
from claimtrail.x12.records import (
    ClaimStatus,
    Record,
    StatusComposite,
    StatusInformation,
    TransactionType,
)
from claimtrail.x12.walk import Segment

CLAIM_LEVELS = {
    TransactionType.CLAIM_ACKNOWLEDGMENT: frozenset({"PT"}),
    TransactionType.CLAIM_STATUS: frozenset({"22", "23"}),
}
"""HL03 of the levels whose TRN begins a claim; above them TRN speaks of a whole batch."""
_WITH_TOTALS = frozenset({TransactionType.CLAIM_ACKNOWLEDGMENT})
"""A 277 has no totals."""
_COMPOSITES = (1, 10, 11)


class StatusExtractor(PassageKeeper):
    """Reads one 277CA or 277."""

    def __init__(self, transaction_type: TransactionType) -> None:
        super().__init__()
        self._type = transaction_type
        self._level = ""
        self._totals = StatusTotals() if transaction_type in _WITH_TOTALS else None
        self.payer_name = ""
        self.payer_identifier = ""

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        if segment.id in {"TRN", "HL", "SE"}:
            self._close()
        if segment.id == "HL":
            self._enter(segment.get(3))
        elif segment.id == "NM1" and self._level == SOURCE_LEVEL:
            self.payer_name, self.payer_identifier = segment.get(3), segment.get(9)
        elif self._claim or (segment.id == "TRN" and self._level in CLAIM_LEVELS[self._type]):
            self._claim.append(segment)
        elif self._totals is not None and segment.id in {"QTY", "AMT"}:
            self._totals.take(segment)

    def sound(self, records: tuple[Record, ...], level: str) -> None:
        """Take the records of a level that was proven as a whole; `level` is its HL03."""
        self._close()
        self._enter(level)
        self._records += records
        self._count(records)

    def finish(self) -> tuple[list[Record], list[tuple[FindingCode, Place]]]:
        """The claims that were not drained, and what was found on the way."""
        records, faults = super().finish()
        if self._totals is not None:
            faults += self._totals.enter(SOURCE_LEVEL)
        return records, faults

    def begin_part(self) -> None:
        """A part of the set begins here; what was read stands above it and is not its own."""
        super().begin_part()
        if self._totals is not None:
            self._totals.begin_part()

    def end_part(self) -> tuple[list[Record], list[tuple[FindingCode, Place]], StatusPart]:
        """End a part of the set: its last claims, what was found, and its totals.

        Raises ValueError for a 277, which has no totals.
        """
        if self._totals is None:
            raise ValueError("a 277 is not read in parts")
        self._close()
        return self.drain(), self._faults, self._totals.end_part()

    def _enter(self, level: str) -> None:
        self._level = level
        if self._totals is not None:
            self._faults += self._totals.enter(level, found=len(self._faults))

    def _close(self) -> None:
        before, had_claim = len(self._records), bool(self._claim)
        super()._close()
        self._count(self._records[before:])
        if self._totals is not None and had_claim and len(self._records) == before:
            self._totals.lose()

    def _count(self, records: Iterable[Record]) -> None:
        if self._totals is None:
            return
        for record in records:
            if isinstance(record, ClaimStatus):
                self._totals.count(record.statuses)

    def _read(self, segments: list[Segment]) -> ClaimStatus:
        claim_level = _before_lines(segments)
        references = {item.get(1): item.get(2) for item in claim_level if item.id == "REF"}
        trace = segments[0].get(2)
        number = trace
        if self._type is TransactionType.CLAIM_STATUS:
            number = references.get("EJ") or trace
        if not number:
            raise ValueError("no patient control number")
        service = NO_PERIOD
        for item in claim_level:
            if item.id == "DTP" and item.get(1) == "472":
                service = period(item.get(2), item.get(3))
        return ClaimStatus(
            span=span_of(segments),
            transaction_type=self._type,
            patient_control_number=number,
            trace_number=trace,
            payer_claim_control_number=references.get("1K", ""),
            payer_name=self.payer_name,
            payer_identifier=self.payer_identifier,
            statuses=tuple(
                _information(item, self._type) for item in claim_level if item.id == "STC"
            ),
            service_from=service[0],
            service_to=service[1],
        )


def _before_lines(segments: list[Segment]) -> list[Segment]:
    """The claim's own segments: those of its lines (2220) follow the first SVC."""
    for index, segment in enumerate(segments):
        if segment.id == "SVC":
            return segments[:index]
    return segments


def _information(segment: Segment, kind: TransactionType) -> StatusInformation:
    decided = kind is TransactionType.CLAIM_STATUS
    return StatusInformation(
        composites=tuple(
            StatusComposite(
                category_code=segment.part(number, 1),
                status_code=segment.part(number, 2),
                entity_code=segment.part(number, 3),
            )
            for number in _COMPOSITES
            if segment.get(number)
        ),
        effective_on=day(segment.get(2)),
        action_code=segment.get(3),
        total_charge=optional_amount(segment.get(4)),
        paid=optional_amount(segment.get(5)) if decided else None,
        adjudicated_on=day(segment.get(6)) if decided else None,
    )
