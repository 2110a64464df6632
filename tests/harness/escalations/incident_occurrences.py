"""Bus events that tell of failed updates, for tests of incidents."""

from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.kernel.bus import BusEvent, DetailType

START = datetime(2026, 3, 9, 12, tzinfo=UTC)


def bus_event(detail_type: DetailType, number: int, **more: Any) -> BusEvent:
    """An event; its number tells it from others."""
    detail = more.pop("detail", {})
    is_claim = detail_type.value.startswith("claim.")
    return BusEvent(
        event_id=f"evt_{detail_type.value}_{number}",
        detail_type=detail_type,
        subject_id=f"clm_{number}" if is_claim else f"fil_{number}",
        occurred_at=START + timedelta(minutes=number),
        actor="system:test",
        correlation_id=f"fil_{number}",
        payer_id="larkspur" if is_claim else None,
        source_file_id=f"fil_{number}",
        detail=({"claim_id": f"clm_{number}"} if is_claim else {}) | detail,
        **more,
    )


def held(number: int, reason: str = "no_submission") -> BusEvent:
    """Evidence that cannot be applied yet."""
    detail = {"reason": reason, "evidence_event_id": f"evt_{number}"}
    return bus_event(ClaimDetailType.CLAIM_HELD, number, detail=detail)


def released(number: int) -> BusEvent:
    """The same evidence, applied at last."""
    return bus_event(
        ClaimDetailType.CLAIM_RELEASED, number, detail={"evidence_event_id": f"evt_{number}"}
    )


def without_authority(number: int, *, is_over: bool = False) -> BusEvent:
    """Evidence whose source has no authority over its claim; or that gained it."""
    detail = {"evidence_event_id": f"evt_{number}"}
    if is_over:
        return bus_event(
            ClaimDetailType.CLAIM_RELEASED, number, detail=detail | {"gained_authority": True}
        )
    held_for = {"reason": "other_payer", "partner_id": "fern-mutual"}
    return bus_event(ClaimDetailType.CLAIM_HELD, number, detail=detail | held_for)


def rejected(number: int, code: str = "X12_SEGMENT_MISSING") -> BusEvent:
    """A refused transaction set."""
    detail = {"partner_id": "larkspur", "finding_codes": [code, "X12_OTHER"]}
    return bus_event(FileDetailType.TRANSACTION_REJECTED, number, detail=detail)
