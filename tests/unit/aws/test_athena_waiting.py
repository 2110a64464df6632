"""Waiting for Athena: progress, an interrupt, time-outs, the scan limit, and rows by the page."""

from collections.abc import Iterator
from typing import Any

import pytest

from claimtrail.analytics.results import QueryProgress
from claimtrail.aws.core.athena import DEADLINE_SECONDS, AthenaClient
from claimtrail.kernel.errors import ClaimTrailError


class Query:
    """Athena with one query, whose states are given; its answer has pages of a row."""

    class exceptions:  # noqa: N801 - as boto3 names it
        InvalidRequestException = LookupError

    def __init__(self, *states: str, reason: str = "", scanned: int = 0, rows: int = 1) -> None:
        self._states: Iterator[str] = iter(states)
        self._reason, self._scanned, self._rows = reason, scanned, rows
        self._last = ""
        self.stopped: list[str] = []
        self.fetched = 0

    def start_query_execution(self, **_: Any) -> dict[str, str]:
        return {"QueryExecutionId": "q"}

    def get_query_execution(self, **_: Any) -> dict[str, Any]:
        self._last = next(self._states, self._last)
        self._scanned *= 2
        status = {"State": self._last, "StateChangeReason": self._reason}
        statistics = {"DataScannedInBytes": self._scanned}
        return {"QueryExecution": {"Status": status, "Statistics": statistics}}

    def stop_query_execution(self, *, QueryExecutionId: str) -> None:
        self.stopped.append(QueryExecutionId)

    def get_query_results(self, *, NextToken: str = "0", **_: Any) -> dict[str, Any]:
        self.fetched += 1
        number = int(NextToken)
        names = [{"Data": [{"VarCharValue": "n"}]}] if number == 0 else []
        page: dict[str, Any] = {
            "ResultSet": {
                "Rows": [*names, {"Data": [{"VarCharValue": str(number)}]}],
                "ResultSetMetadata": {"ColumnInfo": [{"Name": "n", "Type": "bigint"}]},
            }
        }
        return page | ({"NextToken": str(number + 1)} if number + 1 < self._rows else {})


def client(query: Query, pauses: list[float] | None = None) -> AthenaClient:
    sleep = (pauses if pauses is not None else []).append
    return AthenaClient(query, workgroup="w", database="d", sleep=sleep)


def test_each_question_after_the_query_tells_its_state_seconds_and_bytes() -> None:
    told: list[QueryProgress] = []
    query = Query("QUEUED", "RUNNING", "RUNNING", "SUCCEEDED", scanned=10)

    answer = client(query).ask("select 1", on_progress=told.append)

    assert [(one.state, one.scanned_bytes) for one in told] == [
        ("QUEUED", 20),
        ("RUNNING", 40),
        ("RUNNING", 80),
    ]
    assert [one.seconds for one in told] == sorted({one.seconds for one in told})
    assert answer.scanned_bytes == 160


def test_it_waits_as_long_as_athena_itself_lets_a_query_run() -> None:
    query, pauses = Query("RUNNING"), list[float]()

    with pytest.raises(ClaimTrailError, match="QUERY_TIMED_OUT"):
        client(query, pauses).run("select 1")

    assert query.stopped == ["q"]
    assert DEADLINE_SECONDS == 30 * 60 <= sum(pauses) < 31 * 60


def test_a_shorter_wait_is_kept_and_the_query_is_canceled() -> None:
    query, pauses = Query("RUNNING"), list[float]()

    with pytest.raises(ClaimTrailError, match=r"within 5 s.*condition on dt"):
        client(query, pauses).ask("select 1", seconds=5)

    assert query.stopped == ["q"]
    assert sum(pauses) < 8


def test_who_interrupts_the_wait_cancels_the_query_on_athena() -> None:
    query = Query("RUNNING")

    def interrupt(_: QueryProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client(query).ask("select 1", on_progress=interrupt)

    assert query.stopped == ["q"]


def test_a_query_that_scans_too_much_says_how_to_narrow_it() -> None:
    query = Query("FAILED", reason="Bytes scanned limit was exceeded")

    with pytest.raises(ClaimTrailError, match=r"QUERY_SCANS_TOO_MUCH.*dt >= '.*--days"):
        client(query).run("select 1")


def test_rows_are_fetched_while_they_are_read() -> None:
    query = Query("SUCCEEDED", rows=4)

    answer = client(query).ask("select n from t")

    assert query.fetched == 1
    assert next(answer.pages) == [(0,)]
    assert query.fetched == 1
    assert [row for page in answer.pages for row in page] == [(1,), (2,), (3,)]
    assert query.fetched == 4
