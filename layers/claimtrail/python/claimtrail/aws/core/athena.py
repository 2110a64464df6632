"""Athena: runs SQL in a workgroup and gives typed rows, or Athena's own reason for refusing."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.analytics.results import QueryPages, QueryProgress, QueryResult, Value
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import growing

DEADLINE_SECONDS = 1800.0
"""Athena's own time-out of a query ("DML query timeout", Service Quotas of Amazon Athena)."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 2.0
"""Between two questions after a query; the deadline ends them."""
_RUNNING = frozenset({"QUEUED", "RUNNING"})
_SCAN_LIMIT = "bytes scanned limit"
"""In Athena's reason when the workgroup's limit ends a query ("Set data usage control limits")."""
_PAGE = 1000
"""GetQueryResults gives a thousand rows at most."""

NARROWING = (
    "Narrow it: a condition on dt, the day of writing (where dt >= '2026-11-01'), on each table "
    "leaves days out, and naming columns instead of * leaves their bytes out. A saved query takes "
    "--days."
)


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
        """Run a statement and wait for all its rows. Raises as `ask`."""
        return self.ask(sql).whole()

    def ask(
        self,
        sql: str,
        *,
        seconds: float | None = None,
        on_progress: Callable[[QueryProgress], None] = lambda _: None,
    ) -> QueryPages:
        """Run a statement, wait until it is done, and give its rows page by page.

        `seconds` is waited for it at the most, instead of the client's own deadline. Who interrupts
        the wait cancels the query on Athena, too.

        Raises:
            ClaimTrailError: Athena refused or failed the query (QUERY_FAILED, with its reason),
                canceled it for what it scanned (QUERY_SCANS_TOO_MUCH), or did not finish in time
                (QUERY_TIMED_OUT; the query is stopped).
        """
        execution_id = self._start(sql)
        try:
            statistics = self._wait(execution_id, seconds or self._deadline_seconds, on_progress)
        except (KeyboardInterrupt, SystemExit):
            self._stop(execution_id)
            raise
        columns, pages = self._fetch(execution_id)
        return QueryPages(
            columns=columns,
            pages=pages,
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

    def _wait(
        self,
        execution_id: str,
        seconds: float,
        on_progress: Callable[[QueryProgress], None],
    ) -> dict[str, Any]:
        """Poll until the query ended; its statistics."""
        waited = 0.0
        for pause in growing(_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS):
            answer = self._client.get_query_execution(QueryExecutionId=execution_id)
            status = answer["QueryExecution"]["Status"]
            statistics: dict[str, Any] = answer["QueryExecution"].get("Statistics", {})
            if status["State"] == "SUCCEEDED":
                return statistics
            if status["State"] not in _RUNNING:
                raise self._failed(status.get("StateChangeReason") or status["State"])
            if waited >= seconds:
                break
            scanned = statistics.get("DataScannedInBytes", 0)
            on_progress(QueryProgress(state=status["State"], seconds=waited, scanned_bytes=scanned))
            self._sleep(pause)
            waited += pause
        self._stop(execution_id)
        raise self._timed_out(seconds)

    def _stop(self, execution_id: str) -> None:
        """Cancel a query; one that cannot be reached ends by Athena's own time-out."""
        with suppress(ClientError, BotoCoreError):
            self._client.stop_query_execution(QueryExecutionId=execution_id)

    def _fetch(
        self, execution_id: str
    ) -> tuple[tuple[str, ...], Iterator[list[tuple[Value, ...]]]]:
        """Return the columns, and the pages as they are asked for."""
        request = {"QueryExecutionId": execution_id, "MaxResults": _PAGE}
        first = self._client.get_query_results(**request)
        described = first["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        columns = tuple(column["Name"] for column in described)
        conversions = [CONVERSIONS.get(column["Type"], str) for column in described]

        def pages() -> Iterator[list[tuple[Value, ...]]]:
            page, is_first = first, True
            while True:
                data = page["ResultSet"]["Rows"]
                # A SELECT's first page begins with the names of its columns.
                if is_first and data and _texts(data[0]) == list(columns):
                    data = data[1:]
                yield [_typed(_split(_texts(row), len(columns)), conversions) for row in data]
                if not page.get("NextToken"):
                    return
                page = self._client.get_query_results(**request, NextToken=page["NextToken"])
                is_first = False

        return columns, pages()

    def _failed(self, reason: str) -> ClaimTrailError:
        if _SCAN_LIMIT in reason.lower():
            return self._error("QUERY_SCANS_TOO_MUCH", f"Athena says: {reason}", NARROWING)
        next_step = "docs/analysts.md lists every table and column."
        return self._error("QUERY_FAILED", f"Athena says: {reason}", next_step)

    def _timed_out(self, seconds: float) -> ClaimTrailError:
        what = f"no answer within {seconds:.0f} s; the query was stopped"
        return self._error("QUERY_TIMED_OUT", what, NARROWING)

    def _error(self, code: str, what: str, next_step: str) -> ClaimTrailError:
        where = f"workgroup {self._workgroup}, database {self._database}"
        return ClaimTrailError(Explanation(code=code, what=what, where=where, next_step=next_step))


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
