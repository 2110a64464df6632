"""Rows of what 277CAs and 277s say of a claim and its lines, one for each STC.

The payer's own words (STC12) may name a patient: the masked tables leave them out.
"""

from claimtrail.claims.facts.events import (
    ClaimEvent,
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusLineFact,
    StatusReported,
)
from claimtrail.claims.publishing.claim_rows import place_columns
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.rows import Row, day_text, joined

STATUSES = "statuses"
_NO_CODE = StatusCode(category_code="", status_code="", entity_code="")


def status_rows(event: ClaimEvent) -> dict[str, list[Row]]:
    """Return the rows of a fact by dataset; none for a fact of another kind."""
    fact = event.fact
    if not isinstance(fact, FrontEndStatus | StatusReported):
        return {}
    kind = "277CA" if isinstance(fact, FrontEndStatus) else "277"
    rows = [_row(event, kind, status) for status in fact.statuses]
    rows += [
        _row(event, kind, status) | _line(number, line, status)
        for number, line in enumerate(fact.lines, start=1)
        for status in line.statuses
    ]
    return {STATUSES: [_identified(row, place) for place, row in enumerate(rows)]}


def _row(event: ClaimEvent, kind: str, status: StatusFact) -> Row:
    first = status.codes[0] if status.codes else _NO_CODE
    return {
        "event_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "transaction_type": kind,
        **dict.fromkeys(_LINE_COLUMNS),
        "category_code": first.category_code or None,
        "status_code": first.status_code or None,
        "entity_code": first.entity_code or None,
        "code_list": first.code_list or None,
        "codes": joined(tuple(map(composite, status.codes))),
        "action_code": status.action_code or None,
        "charge_cents": status.total_charge_cents,
        "paid_cents": status.paid_cents,
        "text": status.text or None,
        "effective_on": day_text(status.effective_on or event.effective_on),
        "recorded_at": format_instant(event.recorded_at),
        **place_columns(event.source),
    }


_LINE_COLUMNS = ("line_number", "procedure_code", "modifiers", "revenue_code", "service_on")


def _line(number: int, line: StatusLineFact, status: StatusFact) -> Row:
    return {
        "line_number": number,
        "procedure_code": line.procedure_code or None,
        "modifiers": joined(line.modifiers),
        "revenue_code": line.revenue_code or None,
        "service_on": day_text(line.service_from),
        "charge_cents": line.charge_cents
        if status.total_charge_cents is None
        else status.total_charge_cents,
        "paid_cents": line.paid_cents if status.paid_cents is None else status.paid_cents,
    }


def _identified(row: Row, place: int) -> Row:
    return {"status_id": derived_id("sta_", row["event_id"], str(place)), **row}


def composite(code: StatusCode) -> str:
    """Return a composite as people read it: `F2:88:QC`."""
    return ":".join(filter(None, (code.category_code, code.status_code, code.entity_code)))
