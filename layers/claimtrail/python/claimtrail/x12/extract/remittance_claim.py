"""835: one claim (loop 2100) with its lines (2110), and the reasons of a PLB.

Balancing follows the 835 guide, section 1.10.2: lines, then claims.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from claimtrail.x12.extract.reversals import sign_is_wrong
from claimtrail.x12.extract.values import (
    ZERO,
    Period,
    cover,
    day,
    optional_amount,
    parse_amount,
    quantity,
    span_of,
)
from claimtrail.x12.records import (
    Adjustment,
    ByteRange,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
)
from claimtrail.x12.walk import Segment

_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
"""Elements that hold remark codes."""
_LINE_DATES = frozenset({"472", "150", "151"})
_CLAIM_DATES = frozenset({"232", "233"})
_RECEIVED = "050"


class PaymentFacts(NamedTuple):
    """What a claim repeats of the payment that it belongs to."""

    trace_number: str
    span: ByteRange
    paid_on: date | None
    payer_identifier: str


def read_claim(segments: list[Segment], facts: PaymentFacts) -> RemittanceClaim:
    """Raises ValueError when CLP01 is empty, or an amount or quantity cannot be read."""
    clp, own = segments[0], _own(segments)
    if not clp.get(1):
        raise ValueError("no patient control number")
    lines = tuple(_line(line) for line in _lines(segments))
    stated = cover(_dates(own, _CLAIM_DATES))
    first, last = stated if any(stated) else cover((x.service_from, x.service_to) for x in lines)
    claim = RemittanceClaim(
        span=span_of(segments),
        patient_control_number=clp.get(1),
        status_code=clp.get(2),
        charge=parse_amount(clp.get(3)),
        paid=parse_amount(clp.get(4)),
        patient_responsibility=optional_amount(clp.get(5)) or ZERO,
        claim_filing_indicator=clp.get(6),
        payer_claim_control_number=clp.get(7),
        facility_code=clp.get(8),
        frequency_code=clp.get(9),
        adjustments=tuple(_adjustments(own)),
        lines=lines,
        remark_codes=tuple(_remarks(own)),
        received_on=next((start for start, _ in _dates(own, frozenset({_RECEIVED}))), None),
        service_from=first,
        service_to=last,
        payment_trace_number=facts.trace_number,
        payment_span=facts.span,
        paid_on=facts.paid_on,
        payer_identifier=facts.payer_identifier,
        balanced=True,
    )
    balanced = claim_balances(claim) and all(line_balances(line) for line in lines)
    balanced = balanced and not sign_is_wrong(claim)
    return claim._replace(balanced=balanced)


def claim_balances(claim: RemittanceClaim) -> bool:
    """CLP03 less CLP04 is the sum of all adjustments, those of the lines included."""
    lines = sum((item.amount for line in claim.lines for item in line.adjustments), ZERO)
    own = sum((item.amount for item in claim.adjustments), ZERO)
    return claim.charge - claim.paid == own + lines


def line_balances(line: RemittanceLine) -> bool:
    """SVC02 less SVC03 is the sum of the line's adjustments."""
    return line.charge - line.paid == sum((item.amount for item in line.adjustments), ZERO)


def _own(segments: list[Segment]) -> list[Segment]:
    """The claim's segments before its first line."""
    for index, segment in enumerate(segments):
        if segment.id == "SVC":
            return segments[:index]
    return segments


def _lines(segments: list[Segment]) -> list[list[Segment]]:
    lines: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "SVC":
            lines.append([])
        if lines:
            lines[-1].append(segment)
    return lines


def _line(segments: list[Segment]) -> RemittanceLine:
    svc = segments[0]
    code = [*svc.components(1), "", ""]
    first, last = cover(_dates(segments, _LINE_DATES))
    numbers = [item.get(2) for item in segments if item.id == "REF" and item.get(1) == "6R"]
    revenue = code[1] if code[0] == "NU" else svc.get(4)
    return RemittanceLine(
        span=span_of(segments),
        procedure_qualifier=code[0],
        procedure_code=code[1],
        modifiers=tuple(modifier for modifier in code[2:6] if modifier),
        charge=parse_amount(svc.get(2)),
        paid=parse_amount(svc.get(3)),
        revenue_code=revenue,
        units=quantity(svc.get(5)),
        service_from=first,
        service_to=last,
        control_number=numbers[0] if numbers else "",
        adjustments=tuple(_adjustments(segments)),
        remark_codes=tuple(
            item.get(2) for item in segments if item.id == "LQ" and item.get(1) == "HE"
        ),
    )


def _dates(segments: list[Segment], qualifiers: frozenset[str]) -> Iterator[Period]:
    for segment in segments:
        if segment.id == "DTM" and segment.get(1) in qualifiers:
            yield day(segment.get(2)), day(segment.get(2))


def _remarks(segments: list[Segment]) -> Iterator[str]:
    for segment in segments:
        yield from filter(None, (segment.get(number) for number in _REMARKS.get(segment.id, ())))


def _adjustments(segments: list[Segment]) -> Iterator[Adjustment]:
    for segment in segments:
        if segment.id != "CAS":
            continue
        for number in range(2, len(segment.elements), 3):
            if segment.get(number) or segment.get(number + 1):
                yield Adjustment(
                    group_code=segment.get(1),
                    carc=segment.get(number),
                    amount=parse_amount(segment.get(number + 1)),
                    quantity=quantity(segment.get(number + 2)),
                )


def provider_adjustments(segment: Segment) -> list[ProviderAdjustment]:
    """The reasons of a PLB. Raises ValueError when an amount cannot be read."""
    return [
        ProviderAdjustment(
            provider_identifier=segment.get(1),
            fiscal_period_end=day(segment.get(2)),
            reason_code=segment.part(number, 1),
            reference=segment.part(number, 2),
            amount=parse_amount(segment.get(number + 1)),
        )
        for number in range(3, len(segment.elements), 2)
        if segment.get(number)
    ]
