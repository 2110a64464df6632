"""Alarms of CloudWatch, as EventBridge tells of their changes of state.

Amazon CloudWatch user guide, "Alarm events and EventBridge".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ALARM_CHANGE = "CloudWatch Alarm State Change"
"""The event's `detail-type`."""
PART = "[part]"
"""Begins the description of an alarm of which a composite alarm tells."""
DEAD_LETTERS_ANCHOR = "#dead-letters"
"""Ends the description of the alarm on a queue of dead letters, which is an incident itself."""
_RINGS = "ALARM"


def alarm_prefix(stage: str) -> str:
    """Return how the names of a stage's alarms begin."""
    return f"claimtrail-{stage}-"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChange:
    """One change of an alarm's state."""

    alarm: str
    is_ringing: bool
    at: datetime


def is_told_elsewhere(description: str) -> bool:
    """Return whether another incident tells of an alarm with this description."""
    return description.startswith(PART) or description.endswith(DEAD_LETTERS_ANCHOR)


def alarm_change(detail: Mapping[str, Any]) -> AlarmChange | None:
    """Return the change that an event's detail tells of.

    None for an alarm of which another incident tells. Raises KeyError and ValueError for a detail
    of another form.
    """
    if is_told_elsewhere(str(detail.get("configuration", {}).get("description", ""))):
        return None
    state = detail["state"]
    return AlarmChange(
        alarm=str(detail["alarmName"]),
        is_ringing=state["value"] == _RINGS,
        at=datetime.fromisoformat(state["timestamp"]),
    )
