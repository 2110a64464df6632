"""Contract of the emulator: Athena answers Trino SQL over gzipped JSON, typed as Glue says."""

import base64
import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import apply_stack, delete_stack

pytestmark = pytest.mark.cloud

DATABASE, BUCKET = "claimtrail", "athena-contract"
COLUMNS = [
    ("claim_id", "string"),
    ("cents", "bigint"),
    ("paid_on", "date"),
    ("rank", "string"),
    ("codes", "array<struct<carc:string,cents:bigint>>"),
    ("detail", "string"),
]
ROWS: list[dict[str, Any]] = [
    {
        "claim_id": "a",
        "cents": 250,
        "paid_on": "2026-11-02",
        "rank": "007",
        "codes": [{"carc": "45", "cents": 50}, {"carc": "1", "cents": 25}],
        "detail": {"payer": {"name": "cedar"}},
        "unknown_to_glue": 1,
    },
    {"claim_id": "b", "cents": 99, "paid_on": "2026-11-20", "rank": "1"},
]


@pytest.fixture(scope="module", autouse=True)
def tables(cloud: RunningCloud) -> None:
    cloud.client("s3").create_bucket(Bucket=BUCKET)
    body = gzip.compress("\n".join(map(json.dumps, ROWS)).encode())
    cloud.client("s3").put_object(
        Bucket=BUCKET, Key="claims/dt=2026-11-22/part-1.json.gz", Body=body
    )
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": DATABASE})
    for table in ("claims", "empty"):
        glue.create_table(
            DatabaseName=DATABASE,
            TableInput={
                "Name": table,
                "PartitionKeys": [{"Name": "dt", "Type": "string"}],
                "StorageDescriptor": {
                    "Columns": [{"Name": name, "Type": kind} for name, kind in COLUMNS],
                    "Location": f"s3://{BUCKET}/{table}/",
                    "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                },
            },
        )


def ask(cloud: RunningCloud, sql: str, *, database: str = DATABASE) -> list[list[str | None]]:
    athena = cloud.client("athena")
    started = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": database},
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/results/"},
    )
    query = {"QueryExecutionId": started["QueryExecutionId"]}

    def ended() -> dict[str, Any] | None:
        status: dict[str, Any] = athena.get_query_execution(**query)["QueryExecution"]["Status"]
        return status if status["State"] in {"SUCCEEDED", "FAILED"} else None

    status = eventually(ended, 20)
    if status["State"] == "FAILED":
        raise ValueError(status["StateChangeReason"])
    rows = athena.get_query_results(**query)["ResultSet"]["Rows"][1:]
    return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows]


ANSWERS = {
    "columns and types are Glue's": (
        "select *, typeof(paid_on) from claims where claim_id = 'b'",
        ["b", "99", "2026-11-20", "1", None, None, "2026-11-22", "DATE"],
    ),
    "a text of digits stays text": ("select rank from claims where cents = 250", ["007"]),
    "JSON inside a text": (
        "select json_extract_scalar(detail, '$.payer.name') from claims where detail is not null",
        ["cedar"],
    ),
    "nested rows": (
        "select claim_id, c.carc from claims cross join unnest(codes) as u(c) order by 2 desc",
        ["a", "45"],
    ),
    "dates": (
        "select date_diff('day', paid_on, date '2026-11-22') from claims order by paid_on",
        ["20"],
    ),
    "window functions over a CTE": (
        """with paid as (select claim_id, cents from claims)
        select claim_id, row_number() over (order by cents desc), sum(cents) over () from paid""",
        ["a", "1", "349"],
    ),
    "joins, and partitions as columns": (
        """select a.claim_id, count(*) from claims a join claims b on a.dt = b.dt
        where a.dt between '2026-11-01' and '2026-11-30' group by 1 order by 1""",
        ["a", "2"],
    ),
    "integers divide to integers": ("select sum(cents) / 100 from claims", ["3"]),
    "decimals do not": ("select sum(cents) / 100.0 from claims", ["3.49"]),
    "an empty table": ("select count(*), max(paid_on) from empty", ["0", None]),
    "an empty table's nested rows": (
        "select count(*) from empty cross join unnest(codes) as u(c) where c.carc = '1'",
        ["0"],
    ),
}


@pytest.mark.patch("athena.dialect", "athena.json_tables")
@pytest.mark.parametrize("case", ANSWERS)
def test_athena_answers_as_in_aws(cloud: RunningCloud, case: str) -> None:
    sql, first_row = ANSWERS[case]

    assert ask(cloud, sql)[0] == first_row


def test_a_statement_that_is_no_sql_fails_as_a_syntax_error(cloud: RunningCloud) -> None:
    with pytest.raises(ValueError, match="SYNTAX_ERROR"):
        ask(cloud, "select from where")


@pytest.mark.patch("athena.error_texts")
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select x from claims", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved"),
        (
            "select claim_id,\n  nothing from claims",
            "COLUMN_NOT_FOUND: line 2:3: Column 'nothing' cannot be resolved",
        ),
        ("select c.x from claims c", "COLUMN_NOT_FOUND: line 1:10: Column 'x' cannot be"),
        (
            "select 1 from nowhere",
            f"TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.{DATABASE}.nowhere' does not exist",
        ),
        ("select foo(cents) from claims", "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not"),
        (
            "select claim_id, count(*) from claims",
            "EXPRESSION_NOT_AGGREGATE: line 1:8: 'claim_id' must be an aggregate expression",
        ),
        ("select from where", "SYNTAX_ERROR: "),
        ("selct 1", "SYNTAX_ERROR: "),
        ("select cast(claim_id as bigint) from claims", "INVALID_CAST_ARGUMENT: "),
        ("select sum(claim_id) from claims", "FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters"),
    ],
)
def test_a_query_that_fails_is_told_of_in_athenas_words_with_the_place(
    cloud: RunningCloud, sql: str, said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as failed:
        ask(cloud, sql)

    text = str(failed.value)
    for word in ("Error:", "LINE", "Candidate", "Did you mean", "DuckDB", "duckdb", "\x1b"):
        assert word not in text


def saved(sql: str) -> dict[str, Any]:
    return {
        "Stuck": {
            "Type": "AWS::Athena::NamedQuery",
            "Properties": {"Name": "stuck", "Database": DATABASE, "QueryString": sql},
        }
    }


@pytest.mark.patch("athena.named_queries")
def test_saved_queries_come_from_templates(cloud: RunningCloud) -> None:
    athena = cloud.client("athena")
    query_id = apply_stack(cloud, "saved", saved("select 1"))["Stuck"]
    assert athena.get_named_query(NamedQueryId=query_id)["NamedQuery"]["QueryString"] == "select 1"

    replaced = apply_stack(cloud, "saved", saved("select 2"))["Stuck"]
    assert athena.list_named_queries()["NamedQueryIds"] == [replaced]
    assert athena.get_named_query(NamedQueryId=replaced)["NamedQuery"]["QueryString"] == "select 2"

    delete_stack(cloud, "saved")
    assert athena.list_named_queries()["NamedQueryIds"] == []


def view(name: str, sql: str) -> dict[str, Any]:
    view = {"originalSql": sql, "catalog": "awsdatacatalog", "schema": DATABASE, "columns": []}
    text = base64.b64encode(json.dumps(view).encode()).decode()
    return {
        "Type": "AWS::Glue::Table",
        "Properties": {
            "CatalogId": "000000000000",
            "DatabaseName": DATABASE,
            "TableInput": {
                "Name": name,
                "TableType": "VIRTUAL_VIEW",
                "ViewOriginalText": f"/* Presto View: {text} */",
                "ViewExpandedText": "/* Presto View */",
                "Parameters": {"presto_view": "true"},
            },
        },
    }


@pytest.fixture(scope="module")
def views(cloud: RunningCloud, tables: None) -> Iterator[None]:  # noqa: ARG001 - comes first
    resources = {
        "Big": view("big", "select claim_id, cents from claims where cents > 100"),
        "Sums": view("sums", "select sum(cents) as cents from big union all select 1"),
        "Circle": view("circle", "select * from circle"),
    }
    apply_stack(cloud, "views", resources)
    yield
    delete_stack(cloud, "views")


VIEWED = {
    "a view": ("select claim_id from big", [["a"]]),
    "a view over a view": ("select cents from sums order by 1", [["1"], ["250"]]),
    "by another name": ("select b.cents from big as b", [["250"]]),
    "by its own name": ("select big.cents from big", [["250"]]),
    "with its database": ("select cents from claimtrail.big", [["250"]]),
    "joined": ("select count(*) from claims join big on claims.claim_id = big.claim_id", [["1"]]),
    "in a subquery": ("select (select max(cents) from big)", [["250"]]),
    "hidden by a WITH": ("with big as (select 7 as cents) select cents from big", [["7"]]),
    "under a WITH of its own name": (
        "with big as (select cents + 1 as cents from big) select cents from big",
        [["251"]],
    ),
}


@pytest.mark.patch("athena.views")
@pytest.mark.usefixtures("views")
@pytest.mark.parametrize("case", VIEWED)
def test_views_are_read_wherever_a_query_names_them(cloud: RunningCloud, case: str) -> None:
    sql, rows = VIEWED[case]

    assert ask(cloud, sql) == rows


@pytest.mark.patch("athena.views")
@pytest.mark.usefixtures("views")
def test_a_view_means_the_tables_of_its_own_database(cloud: RunningCloud) -> None:
    """As Athena does: the view's text holds the database in which it was made."""
    cloud.client("glue").create_database(DatabaseInput={"Name": "elsewhere"})

    found = ask(cloud, "select cents from claimtrail.sums order by 1", database="elsewhere")

    assert found == [["1"], ["250"]]


@pytest.mark.usefixtures("views")
def test_a_view_that_names_itself_is_refused(cloud: RunningCloud) -> None:
    with pytest.raises(ValueError, match="SYNTAX_ERROR: a view names itself"):
        ask(cloud, "select * from circle")


OBJECTS, MENTIONS = 60, 40


def put_lines(cloud: RunningCloud, key: str, *claim_ids: str) -> None:
    """Put an object of lines of which the last one does not end."""
    lines = "\n".join(json.dumps({"claim_id": each}) for each in claim_ids)
    cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(lines.encode()))


@pytest.fixture(scope="module")
def many_objects(cloud: RunningCloud) -> None:
    """A table of many small objects on two days, and another one with one that nobody can read."""
    for table in ("many", "spoiled"):
        cloud.client("glue").create_table(
            DatabaseName=DATABASE,
            TableInput={
                "Name": table,
                "PartitionKeys": [{"Name": "dt", "Type": "string"}],
                "StorageDescriptor": {
                    "Columns": [{"Name": "claim_id", "Type": "string"}],
                    "Location": f"s3://{BUCKET}/{table}/",
                    "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                },
            },
        )
    for number in range(OBJECTS):
        put_lines(cloud, f"many/dt=2026-11-22/{number}.ndjson.gz", f"a{number}", f"b{number}")
    put_lines(cloud, "many/dt=2026-11-23/0.ndjson.gz")
    put_lines(cloud, "many/dt=2026-11-23/1.ndjson.gz", "c")
    for number in range(2):
        put_lines(cloud, f"spoiled/dt=2026-11-23/{number}.ndjson.gz", "d")
    cloud.client("s3").put_object(
        Bucket=BUCKET, Key="spoiled/dt=2026-11-23/2.ndjson.gz", Body=b"no"
    )


def processor_seconds(cloud: RunningCloud) -> float:
    """Return the seconds that the emulator has worked."""
    found = Path(f"/proc/{cloud.cloud.status().pid}/stat").read_text(encoding="ascii")
    user, system = found.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.patch("athena.many_objects")
@pytest.mark.usefixtures("many_objects")
def test_many_small_objects_are_read_at_once_however_often_their_table_is_named(
    cloud: RunningCloud,
) -> None:
    each = "select dt, count(*) as n from many group by 1"
    before = processor_seconds(cloud)

    answered = ask(cloud, " union all ".join([each] * MENTIONS))

    # By a file for each object and mention it is two and a half.
    assert processor_seconds(cloud) - before < 1
    assert sorted(map(str, answered)) == [
        *[str(["2026-11-22", str(2 * OBJECTS)])] * MENTIONS,
        *[str(["2026-11-23", "1"])] * MENTIONS,
    ]


@pytest.mark.patch("athena.many_objects")
@pytest.mark.usefixtures("many_objects")
def test_an_object_that_is_no_gzip_fails_who_reads_it_among_others(cloud: RunningCloud) -> None:
    with pytest.raises(ValueError, match="GENERIC"):
        ask(cloud, "select count(*) from spoiled")
