"""835: amounts of a claim that no guide forbids and that cannot be meant."""

from collections.abc import Iterator

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import RecordFault
from claimtrail.x12.model import Adjustment, RemittanceClaim
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS

_DRG = 11
"""CLP11: the DRG by which a stay is priced, whatever was charged."""
_INTEREST = "I"
"""AMT01 of interest. What a PLB pays (L6) is no part of CLP04."""
_IN_EXCESS_OF_CHARGES = "94"
"""CARC: processed in excess of charges."""


def doubtful_amounts(segments: list[Segment], claim: RemittanceClaim) -> Iterator[RecordFault]:
    """Yield negative amounts of what is no reversal, and payments beyond the charge."""
    clp = segments[0]
    if claim.status_code == REVERSAL_STATUS:
        return
    if claim.charge < 0 or claim.paid < 0:
        yield FindingCode.AMOUNT_NEGATIVE, clp.place("04" if claim.paid < 0 else "03")
        return
    if clp.get(_DRG) or _has_interest(segments) or _exceeds_on_purpose(claim.adjustments):
        return
    services = (segment for segment in segments if segment.id == "SVC")
    excused = [_exceeds_on_purpose(line.adjustments) for line in claim.lines]
    if claim.paid > claim.charge and not any(excused):
        yield FindingCode.PAYMENT_BEYOND_CHARGE, clp.place("04")
    for service, line, is_excused in zip(services, claim.lines, excused, strict=True):
        # A bundle is paid on one of its lines, for the charges of all (SVC06 names what was sent).
        is_bundle = bool(line.submitted_procedure_code)
        if line.paid > line.charge and not (is_excused or is_bundle):
            yield FindingCode.PAYMENT_BEYOND_CHARGE, service.place("03")


def _has_interest(segments: list[Segment]) -> bool:
    return any(item.id == "AMT" and item.get(1) == _INTEREST for item in segments)


def _exceeds_on_purpose(adjustments: tuple[Adjustment, ...]) -> bool:
    return any(item.carc == _IN_EXCESS_OF_CHARGES for item in adjustments)
