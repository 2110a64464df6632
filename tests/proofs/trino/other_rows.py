"""Rows that a month of files does not bring: tickets, escalations, accesses, a bank's deposits."""

import json
from collections.abc import Mapping
from typing import Any


def _audit(number: int, detail_type: str, *, about: str, **detail: Any) -> dict[str, Any]:
    return {
        "audit_id": f"aud_proof_{number}",
        "detail_type": detail_type,
        "subject_id": f"tkt_{number}",
        "claim_id": f"clm_proof_{number % 3}",
        "ticket_id": f"tkt_{number % 4}" if detail_type.startswith("ticket.") else None,
        "payer_id": "larkspur-commercial",
        "occurred_at": f"2026-10-{number:02d}T08:00:00.000Z",
        "actor": "system:start_escalations",
        "correlation_id": about,
        "detail": json.dumps(detail),
    }


def _ticket(number: int, detail_type: str, category: str) -> dict[str, Any]:
    cause = {"outcome": "denied", "category": category, "code": str(16 + number)}
    return _audit(
        number,
        detail_type,
        about=f"out_{number % 4}",
        cause=cause,
        amount_cents=12_345 * number,
        deadline=f"2026-12-{number:02d}",
        priority=number % 3,
        category=category,
    )


_STEPS = ("started", "notified", "reminded", "reminded", "escalated_to_manager", "ended")

OTHER_ROWS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "audit": (
        _ticket(1, "ticket.opened", "eligibility"),
        _ticket(2, "ticket.opened", "coding"),
        _ticket(3, "ticket.opened", "coding"),
        _ticket(5, "ticket.updated", "eligibility"),
        _ticket(6, "ticket.closed", "coding"),
        *(
            _audit(10 + place, f"escalation.{step}", about="esc_1", reason="no_remittance")
            for place, step in enumerate(_STEPS)
        ),
        _audit(17, "ticket.opened", about="esc_1", reason="no_remittance"),
    ),
    "access_log": tuple(
        {
            "access_id": f"acc_{number}",
            "accessed_at": f"2026-10-{number:02d}T09:00:00.000Z",
            "actor": f"user:{number % 2}",
            "role": "biller",
            "purpose": "payment",
            "action": "claim.read",
            "subject_id": f"clm_{number}",
            "claim_id": f"clm_{number}" if number % 3 else None,
            "fields": "state paid_cents",
            "origin": "command",
            "correlation_id": f"req_{number}",
        }
        for number in range(1, 8)
    ),
    "files": (
        {
            "file_id": "fil_proof",
            "partner_id": "larkspur",
            "status": "QUARANTINED",
            "received_at": "2026-10-02T08:00:00.000Z",
            "recorded_at": "2026-10-02T08:00:01.000Z",
        },
    ),
    "findings": tuple(
        {
            "finding_id": f"fnd_{number}",
            "file_id": "fil_proof",
            "partner_id": "larkspur",
            "code": "ENVELOPE",
            "severity": "error",
            "byte_offset": 100 * number,
        }
        for number in range(3)
    ),
    "exceptions": tuple(
        {
            "exception_id": "exc_proof",
            "version": version,
            "status": "open",
            "cause": "unmatched",
            "claim_id": "clm_proof",
            "payer_id": "larkspur-commercial",
            "event_id": "evt_proof",
            "recorded_at": f"2026-10-0{version}T08:00:00.000Z",
            "file_id": "fil_proof",
            "source_start": 10,
        }
        for version in (1, 2)
    ),
    "remittances": (
        {
            "remittance_id": "evt_proof",
            "claim_id": "clm_proof",
            "payer_id": "larkspur-commercial",
            "payment_trace_number": "TRACE1",
            "paid_on": "2026-10-01",
            "status_code": "1",
            "charge_cents": 10_000,
            "paid_cents": 8_000,
        },
    ),
    "bank_entries": tuple(
        {
            "bank_entry_id": f"bnk_{number}",
            "payment_trace_number": f"TRACE{number}",
            "amount_cents": 100 * number,
            "booked_on": f"2026-10-{number:02d}",
            "file_id": "fil_bank",
        }
        for number in range(1, 4)
    ),
}
