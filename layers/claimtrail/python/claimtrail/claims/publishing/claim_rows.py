"""Rows of `claim_events` and `claim_versions`: ids, states, codes, cents, byte ranges.

Never PHI.
"""

from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.publishing.fact_columns import fact_columns
from claimtrail.claims.rows.claims import ClaimEventRow, ClaimVersionRow
from claimtrail.claims.rows.columns import PlaceColumns
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.rows import day_text, joined


def claim_event_row(event: ClaimEvent) -> ClaimEventRow:
    """Return a fact that a payer's or the biller's file stated about a claim."""
    source = event.source
    return {
        "event_id": event.event_id,
        "claim_id": event.claim_id,
        "payer_id": event.payer_id,
        "kind": event.kind.value,
        "effective_on": event.effective_on.isoformat(),
        "recorded_at": format_instant(event.recorded_at),
        **fact_columns(event.fact),
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


def claim_version_row(change: Change) -> ClaimVersionRow:
    """Return the claim as one projection left it, with the last step that led there."""
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


def place_columns(source: Source) -> PlaceColumns:
    """Return where a fact stands in its file."""
    return {
        "file_id": source.file_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
        "partner_id": source.partner_id,
        "received_at": format_instant(source.received_at),
        "interchange_control_number": source.interchange_control_number or None,
        "group_control_number": source.group_control_number or None,
        "set_control_number": source.set_control_number or None,
    }
