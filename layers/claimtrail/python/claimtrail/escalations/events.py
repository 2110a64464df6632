"""The events of an escalation, and the bus event that reports each: both from the same entry.

An entry is stored before its event is published, and the event is made from the stored entry
alone; so whoever repeats an action publishes the same event, byte for byte.
"""

from claimtrail.escalations.detail_types import EscalationDetailType
from claimtrail.escalations.model import Escalation, EscalationEventType
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE_VERSION = 2
"""Grows when it changes what makes an escalation start, climb or end."""

PUBLISHED = {
    EscalationEventType.STARTED: (EscalationDetailType.ESCALATION_STARTED, "word-past-due"),
    EscalationEventType.NOTIFIED: (EscalationDetailType.ESCALATION_NOTIFIED, "owner-first"),
    EscalationEventType.REMINDED: (EscalationDetailType.ESCALATION_REMINDED, "owner-again"),
    EscalationEventType.ESCALATED_TO_MANAGER: (
        EscalationDetailType.ESCALATION_ESCALATED_TO_MANAGER,
        "manager-last",
    ),
    EscalationEventType.RESUMED: (EscalationDetailType.ESCALATION_RESUMED, "execution-lost"),
    EscalationEventType.FAILED: (EscalationDetailType.ESCALATION_FAILED, "action-failed"),
    EscalationEventType.ENDED: (EscalationDetailType.ESCALATION_ENDED, "moved-or-expired"),
}
"""The bus event that publishes an event, and the rule that led to it.

TICKETED is missing: `ticket.opened` tells of it.
"""

ONCE_PER_ATTEMPT = frozenset({EscalationEventType.RESUMED, EscalationEventType.FAILED})
"""The events that may occur again with another execution; all others occur once an escalation."""


def entry_id(escalation: Escalation, event_type: EscalationEventType) -> str:
    """Return the event id of an event: the same for every repetition."""
    attempt = str(escalation.attempt) if event_type in ONCE_PER_ATTEMPT else ""
    return derived_id(EVENT_PREFIX, escalation.escalation_id, event_type.value, attempt)


def recorded_event(escalation: Escalation, event_type: EscalationEventType) -> list[BusEvent]:
    """Return the event of what was recorded.

    One, or none when it was not or another event tells.
    """
    entry = escalation.entry(entry_id(escalation, event_type))
    if entry is None or event_type not in PUBLISHED:
        return []
    detail_type, rule = PUBLISHED[event_type]
    return [
        BusEvent(
            event_id=entry.event_id,
            detail_type=detail_type,
            subject_id=escalation.escalation_id,
            occurred_at=entry.at,
            actor=entry.actor,
            correlation_id=escalation.escalation_id,
            payer_id=escalation.payer_id,
            rule=f"escalation@{RULE_VERSION}/{rule}",
            before=escalation.state_at_start.value,
            after=entry.claim_state.value,
            detail={
                "claim_id": escalation.claim_id,
                "escalate_on": escalation.escalate_on.isoformat(),
                "reason": escalation.reason.value,
                "charge_cents": escalation.charge_cents,
                "to": entry.to,
                "owner": escalation.owner,
                "owner_rule": escalation.rule,
                "note": entry.note,
            },
        )
    ]
