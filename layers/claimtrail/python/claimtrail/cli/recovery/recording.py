"""Recording in the trail who brings a store back, before it is brought back."""

from typing import Any

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.bus import publisher
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import format_instant, utc_now
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.trail.datasets.detail_types import RecoveryDetailType

_RULE = "recovery@1"


def record_recovery(
    stage: Stage, detail_type: RecoveryDetailType, subject: str, **detail: Any
) -> None:
    """Publish the event about a recovery by who types. Raises what the bus raises."""
    at, by = utc_now(), stage.caller()
    event_id = derived_id(EVENT_PREFIX, detail_type.value, subject, by, format_instant(at))
    event = BusEvent(
        event_id=event_id,
        detail_type=detail_type,
        subject_id=subject,
        occurred_at=at,
        actor=by,
        correlation_id=event_id,
        rule=_RULE,
        detail=detail,
    )
    publisher(stage.output(SharedOutput.EVENT_BUS)).publish([event])
