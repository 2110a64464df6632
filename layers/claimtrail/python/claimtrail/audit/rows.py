"""Rows of the trail: ids, states, codes, whole cents, dates, byte ranges. Never PHI.

One function per dataset; the columns are described in `analytics/datasets.py`, and a test holds
both together. Days are ISO 8601, instants RFC 3339 in UTC, lists are joined with blanks, and what
a source left empty is null.
"""

import json
from datetime import date, datetime
from typing import Any

from claimtrail.audit.facts import fact_columns
from claimtrail.claims.events import ClaimEvent, Source
from claimtrail.claims.ports import Change
from claimtrail.kernel.events import BusEvent
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, derived_id
from claimtrail.kernel.time import format_instant
from claimtrail.tickets.model import TICKET_PREFIX
from claimtrail.x12.findings import Finding

Row = dict[str, Any]
_PLACE = (
    "file_id",
    "source_sha256",
    "source_start",
    "source_end",
    "partner_id",
    "received_at",
    "interchange_control_number",
    "group_control_number",
    "set_control_number",
)


def audit_row(event: BusEvent) -> Row:
    """A bus event as a row of `audit`; `detail` becomes JSON text."""
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


def claim_event_row(event: ClaimEvent) -> Row:
    """A fact that a payer's or the biller's file stated about a claim."""
    return {
        "event_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "kind": event.kind.value,
        "effective_on": event.effective_on.isoformat(),
        "recorded_at": format_instant(event.recorded_at),
        **fact_columns(event.fact),
        **source_columns(event.source),
    }


def claim_version_row(change: Change) -> Row:
    """The claim as one projection left it, with the last step that led there."""
    claim = change.claim
    step = claim.steps[-1] if claim.steps else None
    return {
        "claim_id": change.claim_id,
        "version": change.version,
        "payer_id": claim.payer_id,
        "state_before": change.before.value if change.before else None,
        "state": claim.state.value,
        "state_since": claim.state_since.isoformat(),
        "transaction_type": claim.transaction_type or None,
        "claim_filing_indicator": claim.claim_filing_indicator or None,
        "charge_cents": claim.charge_cents,
        "paid_cents": claim.paid_cents,
        "patient_responsibility_cents": claim.patient_responsibility_cents,
        "denial_codes": joined(claim.denial_codes),
        "submitted_on": day_text(claim.submitted_on),
        "accepted_on": day_text(claim.accepted_on),
        "escalate_on": day_text(claim.escalate_on),
        "step_count": len(claim.steps),
        "note_count": len(claim.notes),
        "held_count": len(claim.held),
        "event_count": claim.event_count,
        "last_event_id": step.event_id if step else None,
        "last_evidence": step.evidence.value if step else None,
        "last_codes": joined(step.codes) if step else None,
        "last_rule": step.rule if step else None,
        "last_inferred": step.inferred if step else None,
        "cause_event_ids": joined(change.cause_event_ids),
        "submission_count": len(claim.submissions),
        "supersedes": claim.supersedes.claim_id if claim.supersedes else None,
        "superseded_by": claim.superseded_by[-1].claim_id if claim.superseded_by else None,
        "hidden": claim.is_hidden,
        "updated_at": format_instant(claim.updated_at),
    }


def file_row(  # noqa: PLR0913 - one argument per column of the dataset, all by keyword
    *,
    file_id: str,
    partner_id: str,
    status: str,
    received_at: datetime,
    recorded_at: datetime,
    sha256: str,
    size_bytes: int,
    channel: str,
    payer_id: str | None = None,
    reason: str | None = None,
    stored_key: str | None = None,
    transaction_types: tuple[str, ...] = (),
    interchange_control_numbers: tuple[str, ...] = (),
    interchange_count: int = 0,
    group_count: int = 0,
    set_count: int = 0,
    accepted_set_count: int = 0,
    rejected_set_count: int = 0,
    event_count: int = 0,
    withheld_count: int = 0,
    encounter_count: int = 0,
    test_interchange_count: int = 0,
    finding_count: int = 0,
    code_version: str | None = None,
) -> Row:
    """A file at one of its statuses. The name under which it came may hold PHI and is not kept."""
    return {
        "file_id": file_id,
        "partner_id": partner_id,
        "payer_id": payer_id,
        "status": status,
        "reason": reason or None,
        "received_at": format_instant(received_at),
        "recorded_at": format_instant(recorded_at),
        "sha256": sha256,
        "size_bytes": size_bytes,
        "channel": channel,
        "stored_key": stored_key or None,
        "transaction_types": joined(transaction_types),
        "interchange_control_numbers": joined(interchange_control_numbers),
        "interchange_count": interchange_count,
        "group_count": group_count,
        "set_count": set_count,
        "accepted_set_count": accepted_set_count,
        "rejected_set_count": rejected_set_count,
        "event_count": event_count,
        "withheld_count": withheld_count,
        "encounter_count": encounter_count,
        "test_interchange_count": test_interchange_count,
        "finding_count": finding_count,
        "code_version": code_version,
    }


def release_row(  # noqa: PLR0913 - one argument per column of the dataset, all by keyword
    *,
    release_id: str,
    file_id: str,
    partner_id: str,
    released_by: str,
    why: str,
    released_at: datetime,
    applied_at: datetime,
    sha256: str,
    set_count: int,
    event_count: int,
    withheld_count: int,
    code_version: str,
) -> Row:
    """What a person released of a held file, once it is applied."""
    return {
        "release_id": release_id,
        "file_id": file_id,
        "partner_id": partner_id,
        "released_by": released_by,
        "why": why,
        "released_at": format_instant(released_at),
        "applied_at": format_instant(applied_at),
        "sha256": sha256,
        "set_count": set_count,
        "event_count": event_count,
        "withheld_count": withheld_count,
        "code_version": code_version,
    }


def finding_row(  # noqa: PLR0913 - the places of a finding, all by keyword
    *,
    file_id: str,
    partner_id: str,
    finding: Finding,
    recorded_at: datetime,
    interchange_control_number: str = "",
    group_control_number: str = "",
    set_control_number: str = "",
) -> Row:
    """One fault of a file with its place. Texts are the catalogue's own, without values."""
    place = (str(finding.offset), finding.loop_id, finding.segment_id, finding.element_position)
    return {
        "finding_id": derived_id("fnd_", file_id, finding.code, *place, finding.text),
        "file_id": file_id,
        "partner_id": partner_id,
        "recorded_at": format_instant(recorded_at),
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.text,
        "next_step": finding.next_step,
        "byte_offset": finding.offset,
        "interchange_control_number": interchange_control_number or None,
        "group_control_number": group_control_number or None,
        "set_control_number": set_control_number or None,
        "segment_id": finding.segment_id or None,
        "segment_position": finding.segment_position or None,
        "element_position": finding.element_position or None,
        "loop_id": finding.loop_id or None,
        "segment_error": finding.segment_error or None,
        "element_error": finding.element_error or None,
        "interchange_note": finding.interchange_note or None,
    }


def source_columns(source: Source) -> Row:
    """Where a fact stands, as several datasets show it."""
    return {
        "file_id": source.file_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
        "partner_id": source.partner_id,
        "channel": source.channel,
        "received_at": format_instant(source.received_at),
        "prepared_at": format_instant(source.prepared_at) if source.prepared_at else None,
        "interchange_control_number": source.interchange_control_number or None,
        "group_control_number": source.group_control_number or None,
        "set_control_number": source.set_control_number or None,
        "code_version": source.code_version,
    }


def place_columns(source: Source) -> Row:
    """Of these, what the datasets about money show."""
    columns = source_columns(source)
    return {name: columns[name] for name in _PLACE}


def day_text(day: date | None) -> str | None:
    """A day as ISO 8601; null when there is none."""
    return day.isoformat() if day else None


def joined(values: tuple[str, ...]) -> str | None:
    """Several codes in one column, separated by blanks; null for none."""
    return " ".join(values) or None
