"""Rows of the service lines of an 837's claim."""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Line, Submitted
from claimtrail.claims.rows.submitted_lines import SUBMITTED_LINES, SubmittedLineRow
from claimtrail.trail.datasets.dataset import RowsByDataset
from claimtrail.trail.datasets.rows import day_text, joined


def submitted_line_rows(event: ClaimEvent) -> RowsByDataset:
    """Return the rows of a claim event by dataset; none when it is not a submission."""
    fact = event.fact
    if not isinstance(fact, Submitted):
        return {}
    rows = [_row(event, fact, number, line) for number, line in enumerate(fact.lines, start=1)]
    return {SUBMITTED_LINES.name: rows}


def _row(event: ClaimEvent, fact: Submitted, number: int, line: Line) -> SubmittedLineRow:
    return {
        "event_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "submitted_on": (fact.submitted_on or event.effective_on).isoformat(),
        "line_number": number,
        "procedure_code": line.procedure_code or None,
        "modifiers": joined(line.modifiers),
        "revenue_code": line.revenue_code or None,
        "service_on": day_text(line.service_from or fact.service_from),
        "charge_cents": line.charge_cents,
        "units": line.units,
    }
