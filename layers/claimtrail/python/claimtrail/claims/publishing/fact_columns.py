"""The columns of `claim_events` that each kind of fact fills: codes and cents, never PHI."""

from collections.abc import Callable
from typing import Any, cast

from claimtrail.claims.facts.acknowledgments import (
    InterchangeAcknowledged,
    MessageAcknowledged,
    SetAcknowledged,
)
from claimtrail.claims.facts.decisions import EvidenceDecided, MatchDecided, TermReported
from claimtrail.claims.facts.events import Fact
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.facts.remittances import AdjustmentFact, Remitted
from claimtrail.claims.facts.statuses import (
    BatchStatusReported,
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusReported,
)
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.rows.claims import FactColumns

Columns = dict[str, Any]


def fact_columns(fact: Fact) -> FactColumns:
    """Return all of FactColumns; null where the fact's kind has no such thing."""
    columns: Columns = dict.fromkeys(FactColumns.__annotations__)
    columns.update(_BY_KIND[type(fact)](fact))
    return cast("FactColumns", columns)


def _submitted(fact: Submitted) -> Columns:
    return {
        "transaction_type": fact.transaction_type,
        "code": fact.frequency_code or None,
        "charge_cents": fact.total_charge_cents,
        "frequency_code": fact.frequency_code or None,
        "line_count": len(fact.lines),
        "submitted_on": fact.submitted_on.isoformat() if fact.submitted_on else None,
    }


def _interchange_acknowledged(fact: InterchangeAcknowledged) -> Columns:
    return {
        "transaction_type": "TA1",
        "code": fact.code,
        "codes": _joined([fact.code, fact.note_code]),
    }


def _set_acknowledged(fact: SetAcknowledged) -> Columns:
    return {
        "transaction_type": "999",
        "code": fact.code,
        "codes": _joined([fact.code, fact.group_code]),
        "error_count": fact.error_count,
    }


def _message_acknowledged(fact: MessageAcknowledged) -> Columns:
    return {
        "transaction_type": "HL7-ACK",
        "code": fact.code,
        "codes": _joined([fact.code, *fact.error_codes]),
        "error_count": len(fact.error_codes),
    }


def _term_reported(fact: TermReported) -> Columns:
    """The word itself is what a person wrote: it stays in the claim table."""
    return {"transaction_type": fact.seen_in}


def _match_decided(fact: MatchDecided) -> Columns:
    """Return why is in the audit trail, with who said so."""
    return {"transaction_type": "decision", "code": fact.decision}


def _evidence_decided(fact: EvidenceDecided) -> Columns:
    """Return why is in the audit trail, with who said so."""
    return {"transaction_type": "decision", "code": fact.decision.value}


def _outcome_decided(fact: OutcomeDecided) -> Columns:
    """Return why is in the audit trail, with who said so."""
    return {"transaction_type": "decision", "code": fact.act.value}


def _front_end_status(fact: FrontEndStatus) -> Columns:
    return {"transaction_type": "277CA", **_statuses(fact.statuses)}


def _batch_status(fact: BatchStatusReported) -> Columns:
    """Count and amount are the batch's and stand in `batch_statuses`."""
    totals = {"charge_cents": None, "paid_cents": None}
    return {"transaction_type": "277CA", **_statuses(fact.statuses), **totals}


def _status_reported(fact: StatusReported) -> Columns:
    return {"transaction_type": "277", **_statuses(fact.statuses)}


def _remitted(fact: Remitted) -> Columns:
    lines = fact.lines
    adjustments = [*fact.adjustments, *(each for line in lines for each in line.adjustments)]
    remarks = [*fact.remark_codes, *(code for line in lines for code in line.remark_codes)]
    return {
        "transaction_type": "835",
        "code": fact.status_code,
        "adjustment_codes": _joined([_reason(each) for each in adjustments]),
        "remark_codes": _joined(remarks),
        "charge_cents": fact.charge_cents,
        "paid_cents": fact.paid_cents,
        "patient_responsibility_cents": fact.patient_responsibility_cents,
        "balanced": fact.balanced,
        "line_count": len(lines),
        "paid_on": fact.paid_on.isoformat() if fact.paid_on else None,
    }


def _statuses(statuses: tuple[StatusFact, ...]) -> Columns:
    codes = [code for status in statuses for code in status.codes]
    if not codes:
        return {}
    first = codes[0]
    return {
        "code": first.category_code,
        "category_code": first.category_code,
        "status_code": first.status_code,
        "entity_code": first.entity_code or None,
        "codes": _joined([_composite(code) for code in codes]),
        "charge_cents": statuses[0].total_charge_cents,
        "paid_cents": statuses[0].paid_cents,
    }


def _composite(code: StatusCode) -> str:
    parts = (code.category_code, code.status_code, code.entity_code)
    return ":".join(part for part in parts if part)


def _reason(adjustment: AdjustmentFact) -> str:
    return f"{adjustment.group_code}-{adjustment.carc}"


def _joined(values: list[str]) -> str | None:
    """Return each value once, in order of first appearance."""
    return " ".join(dict.fromkeys(value for value in values if value)) or None


_BY_KIND: dict[type, Callable[[Any], Columns]] = {
    Submitted: _submitted,
    InterchangeAcknowledged: _interchange_acknowledged,
    SetAcknowledged: _set_acknowledged,
    FrontEndStatus: _front_end_status,
    BatchStatusReported: _batch_status,
    StatusReported: _status_reported,
    Remitted: _remitted,
    MessageAcknowledged: _message_acknowledged,
    TermReported: _term_reported,
    MatchDecided: _match_decided,
    EvidenceDecided: _evidence_decided,
    OutcomeDecided: _outcome_decided,
}
