"""A trail of three days for pages: entries about one claim, and a seal in each evening but one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import seal
from claimtrail.trail.datasets.rows import AUDIT, audit_row
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.trail.seal_keys import MemorySigner
from tests.harness.web.page_stores import PageStores

BUCKET = "audit-of-this-stage"
FILE_ID = "fil_aaaaaaaaaaaaaaaaaaaaaaaa"
_SIGNER = MemorySigner(7)


def write_sealed_days(stores: PageStores) -> tuple[date, date, date]:
    """Write entries of three days up to today; the second is left without a seal."""
    today = stores.today()
    days = (today - timedelta(2), today - timedelta(1), today)
    for number, day in enumerate(days):
        at = datetime.combine(day, stores.watch.now.timetz())
        for part in range(2):
            rows = [audit_row(_event(f"evt_{number}{part}{one}", at)) for one in range(3)]
            append(stores.trail, AUDIT.name, rows, now=at)
        if number != 1:
            evening = at + timedelta(hours=1)
            seal(
                stores.trail,
                _SIGNER,
                bucket=BUCKET,
                datasets=[AUDIT.name],
                clock=_standing(evening),
            )
    return days


def _standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def _event(event_id: str, at: datetime) -> BusEvent:
    is_held = event_id.endswith("0")
    kind = ClaimDetailType.CLAIM_HELD if is_held else ClaimDetailType.CLAIM_STATUS_CHANGED
    return BusEvent(
        event_id=event_id,
        detail_type=kind,
        subject_id=CLAIM_ID,
        occurred_at=at,
        actor="system:publish_changes",
        correlation_id=FILE_ID,
        source_file_id=FILE_ID,
        before=None if is_held else "ACCEPTED",
        after=None if is_held else "DENIED",
    )
