"""Correcting one line of a claim that is sent again (loop 2400)."""

from decimal import Decimal

from claimtrail.kernel.money import format_x12
from claimtrail.x12.model import ServiceLine, TransactionType
from claimtrail.x12.write.claim_form import ClaimForm, RetainedSegment
from claimtrail.x12.write.retained_segments import (
    LINE_ORDER,
    components,
    find,
    put,
    take_out,
    with_element,
)
from claimtrail.x12.write.segment_writer import days

SERVICE_DATE, LINE_NUMBER = "472", "6R"
_MODIFIERS = slice(2, 6)
NO_LINE = ServiceLine(
    number="",
    control_number="",
    procedure_qualifier="",
    procedure_code="",
    modifiers=(),
    revenue_code="",
    charge=Decimal(0),
    units=Decimal(0),
    unit_code="",
    service_from=None,
    service_to=None,
)


def corrected_line(form: ClaimForm, index: int, line: ServiceLine) -> tuple[RetainedSegment, ...]:
    """Return the segments of a line: those of the line at that place, changed, or new ones."""
    service_id = "SV1" if form.transaction_type is TransactionType.CLAIM_PROFESSIONAL else "SV2"
    if index < len(form.lines):
        segments, before = list(form.lines[index]), form.claim.lines[index]
    else:
        segments, before = [("LX", line.number), (service_id,)], NO_LINE
    if line == before:
        return tuple(segments)
    segments[0] = with_element(segments[0], 1, line.number)
    place = find(segments, service_id)
    if place is None:
        raise ValueError(f"a line has no {service_id}")
    segments[place] = _service(segments[place], before, line)
    if line.control_number:
        put(segments, ("REF", LINE_NUMBER, line.control_number), LINE_ORDER)
    else:
        take_out(segments, "REF", LINE_NUMBER, LINE_ORDER)
    if (line.service_from, line.service_to) != (before.service_from, before.service_to):
        _put_days(segments, line)
    return tuple(segments)


def _service(segment: RetainedSegment, before: ServiceLine, line: ServiceLine) -> RetainedSegment:
    """SV1 or SV2: in an 837I the revenue code stands first, and all else one element later."""
    shift = 1 if segment[0] == "SV2" else 0
    if shift:
        segment = with_element(segment, 1, line.revenue_code)
    segment = with_element(segment, 1 + shift, _procedure(segment, 1 + shift, before, line))
    if line.charge != before.charge:
        segment = with_element(segment, 2 + shift, format_x12(line.charge))
    segment = with_element(segment, 3 + shift, line.unit_code)
    if line.units != before.units:
        segment = with_element(segment, 4 + shift, format_x12(line.units))
    if not shift:
        segment = with_element(segment, 7, line.diagnosis_pointers or "")
    return segment


def _procedure(
    segment: RetainedSegment, number: int, before: ServiceLine, line: ServiceLine
) -> tuple[str, ...] | str:
    """Return the procedure's composite; what stands after the modifiers, a description, is kept."""
    wanted = (line.procedure_qualifier, line.procedure_code, *line.modifiers)
    known = (before.procedure_qualifier, before.procedure_code, *before.modifiers)
    sent = components(segment, number)
    if wanted == known:
        return sent or ""
    rest = sent[_MODIFIERS.stop :]
    padded = (*wanted, *[""] * (_MODIFIERS.stop - len(wanted)), *rest) if rest else wanted
    return padded if any(padded) else ""


def _put_days(segments: list[RetainedSegment], line: ServiceLine) -> None:
    if line.service_from is None or line.service_to is None:
        take_out(segments, "DTP", SERVICE_DATE, LINE_ORDER)
        return
    put(segments, ("DTP", SERVICE_DATE, *days(line.service_from, line.service_to)), LINE_ORDER)
