"""What happened in an escalation, and the bus event that tells of it: both from the same entry.

An entry is stored before its event is published, and the event is made from the stored entry
alone; so whoever repeats an action publishes the same event, byte for byte.
"""

from claimtrail.escalations.model import Escalation, Happening
from claimtrail.kernel.events import BusEvent, DetailType
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

DETAIL_TYPES = {
    Happening.STARTED: DetailType.ESCALATION_STARTED,
    Happening.NOTIFIED: DetailType.ESCALATION_NOTIFIED,
    Happening.REMINDED: DetailType.ESCALATION_REMINDED,
    Happening.RAISED: DetailType.ESCALATION_RAISED,
    Happening.RESUMED: DetailType.ESCALATION_RESUMED,
    Happening.FAILED: DetailType.ESCALATION_FAILED,
    Happening.ENDED: DetailType.ESCALATION_ENDED,
}
"""TICKETED is missing: `ticket.opened` tells of it."""

ONCE_PER_ATTEMPT = frozenset({Happening.RESUMED, Happening.FAILED})
"""What may happen again with another execution; all else happens once in an episode."""


def entry_id(escalation: Escalation, happening: Happening) -> str:
    """The event id of a happening: the same for every repetition."""
    attempt = str(escalation.attempt) if happening in ONCE_PER_ATTEMPT else ""
    return derived_id(EVENT_PREFIX, escalation.escalation_id, happening.value, attempt)


def recorded_event(escalation: Escalation, happening: Happening) -> list[BusEvent]:
    """The event of what was recorded: one, or none when it was not or another event tells."""
    entry = escalation.entry(entry_id(escalation, happening))
    if entry is None or happening not in DETAIL_TYPES:
        return []
    return [
        BusEvent(
            event_id=entry.event_id,
            detail_type=DETAIL_TYPES[happening],
            subject_id=escalation.escalation_id,
            occurred_at=entry.at,
            actor=entry.actor,
            correlation_id=escalation.escalation_id,
            payer_id=escalation.payer_id,
            rule=escalation.rule,
            before=escalation.state_at_start.value,
            after=entry.claim_state.value,
            detail={
                "claim_id": escalation.claim_id,
                "escalate_on": escalation.escalate_on.isoformat(),
                "charge_cents": escalation.charge_cents,
                "to": entry.to,
                "note": entry.note,
            },
        )
    ]
