"""Rows of money out of an 835's claim payment: the remittance, its lines, and their reasons."""

from collections.abc import Iterable

from claimtrail.audit.rows import Row, day_text, joined, place_columns
from claimtrail.claims.adjustments import denial_category, role_of
from claimtrail.claims.events import AdjustmentFact, ClaimEvent, RemittanceLineFact, Remitted
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.time import format_instant

REMITTANCES = "remittances"
REMITTANCE_LINES = "remittance_lines"
ADJUSTMENTS = "adjustments"

WHOLE_CLAIM = 0
"""The line number of what stands at claim level."""


def remittance_rows(event: ClaimEvent) -> dict[str, list[Row]]:
    """The rows of a claim event by dataset; none when it is not a remittance."""
    fact = event.fact
    if not isinstance(fact, Remitted):
        return {}
    lines = list(enumerate(fact.lines, start=1))
    adjustments = [
        _adjustment_row(event, fact, WHOLE_CLAIM, n, each) for n, each in _numbered(fact)
    ]
    for number, line in lines:
        adjustments += [
            _adjustment_row(event, fact, number, n, each, procedure_code=line.procedure_code)
            for n, each in _numbered(line)
        ]
    return {
        REMITTANCES: [_remittance_row(event, fact)],
        REMITTANCE_LINES: [_line_row(event, fact, number, line) for number, line in lines],
        ADJUSTMENTS: adjustments,
    }


def _remittance_row(event: ClaimEvent, fact: Remitted) -> Row:
    reasons = [*fact.adjustments, *(each for line in fact.lines for each in line.adjustments)]
    return {
        **_common(event, fact),
        "payment_trace_number": fact.payment_trace_number or None,
        "claim_filing_indicator": fact.claim_filing_indicator or None,
        "charge_cents": fact.charge_cents,
        "paid_cents": fact.paid_cents,
        "patient_responsibility_cents": fact.patient_responsibility_cents,
        "adjusted_cents": _sum(reasons),
        "contractual_cents": _sum(reasons, role="contractual"),
        "denied_cents": _sum(reasons, role="denial"),
        "balanced": fact.balanced,
        "remark_codes": joined(fact.remark_codes),
        "line_count": len(fact.lines),
        "recorded_at": format_instant(event.recorded_at),
        **place_columns(event.source),
    }


def _line_row(event: ClaimEvent, fact: Remitted, number: int, line: RemittanceLineFact) -> Row:
    return {
        **_common(event, fact),
        "line_number": number,
        "procedure_code": line.procedure_code or None,
        "modifiers": joined(line.modifiers),
        "revenue_code": line.revenue_code or None,
        "service_on": day_text(line.service_from),
        "charge_cents": line.charge_cents,
        "paid_cents": line.paid_cents,
        "adjusted_cents": _sum(line.adjustments),
        "allowed_cents": line.charge_cents - _sum(line.adjustments, role="contractual"),
        "denied_cents": _sum(line.adjustments, role="denial"),
        "denial_category": _weightiest_denial(line.adjustments),
        "patient_cents": _sum(line.adjustments, role="patient"),
        "remark_codes": joined(line.remark_codes),
    }


def _adjustment_row(  # noqa: PLR0913 - the places of an adjustment
    event: ClaimEvent,
    fact: Remitted,
    line_number: int,
    place: int,
    adjustment: AdjustmentFact,
    *,
    procedure_code: str = "",
) -> Row:
    parts = (event.event_id, event.claim_id, str(line_number), str(place))
    return {
        "adjustment_id": derived_id("adj_", *parts),
        **_common(event, fact),
        "line_number": line_number,
        "place": place,
        "procedure_code": procedure_code or None,
        "group_code": adjustment.group_code,
        "carc": adjustment.carc,
        "amount_cents": adjustment.amount_cents,
        "quantity": adjustment.quantity,
        "role": role_of(adjustment),
        "category": denial_category(adjustment),
    }


def _common(event: ClaimEvent, fact: Remitted) -> Row:
    return {
        "remittance_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "paid_on": day_text(fact.paid_on or event.effective_on),
        "status_code": fact.status_code,
    }


def _numbered(holder: Remitted | RemittanceLineFact) -> Iterable[tuple[int, AdjustmentFact]]:
    return enumerate(holder.adjustments, start=1)


def _sum(adjustments: Iterable[AdjustmentFact], *, role: str | None = None) -> int:
    return sum(each.amount_cents for each in adjustments if role in {None, role_of(each)})


def _weightiest_denial(adjustments: Iterable[AdjustmentFact]) -> str | None:
    """The category of the denial that takes off most; of equal ones, of the first."""
    denials = [each for each in adjustments if denial_category(each)]
    largest = max(denials, key=lambda each: abs(each.amount_cents), default=None)
    return denial_category(largest) if largest else None
