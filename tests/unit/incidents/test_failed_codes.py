"""The codes by which functions failed are read from their logs, and nothing beside them."""

import json
from datetime import UTC, datetime
from typing import Any

from claimtrail.aws.incidents.failed_codes import failed_codes

SINCE = datetime(2026, 12, 1, tzinfo=UTC)


class _Logs:
    """Log groups with their lines, as paginated."""

    def __init__(self, **groups: list[Any]) -> None:
        self._groups = groups
        self._asked = ""

    def get_paginator(self, operation: str) -> "_Logs":
        self._asked = operation
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        if self._asked == "describe_log_groups":
            prefix = asked["logGroupNamePrefix"].replace("-", "_")
            return [{"logGroups": [{"logGroupName": one}]} for one in self._of(prefix)]
        assert asked["startTime"] == int(SINCE.timestamp() * 1000)
        lines = self._groups[asked["logGroupName"]]
        texts = (one if isinstance(one, str) else json.dumps(one) for one in lines)
        return [{"events": [{"message": one}]} for one in texts if asked["filterPattern"] in one]

    def _of(self, prefix: str) -> list[str]:
        return [one for one in self._groups if one.startswith(prefix)]


def _line(event: str, code: str) -> dict[str, str]:
    return {"level": "ERROR", "event": event, "code": code, "what": "Jane Canary"}


def test_each_code_is_there_once_and_an_error_of_aws_by_its_own_code() -> None:
    logs = _Logs(
        claimtrail_prod_a=[
            _line("refused", "TABLE_BUSY"),
            _line("refused", "TABLE_BUSY"),
            "[ERROR] Jane Canary",
            {"level": "ERROR", "event": "another", "code": "NONE"},
        ],
        claimtrail_prod_b=[_line("function_failed", "PutItem:AccessDeniedException")],
        claimtrail_dev_a=[_line("refused", "OF_ANOTHER_STAGE")],
    )

    found = failed_codes(logs, prefix="claimtrail-prod-", since=SINCE)

    assert found == ("TABLE_BUSY", "AccessDeniedException")
