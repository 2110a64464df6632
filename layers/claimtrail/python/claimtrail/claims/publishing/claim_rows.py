"""Rows of `claim_events` and `claim_versions`: ids, states, codes, cents, byte ranges.

Never PHI.
"""

from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.publishing.fact_columns import fact_columns
from claimtrail.claims.rows.claims import AccountColumns, ClaimEventRow, ClaimVersionRow
from claimtrail.claims.rows.columns import PlaceColumns
from claimtrail.claims.store.changes import Change
from claimtrail.codes.tables import CodeList, code_table
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.datasets.rows import day_text, joined


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
        "expected_word": claim.expectation.word if claim.expectation else None,
        "expected_by": day_text(claim.expectation.due_on if claim.expectation else None),
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
        "matched_to": claim.matched_to or None,
        **_account_columns(claim),
    }


def _account_columns(claim: Claim) -> AccountColumns:
    """Return what a claim bills, to which payer and when, and what is owed."""
    return {
        "balance_cents": claim.balance_cents,
        "contractual_cents": claim.contractual_cents,
        "written_off_cents": claim.written_off_cents,
        "service_from": day_text(claim.service_from),
        "service_to": day_text(claim.service_to),
        "billing_npi": claim.billing_provider_npi or None,
        "rendering_npi": claim.rendering_provider_npi or None,
        "facility_npi": claim.facility_npi or None,
        "facility_code": claim.facility_code or None,
        "plan_id": claim.plan_identifier or None,
        "product": product_of(claim.claim_filing_indicator),
        "submission_id": claim.submissions[-1].event_id if claim.submissions else None,
        "counted_remittances": joined(claim.counted_remittances),
        "deciding_remittances": joined(claim.deciding_remittances),
    }


def product_of(claim_filing_indicator: str) -> str | None:
    """Return the kind of coverage in our words; None for an indicator in no list."""
    listed = code_table(CodeList.CLAIM_FILING_INDICATOR).get(claim_filing_indicator)
    return listed.text if listed else None


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
