"""The bus events of a broken glass, which the trail records; people's words stay in the store."""

from collections.abc import Iterator

from claimtrail.access.break_glass.model import BreakState, GlassBreak
from claimtrail.access.detail_types import AccessDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE = "break-glass@1"
SYSTEM = "system:review_access"


def break_events(opened: GlassBreak) -> Iterator[BusEvent]:
    """Yield what happened so far; published again, an event is the same to the byte."""
    yield BusEvent(
        event_id=derived_id(EVENT_PREFIX, opened.break_id, "broken"),
        detail_type=AccessDetailType.GLASS_BROKEN,
        subject_id=opened.subject_id,
        occurred_at=opened.broken_at,
        actor=f"user:{opened.person_id}",
        correlation_id=opened.break_id,
        rule=RULE,
        after=BreakState.AWAITING_REVIEW.value,
        detail={
            "restrictions": [one.value for one in opened.restrictions],
            "reason": opened.reason.value,
            "purpose": opened.purpose.value,
            "roles": [one.value for one in opened.roles],
            "review_by": opened.review_by.isoformat(),
        },
    )
    if opened.overdue_at:
        yield BusEvent(
            event_id=derived_id(EVENT_PREFIX, opened.break_id, "overdue"),
            detail_type=AccessDetailType.GLASS_REVIEW_OVERDUE,
            subject_id=opened.subject_id,
            occurred_at=opened.overdue_at,
            actor=SYSTEM,
            correlation_id=opened.break_id,
            rule=RULE,
            detail={"review_by": opened.review_by.isoformat(), "person_id": opened.person_id},
        )
    if opened.reviewed_at:
        yield BusEvent(
            event_id=derived_id(EVENT_PREFIX, opened.break_id, "reviewed"),
            detail_type=AccessDetailType.GLASS_REVIEWED,
            subject_id=opened.subject_id,
            occurred_at=opened.reviewed_at,
            actor=opened.reviewed_by,
            correlation_id=opened.break_id,
            rule=RULE,
            before=BreakState.AWAITING_REVIEW.value,
            after=opened.state.value,
            detail={"person_id": opened.person_id},
        )
