"""CloudWatch Logs: the codes by which functions failed lately, without a word beside them."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from claimtrail.aws.core.telemetry.log_events import SharedLogEvent

_EVENTS = frozenset({SharedLogEvent.REFUSED.value, SharedLogEvent.FUNCTION_FAILED.value})
_PATTERN = "ERROR"
"""The level of such lines; which of them are failures, their fields say."""


def failed_codes(logs_client: Any, *, prefix: str, since: datetime) -> tuple[str, ...]:
    """Return the codes of failures since an instant, each once, by the names that logs begin with.

    An error of AWS has its own code: `AccessDenied` of `PutItem:AccessDenied`.
    """
    lines = (
        line
        for group in _groups(logs_client, prefix)
        for line in _lines(logs_client, group, since)
        if line.get("event") in _EVENTS
    )
    codes = (str(line.get("code", "")).rpartition(":")[2] for line in lines)
    return tuple(dict.fromkeys(filter(None, codes)))


def _groups(logs_client: Any, prefix: str) -> Iterator[str]:
    pages = logs_client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
    return (str(one["logGroupName"]) for page in pages for one in page["logGroups"])


def _lines(logs_client: Any, group: str, since: datetime) -> Iterator[dict[str, Any]]:
    pages = logs_client.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern=_PATTERN, startTime=int(since.timestamp() * 1000)
    )
    texts = (event["message"] for page in pages for event in page["events"])
    return (line for text in texts if isinstance(line := _document(text), dict))


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
