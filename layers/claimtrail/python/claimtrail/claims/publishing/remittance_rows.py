"""Rows of money out of an 835's claim payment: the remittance, its lines, and their reasons."""

from collections.abc import Iterable, Sequence

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import RemittanceLineFact, Remitted
from claimtrail.claims.fold.ledger.denials import ReadAdjustment, roles_of
from claimtrail.claims.publishing.claim_rows import place_columns
from claimtrail.claims.rows.remittances import (
    ADJUSTMENTS,
    REMITTANCE_LINES,
    REMITTANCES,
    AdjustmentRow,
    RemittanceColumns,
    RemittanceLineRow,
    RemittanceRow,
)
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.datasets.dataset import RowsByDataset
from claimtrail.trail.datasets.rows import day_text, joined

WHOLE_CLAIM = 0
"""The line number of what stands at claim level."""


def remittance_rows(event: ClaimEvent) -> RowsByDataset:
    """Return the rows of a claim event by dataset; none when it is not a remittance."""
    fact = event.fact
    if not isinstance(fact, Remitted):
        return {}
    roles = roles_of(fact)
    lines = list(zip(fact.lines, roles.lines, strict=True))
    adjustments = [
        _adjustment_row(event, fact, WHOLE_CLAIM, n, each)
        for n, each in enumerate(roles.claim, start=1)
    ]
    for number, (line, reasons) in enumerate(lines, start=1):
        adjustments += [
            _adjustment_row(event, fact, number, n, each, procedure_code=line.procedure_code)
            for n, each in enumerate(reasons, start=1)
        ]
    return {
        REMITTANCES.name: [_remittance_row(event, fact, roles.all)],
        REMITTANCE_LINES.name: [
            _line_row(event, fact, number, line, reasons)
            for number, (line, reasons) in enumerate(lines, start=1)
        ],
        ADJUSTMENTS.name: adjustments,
    }


def _remittance_row(
    event: ClaimEvent, fact: Remitted, reasons: Sequence[ReadAdjustment]
) -> RemittanceRow:
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


def _line_row(
    event: ClaimEvent,
    fact: Remitted,
    number: int,
    line: RemittanceLineFact,
    reasons: Sequence[ReadAdjustment],
) -> RemittanceLineRow:
    return {
        **_common(event, fact),
        "line_number": number,
        "procedure_code": line.procedure_code or None,
        "modifiers": joined(line.modifiers),
        "revenue_code": line.revenue_code or None,
        "service_on": day_text(line.service_from),
        "charge_cents": line.charge_cents,
        "paid_cents": line.paid_cents,
        "adjusted_cents": _sum(reasons),
        "allowed_cents": line.charge_cents - _sum(reasons, role="contractual"),
        "denied_cents": _sum(reasons, role="denial"),
        "denial_category": _weightiest_denial(reasons),
        "patient_cents": _sum(reasons, role="patient"),
        "remark_codes": joined(line.remark_codes),
    }


def _adjustment_row(  # noqa: PLR0913 - the places of an adjustment
    event: ClaimEvent,
    fact: Remitted,
    line_number: int,
    place: int,
    adjustment: ReadAdjustment,
    *,
    procedure_code: str = "",
) -> AdjustmentRow:
    parts = (event.event_id, event.claim_id, str(line_number), str(place))
    return {
        "adjustment_id": derived_id("adj_", *parts),
        **_common(event, fact),
        "line_number": line_number,
        "place": place,
        "procedure_code": procedure_code or None,
        "group_code": adjustment.fact.group_code,
        "carc": adjustment.fact.carc,
        "amount_cents": adjustment.fact.amount_cents,
        "quantity": adjustment.fact.quantity,
        "role": adjustment.role,
        "category": adjustment.category,
    }


def _common(event: ClaimEvent, fact: Remitted) -> RemittanceColumns:
    return {
        "remittance_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "paid_on": (fact.paid_on or event.effective_on).isoformat(),
        "status_code": fact.status_code,
    }


def _sum(reasons: Iterable[ReadAdjustment], *, role: str | None = None) -> int:
    return sum(each.fact.amount_cents for each in reasons if role in {None, each.role})


def _weightiest_denial(reasons: Iterable[ReadAdjustment]) -> str | None:
    """Return the category of the denial that takes off most; of equal ones, of the first."""
    denials = [each for each in reasons if each.category]
    largest = max(denials, key=lambda each: abs(each.fact.amount_cents), default=None)
    return largest.category if largest else None
