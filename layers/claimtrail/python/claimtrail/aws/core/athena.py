"""Athena: runs SQL in a workgroup and gives typed rows, or Athena's own reason for refusing."""

import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from claimtrail.analytics.results import QueryResult, Value
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import growing

DEADLINE_SECONDS = 120.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 2.0
"""Between two questions after a query; the deadline ends them."""
_RUNNING = frozenset({"QUEUED", "RUNNING"})
_PAGE = 1000
"""GetQueryResults gives a thousand rows at most."""


def _boolean(text: str) -> bool:
    return text.lower() == "true"


CONVERSIONS: Mapping[str, Callable[[str], Value]] = MappingProxyType(
    {
        "boolean": _boolean,
        **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), int),
        **dict.fromkeys(("float", "real", "double"), float),
        "decimal": Decimal,
        # Of SHOW and DESCRIBE, which pad what they list; a text of a SELECT is a `varchar`.
        "string": str.strip,
    }
)
"""The readers of values by Athena type; those of all other types stay text."""


class AthenaClient:
    """Runs queries in one workgroup against one Glue database.

    The workgroup says where results are kept, and how much a query may scan.
    """

    def __init__(
        self,
        athena_client: Any,
        *,
        workgroup: str,
        database: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = athena_client
        self._workgroup = workgroup
        self._database = database
        self._deadline_seconds = deadline_seconds
        self._sleep = sleep

    def run(self, sql: str) -> QueryResult:
        """Run a statement and wait for all its rows.

        Raises:
            ClaimTrailError: Athena refused or failed the query (QUERY_FAILED, with its reason), or
                did not finish in time (QUERY_TIMED_OUT; the query is stopped).
        """
        execution_id = self._start(sql)
        statistics = self._wait(execution_id)
        columns, rows = self._fetch(execution_id)
        return QueryResult(
            columns=columns,
            rows=rows,
            scanned_bytes=statistics.get("DataScannedInBytes", 0),
            milliseconds=statistics.get("TotalExecutionTimeInMillis", 0),
        )

    def _start(self, sql: str) -> str:
        try:
            answer = self._client.start_query_execution(
                QueryString=sql,
                WorkGroup=self._workgroup,
                QueryExecutionContext={"Database": self._database},
            )
        except self._client.exceptions.InvalidRequestException as error:
            raise self._failed(error.response["Error"]["Message"]) from error
        execution_id: str = answer["QueryExecutionId"]
        return execution_id

    def _wait(self, execution_id: str) -> dict[str, Any]:
        """Poll until the query ended; its statistics."""
        waited = 0.0
        for pause in growing(_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS):
            execution = self._client.get_query_execution(QueryExecutionId=execution_id)
            execution = execution["QueryExecution"]
            status = execution["Status"]
            if status["State"] == "SUCCEEDED":
                statistics: dict[str, Any] = execution.get("Statistics", {})
                return statistics
            if status["State"] not in _RUNNING:
                raise self._failed(status.get("StateChangeReason") or status["State"])
            if waited >= self._deadline_seconds:
                break
            self._sleep(pause)
            waited += pause
        self._client.stop_query_execution(QueryExecutionId=execution_id)
        raise self._timed_out()

    def _fetch(self, execution_id: str) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
        request: dict[str, Any] = {"QueryExecutionId": execution_id, "MaxResults": _PAGE}
        rows: list[tuple[Value, ...]] = []
        columns: tuple[str, ...] | None = None
        while True:
            page = self._client.get_query_results(**request)
            described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            conversions = [CONVERSIONS.get(column["Type"], str) for column in described]
            data = page["ResultSet"]["Rows"]
            if columns is None:
                columns = tuple(column["Name"] for column in described)
                # A SELECT's first page begins with the names of its columns.
                if data and _texts(data[0]) == list(columns):
                    data = data[1:]
            rows += [_typed(_split(_texts(row), len(described)), conversions) for row in data]
            if not page.get("NextToken"):
                return columns, tuple(rows)
            request["NextToken"] = page["NextToken"]

    def _failed(self, reason: str) -> ClaimTrailError:
        return ClaimTrailError(
            Explanation(
                code="QUERY_FAILED",
                what=f"Athena says: {reason}",
                where=f"workgroup {self._workgroup}, database {self._database}",
                next_step="docs/analysts.md lists every table and column.",
            )
        )

    def _timed_out(self) -> ClaimTrailError:
        return ClaimTrailError(
            Explanation(
                code="QUERY_TIMED_OUT",
                what=f"no answer within {self._deadline_seconds:.0f} s; the query was stopped",
                where=f"workgroup {self._workgroup}, database {self._database}",
                next_step="Narrow it with a condition on dt, or ask for fewer columns.",
            )
        )


def sql_of(athena_client: Any, execution_id: str) -> str:
    """The SQL of a query. Raises botocore's ClientError for one that Athena does not know."""
    execution = athena_client.get_query_execution(QueryExecutionId=execution_id)
    sql: str = execution["QueryExecution"]["Query"]
    return sql


def _texts(row: dict[str, Any]) -> list[str | None]:
    return [cell.get("VarCharValue") for cell in row["Data"]]


def _split(texts: list[str | None], width: int) -> list[str | None]:
    """Return a row's values; a row of DESCRIBE is one, whose parts are separated by tabs."""
    if len(texts) == width:
        return texts
    parts: list[str | None] = []
    for text in texts:
        parts += (text or "").split("\t")
    return [*parts, *[None] * width][:width]


def _typed(texts: list[str | None], conversions: list[Callable[[str], Value]]) -> tuple[Value, ...]:
    return tuple(
        None if text is None else convert(text)
        for text, convert in zip(texts, conversions, strict=True)
    )
