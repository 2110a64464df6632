"""Rows of the trail: ids, states, codes, whole cents, dates, byte ranges. Never PHI.

One function per dataset; the columns are described in `analytics/datasets.py`, and a test holds
both together. Days are ISO 8601, instants RFC 3339 in UTC, lists are joined with blanks, and what
a source left empty is null.
"""

import json
from datetime import date
from typing import Any

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, TICKET_PREFIX

Row = dict[str, Any]


def audit_row(event: BusEvent) -> Row:
    """Return a bus event as a row of `audit`; `detail` becomes JSON text."""
    subject, detail = event.subject_id, event.detail
    is_claim = subject.startswith(CLAIM_PREFIX)
    is_file = subject.startswith(FILE_PREFIX)
    is_ticket = subject.startswith(TICKET_PREFIX)
    return {
        "audit_id": event.event_id,
        "detail_type": event.detail_type.value,
        "subject_id": subject,
        "claim_id": subject if is_claim else detail.get("claim_id"),
        "file_id": subject if is_file else detail.get("file_id", event.source_file_id),
        "ticket_id": subject if is_ticket else detail.get("ticket_id"),
        "payer_id": event.payer_id,
        "occurred_at": format_instant(event.occurred_at),
        "actor": event.actor,
        "correlation_id": event.correlation_id,
        "rule": event.rule,
        "state_before": event.before,
        "state_after": event.after,
        "evidence_event_id": detail.get("evidence_event_id"),
        "source_file_id": event.source_file_id,
        "source_sha256": event.source_sha256,
        "source_start": event.source_start,
        "source_end": event.source_end,
        "detail": json.dumps(detail, sort_keys=True, separators=(",", ":")),
    }


def day_text(day: date | None) -> str | None:
    """Return a day as ISO 8601; null when there is none."""
    return day.isoformat() if day else None


def joined(values: tuple[str, ...]) -> str | None:
    """Several codes in one column, separated by blanks; null for none."""
    return " ".join(values) or None
