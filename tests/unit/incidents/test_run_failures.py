"""Why a scheduled run failed, as its function's log says by the id of its request."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claimtrail.aws.incidents.dead_letters import FunctionLog
from claimtrail.incidents.dead_letters import DeadLetter

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
REQUEST = "316aa6d0-8154-4a11-9af7-85d5f4a6bc81"
LETTER = DeadLetter(
    message_id="m", queue="SealsSchedule", sent_at=AT, attempts=2, ids={"requestId": REQUEST}
)


class Logs:
    """The log group of one function, as paginated, and the function that has it."""

    def __init__(self, *lines: dict[str, str]) -> None:
        self.lines = lines
        self.asked: dict[str, Any] = {}

    def get_function_configuration(self, **_: Any) -> dict[str, Any]:
        return {"FunctionName": "seal", "LoggingConfig": {"LogGroup": "the seal's"}}

    def get_paginator(self, _: str) -> "Logs":
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        self.asked = asked
        wanted = asked["filterPattern"].strip('"')
        texts = [json.dumps(line) for line in self.lines]
        return [{"events": [{"message": text} for text in texts if wanted in text]}]


def failed(request: str, event: str = "function_failed") -> dict[str, str]:
    return {
        "event": event,
        "function_request_id": request,
        "code": "TABLE_BUSY",
        "raised_at": "claimtrail.trail:7",
    }


def failure(logs: Logs, letter: DeadLetter = LETTER) -> dict[str, str]:
    log = FunctionLog(sqs_client=None, lambda_client=logs, logs_client=logs)
    return log.failure_of_run("seal", letter)


def test_the_run_is_found_in_its_functions_log_by_its_request() -> None:
    logs = Logs(failed("another"), failed(REQUEST, "audit_sealed"), failed(REQUEST))

    assert failure(logs) == {"code": "TABLE_BUSY", "raised_at": "claimtrail.trail:7"}
    assert logs.asked["logGroupName"] == "the seal's"
    assert logs.asked["startTime"] < (AT - timedelta(minutes=30)).timestamp() * 1000


@pytest.mark.parametrize("lines", [(), (failed("another"),)])
def test_a_run_that_left_no_line_has_no_error(lines: tuple[dict[str, str], ...]) -> None:
    assert failure(Logs(*lines)).get("code", "") == ""


def test_a_tick_that_never_ran_is_asked_of_no_log() -> None:
    logs = Logs(failed(""))

    assert failure(logs, replace(LETTER, ids={})) == {}
    assert logs.asked == {}
