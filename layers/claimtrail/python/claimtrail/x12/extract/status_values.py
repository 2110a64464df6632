"""277CA and 277: STC segments (levels, claims, lines) and service lines (2220D, 2220E) by value.

A date or amount that cannot be read counts as absent; the guide's checks report it.
"""

from collections.abc import Iterable, Iterator

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import RecordFault
from claimtrail.x12.extract.values import (
    NO_PERIOD,
    Period,
    day,
    finer_than_a_cent,
    lines_of,
    period,
    readable_amount,
    readable_quantity,
    span_of,
)
from claimtrail.x12.model import StatusComposite, StatusInformation, StatusLine, TransactionType
from claimtrail.x12.model.catalog import FindingCode

COMPOSITES = (1, 10, 11)
"""STC01, STC10, STC11."""
REVENUE_CODE = "NU"
"""SVC01-1: SVC01-2 is a revenue code, and SVC04 is not used."""
SERVICE = "472"
_NEVER_FINER_THAN_A_CENT = {"STC": (4, 5), "SVC": (2, 3), "AMT": (2,)}


def read_statuses(
    segments: Iterable[Segment], kind: TransactionType
) -> tuple[StatusInformation, ...]:
    """Return what each STC among the segments says."""
    return tuple(_information(item, kind) for item in segments if item.id == "STC")


def read_lines(segments: list[Segment], kind: TransactionType) -> tuple[StatusLine, ...]:
    """Return the service lines among the segments of a claim."""
    return tuple(_line(line, kind) for line in lines_of(segments))


def service_period(segments: Iterable[Segment]) -> Period:
    """Return the days of DTP*472; the last one counts."""
    found = NO_PERIOD
    for item in segments:
        if item.id == "DTP" and item.get(1) == SERVICE:
            found = period(item.get(2), item.get(3))
    return found


def references_of(segments: Iterable[Segment]) -> dict[str, str]:
    """Return REF02 by REF01; the last one counts."""
    return {item.get(1): item.get(2) for item in segments if item.id == "REF"}


def amount_faults(segments: Iterable[Segment]) -> Iterator[RecordFault]:
    """Yield the amounts that are finer than a cent."""
    for segment in segments:
        for number in _NEVER_FINER_THAN_A_CENT.get(segment.id, ()):
            if finer_than_a_cent(segment.get(number)):
                yield FindingCode.AMOUNT_UNREADABLE, segment.place(f"{number:02}")


def _information(segment: Segment, kind: TransactionType) -> StatusInformation:
    decided = kind is TransactionType.CLAIM_STATUS
    return StatusInformation(
        composites=tuple(
            StatusComposite(
                category_code=segment.part(number, 1),
                status_code=segment.part(number, 2),
                entity_code=segment.part(number, 3),
                code_list=segment.part(number, 4),
            )
            for number in COMPOSITES
            if segment.get(number)
        ),
        effective_on=day(segment.get(2)),
        action_code=segment.get(3),
        total_charge=readable_amount(segment.get(4)),
        paid=readable_amount(segment.get(5)) if decided else None,
        adjudicated_on=day(segment.get(6)) if decided else None,
        text=segment.get(12),
        remitted_on=day(segment.get(8)) if decided else None,
        remittance_trace=segment.get(9) if decided else "",
    )


def _line(segments: list[Segment], kind: TransactionType) -> StatusLine:
    svc = segments[0]
    code = [*svc.components(1), "", ""]
    first, last = service_period(segments)
    return StatusLine(
        span=span_of(segments),
        control_number=references_of(segments).get("FJ", ""),
        procedure_qualifier=code[0],
        procedure_code=code[1],
        modifiers=tuple(filter(None, code[2:6])),
        revenue_code=code[1] if code[0] == REVENUE_CODE else svc.get(4),
        charge=readable_amount(svc.get(2)),
        paid=readable_amount(svc.get(3)) if kind is TransactionType.CLAIM_STATUS else None,
        units=readable_quantity(svc.get(7)),
        service_from=first,
        service_to=last,
        statuses=read_statuses(segments, kind),
    )
