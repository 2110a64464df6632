"""Events on the bus can be read back as they were, and an unknown form is refused."""

import json
from datetime import UTC, datetime

import pytest

from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.kernel.bus import BusEvent, from_detail, to_detail

EVENT = BusEvent(
    event_id="evt_1",
    detail_type=ClaimDetailType.CLAIM_STATUS_CHANGED,
    subject_id="clm_1",
    occurred_at=datetime(2026, 11, 22, 6, 0, tzinfo=UTC),
    actor="system:publish_changes",
    correlation_id="fil_1",
    before="ACCEPTED",
    after="PAID",
    detail={"paid_cents": 1200},
)


def test_an_event_survives_the_way_over_the_bus() -> None:
    traveled = json.loads(json.dumps(to_detail(EVENT)))
    assert from_detail("claim.status_changed", traveled, known=DETAIL_TYPES) == EVENT


def test_an_unknown_version_or_type_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        from_detail(
            "claim.status_changed", to_detail(EVENT) | {"schema_version": 99}, known=DETAIL_TYPES
        )
    with pytest.raises(ValueError, match=r"claim\.sneezed"):
        from_detail("claim.sneezed", to_detail(EVENT), known=DETAIL_TYPES)
