"""Given PyAthena, as analysts use it from Python, the saved queries and the page's example run."""

import ast
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyathena import connect
from pyathena.connection import Connection
from pyathena.error import OperationalError
from pyathena.pandas.cursor import PandasCursor

from claimtrail.analytics.saved import SavedQuery, saved_queries
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud
PAGE = Path(__file__).parents[3] / "docs" / "analysts.md"


@pytest.fixture
def connection(cloud: RunningCloud, lake: Any) -> Iterator[Connection[Any]]:
    """A connection as the page for analysts opens it."""
    with opened_by_pyathena(cloud, lake.bucket.replace("-", "_")) as opened:
        yield opened


@pytest.fixture(scope="module")
def connection_to_nothing(cloud: RunningCloud, empty_lake: str) -> Iterator[Connection[Any]]:
    with opened_by_pyathena(cloud, empty_lake) as opened:
        yield opened


@contextmanager
def opened_by_pyathena(cloud: RunningCloud, name: str) -> Iterator[Connection[Any]]:
    with warnings.catch_warnings():
        # PyAthena leaves the sockets of its clients to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        with connect(
            work_group=name,
            schema_name=name,
            region_name="us-east-1",
            poll_interval=0.05,
            endpoint_url=cloud.endpoint,
        ) as opened:
            yield opened


def test_rows_come_with_their_names_and_types(connection: Connection[Any], lake: Any) -> None:
    lake.write(
        "claim_versions",
        [{"claim_id": "clm_a", "version": 1, "payer_id": "larkspur", "state": "PAID"}],
    )

    cursor = connection.cursor()
    cursor.execute(
        "select payer_id, count(*) as claims from claims where state = %(state)s group by 1",
        {"state": "PAID"},
    )

    assert [column[0] for column in cursor.description or ()] == ["payer_id", "claims"]
    assert cursor.fetchall() == [("larkspur", 1)]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_every_saved_query_runs(connection_to_nothing: Connection[Any], query: SavedQuery) -> None:
    cursor = connection_to_nothing.cursor()
    cursor.execute(query.sql)

    assert cursor.fetchall() == []


def test_the_pages_example_connects_as_the_test_does() -> None:
    (example,) = re.findall(
        r"```python\n(from pyathena.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )

    (named,) = [
        {one.arg for one in node.keywords}
        for node in ast.walk(ast.parse(example))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == connect.__name__
    ]
    assert named == {"work_group", "schema_name", "region_name"}


def paid_claim(name: str, **more: Any) -> dict[str, Any]:
    return {"claim_id": name, "version": 1, "payer_id": "larkspur", "state": "PAID"} | more


@pytest.mark.patch("athena.result_files")
def test_an_answer_becomes_a_data_frame_with_numbers_nulls_and_quotes(
    connection: Connection[Any], lake: Any
) -> None:
    lake.write(
        "claim_versions",
        [
            paid_claim("clm_a", charge_cents=500, hidden=False),
            paid_claim("clm_b", charge_cents=700, last_rule='a "rule", with a comma'),
        ],
    )

    frame = (
        connection.cursor(PandasCursor)
        .execute("select claim_id, charge_cents, last_rule, hidden from claims order by 1")
        .as_pandas()
    )

    assert list(frame.columns) == ["claim_id", "charge_cents", "last_rule", "hidden"]
    assert frame["charge_cents"].sum() == 1200
    assert frame["last_rule"].isna().tolist() == [True, False]
    assert frame["last_rule"][1] == 'a "rule", with a comma'
    assert frame["hidden"].tolist()[0] is False


@pytest.mark.patch("athena.result_files")
def test_a_frame_without_rows_has_its_columns(connection_to_nothing: Connection[Any]) -> None:
    cursor = connection_to_nothing.cursor(PandasCursor)

    frame = cursor.execute("select claim_id, state from claims").as_pandas()

    assert (len(frame), list(frame.columns)) == (0, ["claim_id", "state"])


CATALOG = {
    "show tables": ("claims", "claims_trail"),
    "show tables 'claim_v*'": ("claim_versions", "claims"),
    "show tables in {database} 'claims'": ("claims", "claim_versions"),
    "show views": ("claims", "claim_versions_trail"),
    "show databases": ("{database}", "claims"),
    "show columns in claims": ("balance_cents", "previous_sha256"),
    "show columns from claims in {database}": ("balance_cents", "previous_sha256"),
    "show columns in claim_versions_trail": ("dt", "claims"),
}
"""Statements, with a word that the answer has and one that it has not."""


@pytest.mark.patch("athena.catalog_statements")
@pytest.mark.parametrize("statement", CATALOG)
def test_the_catalog_is_listed(
    connection_to_nothing: Connection[Any], empty_lake: str, statement: str
) -> None:
    cursor = connection_to_nothing.cursor()

    cursor.execute(statement.format(database=empty_lake))

    listed = {str(row[0]).strip() for row in cursor.fetchall()}
    has, has_not = (word.format(database=empty_lake) for word in CATALOG[statement])
    assert has in listed
    assert has_not not in listed


@pytest.mark.patch("athena.catalog_statements")
def test_a_table_is_described_with_its_partition(connection: Connection[Any], lake: Any) -> None:
    cursor = connection.cursor()

    cursor.execute("describe claim_versions_trail")

    lines = [str(row[0]).split("\t") for row in cursor.fetchall()]
    assert [part.strip() for part in lines[0][:2]] == ["claim_id", "string"]
    assert [part.strip() for part in lines[-1][:2]] == ["dt", "string"]
    described = {row["col_name"]: row["data_type"] for row in lake.ask("describe claims")}
    assert described["balance_cents"] == "bigint"


@pytest.mark.patch("athena.catalog_statements")
def test_projected_partitions_are_not_listed_and_a_view_has_none(
    connection: Connection[Any], lake: Any
) -> None:
    cursor = connection.cursor()
    lake.write("claim_versions", [paid_claim("clm_a")])

    assert cursor.execute("show partitions claim_versions_trail").fetchall() == []
    with pytest.raises(OperationalError, match="not a partitioned table"):
        cursor.execute("show partitions claims")
    with pytest.raises(OperationalError, match="Table not found"):
        cursor.execute("describe claim")


@pytest.mark.patch("athena.catalog_statements")
def test_the_information_schema_lists_columns(
    connection_to_nothing: Connection[Any], empty_lake: str
) -> None:
    cursor = connection_to_nothing.cursor()

    cursor.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = %(database)s and table_name = 'code_texts' order by column_name",
        {"database": empty_lake},
    )

    assert cursor.fetchall() == [
        (name, "varchar") for name in ("code", "list", "start_on", "stop_on", "words")
    ]
