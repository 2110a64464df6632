"""837P and 837I: loop 2300 with its lines, and what it inherits from loops 2000A to 2010CA.

The payer has the claim, whatever the guide says of it: it is a record once CLM01 and CLM02 can be
read. Of its lines those are left out that have no service or an amount that cannot be read; the
claim's faults say so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.claim_levels import ClaimLevels, npi_of
from claimtrail.x12.extract.record_buffer import RecordFault, SpanBuffer
from claimtrail.x12.extract.service_codes import service_faults
from claimtrail.x12.extract.values import (
    NO_PERIOD,
    Period,
    cover,
    day,
    finer_than_a_cent,
    period,
    readable_amount,
    readable_quantity,
    span_of,
)
from claimtrail.x12.model import ClaimReference, Record, ServiceLine, SubmittedClaim
from claimtrail.x12.model.catalog import FindingCode

PRINCIPAL_DIAGNOSIS = ("ABK", "BK")
DIAGNOSES = frozenset({*PRINCIPAL_DIAGNOSIS, "ABF", "BF", "ABJ", "BJ", "APR", "PR", "ABN", "BN"})
"""HI qualifiers that name a diagnosis; the others are procedures, occurrences and values."""
_CLOSING = frozenset({"CLM", "HL", "SE"})
_CHARGES = {"SV1": 2, "SV2": 3}
"""The element of a line's charge, by the segment of its service."""
SERVICE_DATE, STATEMENT_DATES = "472", "434"


@dataclass(slots=True)
class _ClaimParts:
    """The segments of a claim by the loops that matter: 2300 and 2310, then each 2400."""

    claim: list[Segment] = field(default_factory=list)
    lines: list[list[Segment]] = field(default_factory=list)


class ClaimExtractor(SpanBuffer):
    """Reads one 837."""

    def __init__(self) -> None:
        super().__init__()
        self.above = ClaimLevels()
        """The levels above the next claim."""

    def close(self) -> None:
        """End the claim and the level at hand: an HL follows."""
        self._close()
        self._above_held_for.clear()

    def sound(self, records: tuple[Record, ...]) -> None:
        """Take claims that were proven as a whole."""
        self._records += records

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        segment_id = segment.id
        if segment_id in _CLOSING:
            self._close()
        if self._claim or segment_id == "CLM":
            self._gather(segment)
        else:
            self.above.take(segment)
            self._pass_by(segment)

    def _read(self, segments: list[Segment]) -> Record:
        clm, parts = segments[0], _split(segments)
        charge = readable_amount(clm.get(2))
        if not clm.get(1) or charge is None:
            raise ValueError("no patient control number, or no amount")
        lines = [(_service(line), _line(line)) for line in parts.lines]
        missing = [_why_missing(service) for service, line in lines if line is None]
        read = [(service, line) for service, line in lines if service and line]
        claim = _claim(segments, parts, charge, self.above)
        claim = claim._replace(
            lines=tuple(line for _, line in read),
            faults=self._held(missing),
        )
        claim = _with_period(claim, parts)
        self._faults += _fine_amounts(service for service, _ in lines)
        if read and not missing and sum(line.charge for _, line in read) != charge:
            self._faults.append((FindingCode.CHARGE_TOTAL, clm.place("02")))
        self._faults += service_faults(clm, claim, read)
        return claim


def _claim(
    segments: list[Segment], parts: _ClaimParts, charge: Decimal, above: ClaimLevels
) -> SubmittedClaim:
    """Return the claim without its lines."""
    clm = segments[0]
    references = tuple(
        ClaimReference(qualifier=ref.get(1), value=ref.get(2)) for ref in _all(parts.claim, "REF")
    )
    return SubmittedClaim(
        span=span_of(segments),
        patient_control_number=clm.get(1),
        total_charge=charge,
        facility_code=clm.part(5, 1),
        frequency_code=clm.part(5, 3),
        payer_claim_control_number=_reference(references, "F8"),
        claim_filing_indicator=above.filing_indicator,
        payer_name=above.payer_name,
        payer_identifier=above.payer_identifier,
        billing_provider_npi=above.billing_npi,
        billing_provider_name=above.billing_name,
        rendering_provider_npi=_entity_npi(parts.claim, "82"),
        subscriber=above.subscriber,
        patient=above.patient or above.subscriber,
        service_from=None,
        service_to=None,
        diagnoses=_diagnoses(parts.claim),
        references=references,
        lines=(),
        submitted_on=day(above.submitted_on),
        batch_reference=above.batch_reference,
        submitter_identifier=above.submitter,
        purpose_code=above.purpose_code,
        batch_type=above.batch_type,
        billing_tax_id=above.billing_tax_id,
        other_payer_identifiers=tuple(_other_payers(segments)),
        facility_npi=_entity_npi(parts.claim, "77"),
    )


def _split(segments: list[Segment]) -> _ClaimParts:
    """Leave out other payers (2320 to 2330, 2430): their references are not this payer's.

    A line begins with its LX, or with its service where the LX is missing.
    """
    parts = _ClaimParts()
    target: list[Segment] | None = parts.claim
    has_service = True
    for segment in segments:
        is_service = segment.id in _CHARGES
        if segment.id == "LX" or (is_service and has_service):
            target = []
            parts.lines.append(target)
            has_service = False
        elif segment.id == "SBR" or (segment.id == "SVD" and parts.lines):
            target = None
        has_service = has_service or is_service
        if target is not None:
            target.append(segment)
    return parts


def _other_payers(segments: list[Segment]) -> Iterator[str]:
    """Yield NM109 of each other payer (2330B), which follows an SBR of the claim (2320)."""
    follows_coverage = False
    for segment in segments:
        if segment.id == "LX" or segment.id in _CHARGES:
            return
        follows_coverage = follows_coverage or segment.id == "SBR"
        is_payer = segment.id == "NM1" and segment.get(1) == "PR"
        if follows_coverage and is_payer and segment.get(9):
            yield segment.get(9)


def _service(segments: list[Segment]) -> Segment | None:
    """SV1 or SV2 of a line."""
    return next((item for item in segments if item.id in _CHARGES), None)


def _line(segments: list[Segment]) -> ServiceLine | None:
    """Return the line; None when it has no service, or its charge cannot be read."""
    service = _service(segments)
    charge = readable_amount(service.get(_CHARGES[service.id])) if service else None
    if service is None or charge is None:
        return None
    shift = 1 if service.id == "SV2" else 0
    code = service.components(1 + shift)
    first, last = _period(segments, SERVICE_DATE)
    numbers = [ref.get(2) for ref in _all(segments, "REF") if ref.get(1) == "6R"]
    return ServiceLine(
        number=segments[0].get(1) if segments[0].id == "LX" else "",
        control_number=numbers[0] if numbers else "",
        procedure_qualifier=code[0] if code else "",
        procedure_code=code[1] if len(code) > 1 else "",
        modifiers=tuple(modifier for modifier in code[2:6] if modifier),
        revenue_code=service.get(1) if shift else "",
        charge=charge,
        units=readable_quantity(service.get(4 + shift)) or Decimal(0),
        unit_code=service.get(3 + shift),
        service_from=first,
        service_to=last,
        diagnosis_pointers=() if shift else tuple(service.components(7)),
    )


def _why_missing(service: Segment | None) -> FindingCode:
    """Return why a line is left out."""
    return FindingCode.AMOUNT_UNREADABLE if service else FindingCode.SEGMENT_MISSING


def _fine_amounts(services: Iterable[Segment | None]) -> Iterator[RecordFault]:
    """Yield the charges that are finer than a cent.

    What is no amount, the guide's checks report.
    """
    for service in filter(None, services):
        number = _CHARGES[service.id]
        if finer_than_a_cent(service.get(number)):
            yield FindingCode.AMOUNT_UNREADABLE, service.place(f"{number:02}")


def _with_period(claim: SubmittedClaim, parts: _ClaimParts) -> SubmittedClaim:
    """Return the claim with its days: those stated, else those that its lines cover."""
    stated = _period(parts.claim, STATEMENT_DATES)
    if stated == NO_PERIOD:
        stated = cover((line.service_from, line.service_to) for line in claim.lines)
    return claim._replace(service_from=stated[0], service_to=stated[1])


def _period(segments: list[Segment], qualifier: str) -> Period:
    for segment in _all(segments, "DTP"):
        if segment.get(1) == qualifier:
            return period(segment.get(2), segment.get(3))
    return NO_PERIOD


def _diagnoses(segments: list[Segment]) -> tuple[str, ...]:
    found = [
        segment.components(number)
        for segment in _all(segments, "HI")
        for number in range(1, len(segment.elements))
    ]
    named = [parts for parts in found if len(parts) > 1 and parts[0] in DIAGNOSES]
    named.sort(key=lambda parts: parts[0] not in PRINCIPAL_DIAGNOSIS)
    return tuple(f"{parts[0]}:{parts[1]}" for parts in named)


def _entity_npi(segments: list[Segment], entity: str) -> str:
    names = [segment for segment in _all(segments, "NM1") if segment.get(1) == entity]
    return npi_of(names[0]) if names else ""


def _reference(references: tuple[ClaimReference, ...], qualifier: str) -> str:
    return next((item.value for item in references if item.qualifier == qualifier), "")


def _all(segments: list[Segment], segment_id: str) -> list[Segment]:
    return [segment for segment in segments if segment.elements[0] == segment_id]
