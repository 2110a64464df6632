"""Batches as 837s and 277CAs would yield them: two claims that were sent, and their refusal."""

from datetime import date
from typing import Any

from claimtrail.claims.facts.statuses import BatchStatusReported, StatusCode, StatusFact
from claimtrail.claims.matching.batch_model import Batch as WholeBatch
from claimtrail.claims.matching.batch_model import (
    BatchMember,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
)
from claimtrail.claims.matching.batches import settle
from tests.harness.claims.claim_events import PAYER, event_of

KEY = "batch:abc"
SENT_ON = date(2026, 10, 1)
MEMBERS = (
    BatchMember(claim_id="clm_one", provider_key="provider:a", charge_cents=12000),
    BatchMember(claim_id="clm_two", provider_key="provider:b", charge_cents=15000),
)
ROSTER = BatchRoster(
    batch_key=KEY,
    payer_id=PAYER,
    file_id="fil_837",
    set_start=300,
    offset=500,
    sent_on=SENT_ON,
    members=MEMBERS,
)
READ = BatchRead(batch_key=KEY, file_id="fil_837")


def refusal(**changes: Any) -> BatchStatusCopy:
    """The refusal of both claims as a batch, or with another fact, key or place."""
    fact = BatchStatusReported(
        level="receiver",
        from_clearinghouse=False,
        statuses=(
            StatusFact(
                codes=(StatusCode(category_code="A3", status_code="24", entity_code="41"),),
                effective_on=date(2026, 10, 2),
                action_code="U",
                total_charge_cents=27000,
                paid_cents=None,
                adjudicated_on=None,
            ),
        ),
        claim_count=2,
        charge_cents=27000,
    )
    event = event_of(fact, 2).model_copy(update={"claim_id": ""})
    fields: dict[str, Any] = {
        "status_id": event.event_id,
        "batch_key": KEY,
        "payer_id": PAYER,
        "transaction_type": "277CA",
        "has_authority": True,
        "reference": "OWN1",
        "trace_number": "OWN1",
        "receiver_identifier": "HARBORLIGHT",
        "provider_qualifier": "",
        "provider_identifier": "",
        "provider_key": "",
        "has_children": False,
        "days": (date(2026, 10, 2),),
        "event": event,
    }
    return BatchStatusCopy(**(fields | changes))


def result_of(status: BatchStatusCopy, *rosters: BatchRoster) -> BatchResult:
    """Return what a status comes to beside these rosters of one file."""
    read = (READ,) if rosters else ()
    result, _ = settle(status, WholeBatch(rosters=rosters, read=read))
    return result
