"""Given PyAthena, as analysts use it from Python, the saved queries and the page's example run."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyathena import connect
from pyathena.connection import Connection

from claimtrail.analytics.saved import SavedQuery, saved_queries
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud
PAGE = Path(__file__).parents[3] / "docs" / "analysts.md"


@pytest.fixture
def connection(cloud: RunningCloud, lake: Any) -> Iterator[Connection[Any]]:
    """A connection as the page for analysts opens it."""
    name = lake.bucket.replace("-", "_")
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
def test_every_saved_query_runs(connection: Connection[Any], query: SavedQuery) -> None:
    cursor = connection.cursor()
    cursor.execute(query.sql)

    assert cursor.fetchall() == []


def test_the_pages_example_connects_as_the_test_does() -> None:
    (example,) = re.findall(
        r"```python\n(from pyathena.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )

    assert "connect(work_group=" in example
    assert "schema_name=" in example
