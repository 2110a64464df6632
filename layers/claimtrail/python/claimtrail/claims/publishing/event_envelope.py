"""The envelope of a claim's event: its id, its evidence, and where the claim stands.

Event ids follow from the claim, its version and what is reported, so telling twice is recognized.
"""

from collections.abc import Mapping
from typing import Any

from claimtrail.claims.facts.events import Source
from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.ids import derived_id

Became = tuple[Source, str, str | None]
"""The source of an event, what became of it, and the row that decided."""
PROJECTOR = "system:project_claims"
_ID_PREFIX = "bus_"


def about_event(  # noqa: PLR0913 - one argument per part of the envelope, by keyword
    change: Change,
    detail_type: DetailType,
    *,
    event_id: str,
    source: Source,
    detail: dict[str, Any],
    rule: str | None = None,
    apart: str = "",
) -> BusEvent:
    """Return an event that one record of the claim's evidence led to.

    `apart` tells events of one type about one record from each other.
    """
    claim = change.claim
    parts = (event_id, apart) if apart else (event_id,)
    return BusEvent(
        event_id=event_id_of(change, detail_type, *parts),
        detail_type=detail_type,
        subject_id=claim.claim_id,
        occurred_at=claim.updated_at,
        actor=PROJECTOR,
        correlation_id=source.file_id,
        payer_id=claim.payer_id,
        rule=rule,
        **source_fields(source),
        detail={**position_of(claim), "evidence_event_id": event_id, **detail},
    )


def results_of(change: Change) -> Mapping[str, Became]:
    """Return what became of each event: its source, the result, the row that decided."""
    claim = change.claim
    found: dict[str, Became] = {}
    found.update((one.event_id, (one.source, "waits", None)) for one in claim.held)
    found.update((one.event_id, (one.source, "noted", None)) for one in reversed(claim.notes))
    found.update((one.event_id, (one.source, "applied", one.rule)) for one in reversed(claim.steps))
    found.update((one.event_id, (one.source, "withdrawn", None)) for one in change.withdrawn)
    return found


def position_of(claim: Claim) -> dict[str, Any]:
    """Return what every event's detail says of the claim at this version."""
    return {
        "claim_id": claim.claim_id,
        "payer_id": claim.payer_id,
        "version": claim.version,
        "state": claim.state.value,
        "state_since": claim.state_since.isoformat(),
        "escalate_on": claim.escalate_on.isoformat() if claim.escalate_on else None,
        "expected_word": claim.expectation.word if claim.expectation else None,
        "charge_cents": claim.charge_cents,
        "paid_cents": claim.paid_cents,
        "patient_responsibility_cents": claim.patient_responsibility_cents,
        "written_off_cents": claim.written_off_cents,
        "denial_codes": list(claim.denial_codes),
    }


def source_fields(source: Source) -> dict[str, Any]:
    """Return the bytes that an event stands on, as fields of its envelope."""
    return {
        "source_file_id": source.file_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
    }


def held_detail(held: Held) -> dict[str, Any]:
    """Return what an event's detail says of a record that is held."""
    return {
        "evidence": held.evidence.value,
        "codes": list(held.codes),
        "wanted": held.wanted.value,
        "current": held.current.value,
        "reason": held.reason,
        "effective_on": held.effective_on.isoformat(),
        "partner_id": held.source.partner_id,
        "evidence_payer_id": held.payer_id or None,
    }


def event_id_of(change: Change, detail_type: DetailType, *parts: str) -> str:
    """Return the event's id: the same for every repetition of this version's publication."""
    return derived_id(_ID_PREFIX, change.claim_id, str(change.version), detail_type.value, *parts)
