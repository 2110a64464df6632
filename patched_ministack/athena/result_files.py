"""Gap: an answer's file is not where GetQueryExecution says, and has another form than Athena's.

An answer lies at the execution's `OutputLocation`: of a query as CSV whose values are quoted and
whose nulls are empty, of another statement as text whose values are separated by tabs. Data frames
are read from there (PyAthena, awswrangler).
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlparse

from ministack.services import athena, s3

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html"
_QUERY = "DML"
_FAILURES_FROM = 300
"""HTTP statuses of a write that failed."""


def needed() -> bool:
    """Return whether the emulator still puts the file into a folder of the file's own name."""
    return "csv_key" in athena._save_query_results.__code__.co_varnames


def apply() -> None:
    """Write answers in place of the emulator."""
    seam.expect(holds=needed(), seam="athena._save_query_results, which names the file twice")
    for owner, name in ((s3, "_put_object"), (athena, "_datum_text"), (athena, "_executions")):
        seam.attribute(owner, name)
    seam.wrap(
        athena, "_save_query_results", parameters=("query_id",), build=lambda _: _save_results
    )


def csv_of(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """An answer as Athena writes it: every value quoted, a null left empty."""
    lines = [list(map(_quoted, columns)), *([_value(each) for each in row] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def text_of(rows: Iterable[Iterable[Any]]) -> str:
    """The answer of a statement that is no query: values separated by tabs, without a head."""
    return "".join("\t".join("" if one is None else str(one) for one in row) + "\n" for row in rows)


def _value(value: Any) -> str:
    return "" if value is None else _quoted(athena._datum_text(value))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


async def _save_results(query_id: str) -> None:
    execution = athena._executions.get(query_id)
    found, configuration = execution["_results"], execution["ResultConfiguration"]
    if execution["StatementType"] == _QUERY:
        content, kind = csv_of(found["columns"], found["rows"]), "text/csv"
    else:
        location = configuration["OutputLocation"].removesuffix(".csv")
        configuration["OutputLocation"] = f"{location}.txt"
        content, kind = text_of(found["rows"]), "text/plain"
    place = urlparse(configuration["OutputLocation"])
    types = ",".join(execution["_column_types"])
    described = f"{','.join(found['columns'])}\n{types}"
    for suffix, text in (("", content), (".metadata", described)):
        if not _put(execution, place.netloc, f"{place.path.lstrip('/')}{suffix}", text, kind):
            break


def _put(execution: dict[str, Any], bucket: str, key: str, text: str, kind: str) -> bool:
    data = text.encode()
    headers = {"content-type": kind, "content-length": str(len(data))}
    answer = s3._put_object(bucket, key, data, headers)
    if isinstance(answer, tuple) and answer[0] >= _FAILURES_FROM:
        execution["Status"]["State"] = "FAILED"
        execution["Status"]["StateChangeReason"] = (
            f"An error occurred while writing to S3: {answer[0]} for bucket {bucket}"
        )
        return False
    return True
