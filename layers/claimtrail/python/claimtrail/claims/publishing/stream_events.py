"""The event of records of the stream that nobody can read any more."""

from datetime import datetime

from claimtrail.claims.detail_types import StreamDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id

RULE = "streams@1/range_lost"
_ID_PREFIX = "bus_"


def range_lost(
    *,
    consumer: str,
    place: tuple[str, str, str, str],
    times: tuple[datetime, datetime, datetime],
    size: int,
) -> BusEvent:
    """Return the event of a batch that failed, and that the stream keeps no more.

    `place` is the stream, the shard, and the first and last sequence number; `times` are when the
    first and the last record arrived, for the commands that make it good, and the present.
    """
    since, until, at = times
    _, shard_id, first, last = place
    return BusEvent(
        event_id=derived_id(_ID_PREFIX, consumer, *place),
        detail_type=StreamDetailType.STREAM_RANGE_LOST,
        subject_id=shard_id,
        occurred_at=at,
        actor=f"system:{consumer}",
        correlation_id=shard_id,
        rule=RULE,
        detail={
            "consumer": consumer,
            "since": format_instant(since),
            "until": format_instant(until),
            "records": size,
            "first": first,
            "last": last,
        },
    )
