"""CloudWatch: the alarms that ring now, for what EventBridge did not tell of."""

from datetime import datetime
from typing import Any

from claimtrail.incidents.alarms import is_told_elsewhere

_TYPES = ("MetricAlarm", "CompositeAlarm")


def ringing_alarms(cloudwatch_client: Any, *, prefix: str) -> dict[str, datetime]:
    """Return the alarms whose names begin so and that ring, each with the instant it began.

    Those of which another incident tells are left out. Instants are whole seconds: an event's own
    may be a little later.
    """
    pages = cloudwatch_client.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=prefix, AlarmTypes=[*_TYPES], StateValue="ALARM"
    )
    alarms = (one for page in pages for kind in _TYPES for one in page.get(f"{kind}s", ()))
    return {
        one["AlarmName"]: _began(one)
        for one in alarms
        if not is_told_elsewhere(one.get("AlarmDescription", ""))
    }


def _began(alarm: dict[str, Any]) -> datetime:
    at: datetime = alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]
    return at.replace(microsecond=0)
