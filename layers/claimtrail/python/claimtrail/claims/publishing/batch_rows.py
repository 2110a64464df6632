"""Rows of what payers say of whole batches and providers, and what came of it.

References (BHT03) are whatever a submitter chose, and have no column; the batch is named by its
keyed hash.
"""

from claimtrail.claims.matching.batch_model import BatchResult, BatchStatusCopy
from claimtrail.claims.matching.batches import codes_of
from claimtrail.claims.publishing.claim_rows import place_columns
from claimtrail.claims.rows.exceptions import EXCEPTIONS, ExceptionRow
from claimtrail.claims.rows.statuses import BATCH_STATUSES, BatchStatusRow
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from claimtrail.trail.datasets.rows import joined

_NPI = "XX"


def batch_rows(status: BatchStatusCopy, result: BatchResult | None) -> RowsByDataset:
    """Return the rows of a status by dataset; without a result it only informs."""
    rows: dict[str, list[Row]] = {BATCH_STATUSES.name: [_status_row(status, result)]}
    if result and (result.reason or result.was_exception):
        rows[EXCEPTIONS.name] = [_exception_row(status, result)]
    return rows


def _status_row(status: BatchStatusCopy, result: BatchResult | None) -> BatchStatusRow:
    fact, event = status.fact, status.event
    actions = tuple(dict.fromkeys(one.action_code for one in fact.statuses if one.action_code))
    is_npi = status.provider_qualifier == _NPI
    return {
        "status_id": status.status_id,
        "version": result.version if result else 0,
        "payer_id": status.payer_id,
        "transaction_type": status.transaction_type,
        "level": fact.level,
        "from_clearinghouse": fact.from_clearinghouse,
        "batch_key": status.batch_key,
        "provider_npi": (status.provider_identifier or None) if is_npi else None,
        "codes": joined(codes_of(fact)),
        "action_code": joined(actions),
        "decides": status.decides,
        "outcome": (result.reason or "applied") if result else "informational",
        "stated_claim_count": fact.claim_count,
        "stated_charge_cents": fact.charge_cents,
        "found_claim_count": result.found_count if result else None,
        "found_charge_cents": result.found_cents if result else None,
        "effective_on": event.effective_on.isoformat(),
        "recorded_at": format_instant(event.recorded_at),
        **place_columns(event.source),
    }


def _exception_row(status: BatchStatusCopy, result: BatchResult) -> ExceptionRow:
    source = status.event.source
    return {
        "exception_id": result.exception_id,
        "version": result.version,
        "status": "open" if result.reason else "resolved",
        "cause": "batch",
        "reason": result.reason or "agrees",
        "claim_id": None,
        "payer_id": result.payer_id,
        "event_id": result.status_id,
        "evidence": status.fact.kind.value,
        "codes": joined(result.codes),
        "state": None,
        "state_wanted": None,
        "effective_on": status.event.effective_on.isoformat(),
        "due_on": None,
        "recorded_at": format_instant(result.since),
        "partner_id": None,
        "owner_id": None,
        "file_id": source.file_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
    }
