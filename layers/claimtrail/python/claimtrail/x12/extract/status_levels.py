"""277CA and 277: what stands above the claims, and the statuses of batches and providers there.

A level of the receiver (2000B) or of a provider (2000C) makes a record when it has an STC; both may
answer for all that was sent, with no claim beneath them (HL04 is 0).
"""

from dataclasses import dataclass, field
from datetime import date

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import RecordFault
from claimtrail.x12.extract.status_totals import PROVIDER_LEVEL, RECEIVER_LEVEL, SOURCE_LEVEL
from claimtrail.x12.extract.status_values import read_statuses
from claimtrail.x12.extract.values import day, readable_amount, readable_quantity, span_of
from claimtrail.x12.model import BatchStatus, StatusLevel, StatusTotal, TransactionType
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.limits import Counted, most

LEVELS = {RECEIVER_LEVEL: StatusLevel.RECEIVER, PROVIDER_LEVEL: StatusLevel.PROVIDER}
"""HL03 of the levels that have statuses of their own."""
_READ_TOTAL = {"QTY": readable_quantity, "AMT": readable_amount}
_RECEIVED, _PROCESSED = "050", "009"
"""DTP01 in 2200A."""
_CHILDREN = {"0": False, "1": True}
"""HL04: whether a level stands beneath."""
_NOT_BENEATH = {
    RECEIVER_LEVEL: frozenset({"", SOURCE_LEVEL, RECEIVER_LEVEL}),
    PROVIDER_LEVEL: frozenset({"", SOURCE_LEVEL, RECEIVER_LEVEL, PROVIDER_LEVEL}),
}
"""HL03 that may follow a level of a receiver or provider and does not stand beneath it."""


@dataclass(slots=True)
class StatusLevels:
    """The levels above a claim."""

    transaction_type: TransactionType
    level: str = ""
    """HL03 of the level at hand."""
    set_reference: str = ""
    """BHT03."""
    source_entity: str = ""
    payer_name: str = ""
    payer_identifier: str = ""
    received_on: date | None = None
    processed_on: date | None = None
    receiver_identifier: str = ""
    batch_trace: str = ""
    """TRN02 of 2200B."""
    _own: list[Segment] = field(default_factory=list)
    """The segments of the receiver or provider at hand."""
    is_too_large: bool = False
    """True if the level at hand has more segments than are kept; it makes no status then."""

    def take(self, segment: Segment) -> None:
        """Read a segment that belongs to no claim."""
        if segment.id == "BHT":
            self.set_reference = segment.get(3)
        elif segment.id == "HL":
            self._enter(segment)
        elif self.level == SOURCE_LEVEL:
            self._of_source(segment)
        elif self.level in LEVELS:
            if len(self._own) < most(Counted.RECORD_SEGMENTS):
                self._own.append(segment)
            else:
                self.is_too_large = True
            if self.level == RECEIVER_LEVEL:
                self._of_receiver(segment)

    def leave(self, following: str) -> tuple[BatchStatus | None, list[RecordFault]]:
        """End the level at hand: return its status if it has one, and what is wrong with HL04.

        `following` is HL03 of the next level, empty at the set's end. What stands beneath a level
        is reported by that: payers write HL04 as they please.
        """
        segments, self._own = self._own, []
        if not segments or segments[0].id != "HL":
            return None, []
        has_children = following not in _NOT_BENEATH[segments[0].get(3)]
        stated = segments[0].get(4)
        is_wrong = stated in _CHILDREN and _CHILDREN[stated] is not has_children
        faults = [(FindingCode.HL_CHILDREN, segments[0].place("04"))] if is_wrong else []
        if self.is_too_large or not any(item.id == "STC" for item in segments):
            return None, faults
        return self._status(segments, has_children=has_children), faults

    def _enter(self, segment: Segment) -> None:
        self.level, self.is_too_large = segment.get(3), False
        if self.level in LEVELS:
            self._own = [segment]
        if self.level == RECEIVER_LEVEL:
            self.receiver_identifier = self.batch_trace = ""

    def _of_source(self, segment: Segment) -> None:
        if segment.id == "NM1":
            self.source_entity = segment.get(1)
            self.payer_name, self.payer_identifier = segment.get(3), segment.get(9)
        elif segment.id == "DTP" and segment.get(1) == _RECEIVED:
            self.received_on = day(segment.get(3))
        elif segment.id == "DTP" and segment.get(1) == _PROCESSED:
            self.processed_on = day(segment.get(3))

    def _of_receiver(self, segment: Segment) -> None:
        if segment.id == "NM1":
            self.receiver_identifier = segment.get(9)
        elif segment.id == "TRN":
            self.batch_trace = segment.get(2)

    def _status(self, segments: list[Segment], *, has_children: bool) -> BatchStatus:
        level = LEVELS[segments[0].get(3)]
        provider = next((item for item in segments if item.id == "NM1"), None)
        if level is StatusLevel.RECEIVER:
            provider = None
        acknowledges = self.transaction_type is TransactionType.CLAIM_ACKNOWLEDGMENT
        return BatchStatus(
            span=span_of(segments),
            transaction_type=self.transaction_type,
            level=level,
            source_entity=self.source_entity,
            payer_name=self.payer_name,
            payer_identifier=self.payer_identifier,
            reference=self.batch_trace if acknowledges else self.set_reference,
            trace_number=next((item.get(2) for item in segments if item.id == "TRN"), ""),
            receiver_identifier=self.receiver_identifier,
            provider_qualifier=provider.get(8) if provider else "",
            provider_identifier=provider.get(9) if provider else "",
            statuses=read_statuses(segments, self.transaction_type),
            totals=tuple(_totals(segments)),
            has_children=has_children,
            received_on=self.received_on,
            processed_on=self.processed_on,
        )


def _totals(segments: list[Segment]) -> list[StatusTotal]:
    """Return the QTY and AMT that can be read."""
    found = []
    for segment in segments:
        read = _READ_TOTAL.get(segment.id)
        value = read(segment.get(2)) if read else None
        if value is not None:
            found.append(StatusTotal(segment.id, segment.get(1), value))
    return found
