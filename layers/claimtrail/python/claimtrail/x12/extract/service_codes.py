"""The codes of a claim's services against their code systems: what the payer would refuse.

No part of the guide: a 999 does not speak of them (HIPAA code sets are the 277CA's), so they are
warnings to the biller. Place of service is in the guide's own tables, and judged there.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from claimtrail.codes import services
from claimtrail.codes.services import CodeStanding
from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.model import ServiceLine, SubmittedClaim
from claimtrail.x12.model.catalog import FindingCode, FindingPlace

ServiceCodeFault = tuple[FindingCode, FindingPlace]

_FAULTS = {
    CodeStanding.UNKNOWN: FindingCode.SERVICE_CODE_UNKNOWN,
    CodeStanding.INACTIVE: FindingCode.SERVICE_CODE_INACTIVE,
}
_LONGEST = 10
"""Characters of a code that are looked at."""
_TYPE_OF_BILL = "A"
"""CLM05-2: CLM05 is a type of bill; B: a place of service."""
_HCPCS = "HC"
"""SV101-1, SV202-1: the procedure is CPT or HCPCS."""
_MODIFIERS = range(3, 7)
"""Components of SV101 and SV202."""


def service_faults(
    clm: Segment, claim: SubmittedClaim, services_read: Iterable[tuple[Segment, ServiceLine]]
) -> Iterator[ServiceCodeFault]:
    """Yield the codes of one claim that are not valid on their day of service.

    `services_read` are its SV1 or SV2 segments, each with the line that was read from it.
    """
    if clm.part(5, 2) == _TYPE_OF_BILL:
        facility, frequency = (clm.part(5, place)[:_LONGEST] for place in (1, 3))
        standing = services.type_of_bill(facility, frequency, claim.service_from)
        yield from _fault(standing, clm.place("05"))
    for service, line in services_read:
        yield from _line_faults(service, line.service_from or claim.service_from)


def _line_faults(service: Segment, day: date | None) -> Iterator[ServiceCodeFault]:
    shift = 1 if service.id == "SV2" else 0
    if shift and service.get(1):
        yield from _fault(services.revenue_code(service.get(1), day), service.place("01"))
    named = service.components(1 + shift)
    if len(named) < 2 or named[0] != _HCPCS:  # noqa: PLR2004 - a qualifier and a code
        return
    code = named[1]
    yield from _fault(services.procedure(code, day), service.place(f"{1 + shift:02}-2"))
    for number in _MODIFIERS:
        text = named[number - 1] if len(named) >= number else ""
        if text:
            standing = services.modifier(text, day, procedure_code=code)
            yield from _fault(standing, service.place(f"{1 + shift:02}-{number}"))


def _fault(standing: CodeStanding, place: FindingPlace) -> Iterator[ServiceCodeFault]:
    if standing in _FAULTS:
        yield _FAULTS[standing], place
