"""Rows of what 277CAs and 277s say of a claim and its lines, one for each STC.

The payer's own words (STC12) may name a patient: the masked tables leave them out.
"""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.statuses import (
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusLineFact,
    StatusReported,
)
from claimtrail.claims.publishing.claim_rows import place_columns
from claimtrail.claims.rows.statuses import STATUSES, StatusLineColumns, StatusRow
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.datasets.dataset import RowsByDataset
from claimtrail.trail.datasets.rows import day_text, joined

_NO_CODE = StatusCode(category_code="", status_code="", entity_code="")


def status_rows(event: ClaimEvent) -> RowsByDataset:
    """Return the rows of a fact by dataset; none for a fact of another kind."""
    fact = event.fact
    if not isinstance(fact, FrontEndStatus | StatusReported):
        return {}
    kind = "277CA" if isinstance(fact, FrontEndStatus) else "277"
    stated: list[tuple[StatusFact, tuple[int, StatusLineFact] | None]] = [
        *((status, None) for status in fact.statuses),
        *(
            (status, numbered)
            for numbered in enumerate(fact.lines, start=1)
            for status in numbered[1].statuses
        ),
    ]
    rows = [
        _row(event, kind, status, place=place, line=line)
        for place, (status, line) in enumerate(stated)
    ]
    return {STATUSES.name: rows}


def _row(
    event: ClaimEvent,
    kind: str,
    status: StatusFact,
    *,
    place: int,
    line: tuple[int, StatusLineFact] | None,
) -> StatusRow:
    first = status.codes[0] if status.codes else _NO_CODE
    charge_cents, paid_cents = _cents(status, line[1] if line else None)
    return {
        "status_id": derived_id("sta_", event.event_id, str(place)),
        "event_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "transaction_type": kind,
        **_line(line),
        "category_code": first.category_code or None,
        "status_code": first.status_code or None,
        "entity_code": first.entity_code or None,
        "code_list": first.code_list or None,
        "codes": joined(tuple(map(composite, status.codes))),
        "action_code": status.action_code or None,
        "charge_cents": charge_cents,
        "paid_cents": paid_cents,
        "text": status.text or None,
        "effective_on": (status.effective_on or event.effective_on).isoformat(),
        "recorded_at": format_instant(event.recorded_at),
        **place_columns(event.source),
    }


def _line(line: tuple[int, StatusLineFact] | None) -> StatusLineColumns:
    if line is None:
        return {
            "line_number": None,
            "procedure_code": None,
            "modifiers": None,
            "revenue_code": None,
            "service_on": None,
        }
    number, fact = line
    return {
        "line_number": number,
        "procedure_code": fact.procedure_code or None,
        "modifiers": joined(fact.modifiers),
        "revenue_code": fact.revenue_code or None,
        "service_on": day_text(fact.service_from),
    }


def _cents(status: StatusFact, line: StatusLineFact | None) -> tuple[int | None, int | None]:
    """Return charge and payment: the status's own, else its line's."""
    charge, paid = status.total_charge_cents, status.paid_cents
    if line is None:
        return charge, paid
    return (
        line.charge_cents if charge is None else charge,
        line.paid_cents if paid is None else paid,
    )


def composite(code: StatusCode) -> str:
    """Return a composite as people read it: `F2:88:QC`."""
    return ":".join(filter(None, (code.category_code, code.status_code, code.entity_code)))
