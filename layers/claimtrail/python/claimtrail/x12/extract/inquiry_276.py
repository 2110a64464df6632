"""276: what is asked about each claim (loops 2200D and 2200E), with the levels above it."""

from dataclasses import dataclass, field

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import SpanBuffer
from claimtrail.x12.extract.values import (
    NO_PERIOD,
    Period,
    day,
    optional_amount,
    parse_amount,
    period,
    quantity,
    span_of,
)
from claimtrail.x12.model import InquiryLine, Person, Record, StatusInquiry

NOBODY = Person(last_name="", first_name="", member_id="", birth_date=None, sex="")
PAYER, RECEIVER, PROVIDER, SUBSCRIBER, DEPENDENT = "20", "21", "19", "22", "23"
"""HL03."""
SERVICE_DATE = "472"
REFERENCES = {
    "1K": "payer_claim_control_number",
    "BLT": "bill_type",
    "LU": "location",
    "6P": "group_number",
    "EJ": "patient_control_number",
    "XZ": "prescription_number",
    "D9": "clearinghouse_number",
}
"""REF01 in the guide's order, and the field that REF02 fills."""


@dataclass(slots=True)
class _Above:
    """The hierarchical levels before a claim."""

    level: str = ""
    names: dict[str, Segment] = field(default_factory=dict)
    """NM1 by HL03."""
    subscriber: Person = NOBODY
    patient: Person | None = None

    def take(self, segment: Segment) -> None:
        if segment.id == "HL":
            self._enter(segment.get(3))
        elif segment.id == "NM1":
            self._name(segment)
        elif segment.id == "DMG":
            self._demographics(segment)

    def _enter(self, level: str) -> None:
        self.level = level
        self.names.pop(level, None)
        self.patient = NOBODY if level == DEPENDENT else None
        if level != DEPENDENT:
            self.subscriber = NOBODY

    def _name(self, segment: Segment) -> None:
        """A provider may be named twice: the first name stands."""
        if self.level == SUBSCRIBER:
            self.subscriber = _named(self.subscriber, segment)
        elif self.level == DEPENDENT and self.patient is not None:
            self.patient = _named(self.patient, segment)
        else:
            self.names.setdefault(self.level, segment)

    def _demographics(self, segment: Segment) -> None:
        born, sex = day(segment.get(2)), segment.get(3)
        if self.level == SUBSCRIBER:
            self.subscriber = self.subscriber._replace(birth_date=born, sex=sex)
        elif self.level == DEPENDENT and self.patient is not None:
            self.patient = self.patient._replace(birth_date=born, sex=sex)

    def text(self, level: str, number: int) -> str:
        """Return an element of the level's NM1."""
        segment = self.names.get(level)
        return segment.get(number) if segment else ""


class InquiryExtractor(SpanBuffer):
    """Reads one 276."""

    def __init__(self) -> None:
        super().__init__()
        self._above = _Above()

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        if segment.id in {"TRN", "HL", "SE"}:
            self._close()
        if segment.id == "TRN" or self._claim:
            self._claim.append(segment)
        else:
            self._above.take(segment)

    def _read(self, segments: list[Segment]) -> Record:
        return _inquiry(segments, self._above)


def _inquiry(segments: list[Segment], above: _Above) -> StatusInquiry:
    """Raises ValueError when TRN02 is empty, or an amount or quantity cannot be read."""
    if not segments[0].get(2):
        raise ValueError("no trace number")
    claim, lines = _split(segments)
    charges = [item.get(2) for item in claim if item.id == "AMT"]
    first, last = _period(claim)
    references = {
        REFERENCES[item.get(1)]: item.get(2)
        for item in claim
        if item.id == "REF" and item.get(1) in REFERENCES
    }
    return StatusInquiry(
        span=span_of(segments),
        trace_number=segments[0].get(2),
        payer_name=above.text(PAYER, 3),
        payer_identifier=above.text(PAYER, 9),
        payer_qualifier=above.text(PAYER, 8),
        receiver_name=above.text(RECEIVER, 3),
        receiver_first_name=above.text(RECEIVER, 4),
        receiver_identifier=above.text(RECEIVER, 9),
        provider_name=above.text(PROVIDER, 3),
        provider_first_name=above.text(PROVIDER, 4),
        provider_npi=above.text(PROVIDER, 9),
        provider_qualifier=above.text(PROVIDER, 8),
        subscriber=above.subscriber,
        patient=above.patient or above.subscriber,
        charge=optional_amount(charges[0]) if charges else None,
        service_from=first,
        service_to=last,
        lines=tuple(_line(line) for line in lines),
        **references,
    )


def _split(segments: list[Segment]) -> tuple[list[Segment], list[list[Segment]]]:
    """Return the claim's own segments, and those of each line."""
    claim: list[Segment] = []
    lines: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "SVC":
            lines.append([])
        (lines[-1] if lines else claim).append(segment)
    return claim, lines


def _line(segments: list[Segment]) -> InquiryLine:
    service = segments[0]
    code = [*service.components(1), "", ""]
    first, last = _period(segments)
    units = quantity(service.get(7))
    if first is None or last is None or units is None:
        raise ValueError("a line without days or units")
    numbers = [item.get(2) for item in segments if item.id == "REF" and item.get(1) == "FJ"]
    return InquiryLine(
        procedure_qualifier=code[0],
        procedure_code=code[1],
        modifiers=tuple(modifier for modifier in code[2:6] if modifier),
        charge=parse_amount(service.get(2)),
        revenue_code=service.get(4),
        units=units,
        control_number=numbers[0] if numbers else "",
        service_from=first,
        service_to=last,
    )


def _period(segments: list[Segment]) -> Period:
    for segment in segments:
        if segment.id == "DTP" and segment.get(1) == SERVICE_DATE:
            return period(segment.get(2), segment.get(3))
    return NO_PERIOD


def _named(person: Person, segment: Segment) -> Person:
    return person._replace(
        last_name=segment.get(3),
        first_name=segment.get(4),
        member_id=segment.get(9),
    )
