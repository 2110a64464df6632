"""Given rows in the trail, Athena answers with typed rows, and says why when it cannot."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.athena import AthenaClient
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.trail.datasets.dataset import PARTITION
from tests.harness.trail.saved_rows import SQL

pytestmark = pytest.mark.cloud


def test_values_have_the_types_of_their_columns(athena: AthenaClient) -> None:
    result = athena.run(
        "select 'a' as letters, bigint '5' as whole, 1.5e0 as float_, true as flag, "
        "cast(null as bigint) as nothing, date '2026-03-09' as day"
    )

    assert result.columns == ("letters", "whole", "float_", "flag", "nothing", "day")
    assert result.rows == (("a", 5, 1.5, True, None, "2026-03-09"),)
    assert result.milliseconds > 0


def test_more_rows_than_a_page_holds_all_arrive(athena: AthenaClient) -> None:
    result = athena.run("select n from unnest(sequence(1, 2500)) as numbers (n) order by n")

    assert [row[0] for row in result.rows] == list(range(1, 2501))


def test_an_answer_without_rows_still_has_columns(athena: AthenaClient) -> None:
    result = athena.run("select file_id, size_bytes from files")

    assert (result.columns, result.rows) == (("file_id", "size_bytes"), ())


def test_athenas_own_reason_is_reported(athena: AthenaClient) -> None:
    with pytest.raises(ClaimTrailError, match=r"QUERY_FAILED.*nowhere"):
        athena.run("select * from nowhere")


def test_a_query_that_takes_too_long_is_stopped(athena: AthenaClient) -> None:
    class Stuck:
        stopped = False
        exceptions = athena._client.exceptions

        def start_query_execution(self, **_: Any) -> dict[str, str]:
            return {"QueryExecutionId": "q"}

        def get_query_execution(self, **_: Any) -> dict[str, Any]:
            return {"QueryExecution": {"Status": {"State": "RUNNING"}}}

        def stop_query_execution(self, **_: Any) -> None:
            self.stopped = True

    stuck, pauses = Stuck(), list[float]()
    client = AthenaClient(
        stuck, workgroup="w", database="d", deadline_seconds=10, sleep=pauses.append
    )

    with pytest.raises(ClaimTrailError, match="QUERY_TIMED_OUT"):
        client.run("select 1")

    assert stuck.stopped
    assert pauses == sorted(pauses)
    assert 10 <= sum(pauses) < 13


@pytest.mark.parametrize("name", DATASETS)
def test_every_column_of_every_dataset_reads_back_as_it_was_written(name: str, lake: Any) -> None:
    samples = {str: "2026-03-09", int: 7, bool: True}
    row = {column: samples[kind] for column, kind in DATASETS[name].row_types.items()}
    nothing = dict.fromkeys(row)
    lake.write(name, [row, nothing])

    full, empty = sorted(lake.ask(f"table {name}"), key=lambda answer: None in answer.values())

    assert full.items() >= row.items()
    assert empty.items() >= nothing.items()
    assert full["chain_seq"] == 1
    assert full["previous_sha256"] == "0" * 64
    assert full[PARTITION] == full["written_at"][:10]


@pytest.mark.capability("C9.8")
def test_a_view_gives_each_row_once_before_during_and_after_compaction(lake: Any) -> None:
    def numbers() -> list[tuple[str, int]]:
        rows = lake.ask("select claim_id, version from claim_versions order by claim_id, version")
        return [(row["claim_id"], row["version"]) for row in rows]

    versions = [{"claim_id": "clm_a", "version": number, "state": "PAID"} for number in (1, 2)]
    lake.write("claim_versions", versions, at=utc_now() - timedelta(days=3))
    lake.write("claim_versions", versions, at=utc_now() - timedelta(days=3))
    lake.write("claim_versions", [{"claim_id": "clm_b", "version": 1, "state": "DENIED"}])
    expected = [("clm_a", 1), ("clm_a", 2), ("clm_b", 1)]

    assert numbers() == expected
    assert lake.compact() == 2
    assert numbers() == expected
    assert lake.compact() == 0
    repeat_and_new = [{"claim_id": f"clm_{name}", "version": 1, "state": "PAID"} for name in "ac"]
    lake.write("claim_versions", repeat_and_new)
    assert numbers() == [*expected, ("clm_c", 1)], "today has Parquet, and more in the trail"
    lake.compact()
    assert numbers() == [*expected, ("clm_c", 1)]


@pytest.mark.capability("C9.8")
def test_a_closed_day_is_read_from_parquet_and_its_trail_is_not_opened(lake: Any) -> None:
    day = utc_now() - timedelta(days=3)
    lake.write("claim_versions", [{"claim_id": "clm_a", "version": 1, "state": "PAID"}], at=day)
    lake.compact()
    lake.write("claim_versions", [{"claim_id": "clm_b", "version": 1, "state": "PAID"}])
    lake.spoil_trail("claim_versions", day.date())

    rows = lake.ask("select claim_id from claim_versions order by 1")

    assert [row["claim_id"] for row in rows] == ["clm_a", "clm_b"]
    with pytest.raises(ClaimTrailError, match="QUERY_FAILED"):
        lake.ask("select count(*) from claim_versions_trail")


def test_a_row_that_came_late_under_a_closed_day_is_in_the_view_after_the_next_run(
    lake: Any,
) -> None:
    day = utc_now() - timedelta(days=3)
    for number in (1, 2):
        version = {"claim_id": "clm_a", "version": number, "state": "PAID"}
        lake.write("claim_versions", [version], at=day)
        assert lake.compact() == 1

    [counted] = lake.ask("select count(*) as versions from claim_versions")

    assert counted["versions"] == 2


def test_the_claims_view_has_each_claim_once_as_its_newest_version_says(lake: Any) -> None:
    lake.write(
        "claim_versions",
        [
            {"claim_id": "clm_a", "version": 1, "state": "ACCEPTED", "paid_cents": 0},
            {"claim_id": "clm_a", "version": 2, "state": "PAID", "paid_cents": 5},
            {"claim_id": "clm_b", "version": 1, "state": "DENIED", "paid_cents": 0},
        ],
    )
    lake.compact()

    rows = lake.ask("select claim_id, state, paid_cents from claims order by claim_id")

    assert [tuple(row.values()) for row in rows] == [("clm_a", "PAID", 5), ("clm_b", "DENIED", 0)]


@pytest.mark.patch("athena.parquet_columns")
def test_rows_from_before_a_column_are_read_as_not_having_it(lake: Any, tmp_path: Path) -> None:
    """Parquet of closed days and lines of the trail keep the columns of their time."""
    old = tmp_path / "old.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'clm_old' AS claim_id, 1::BIGINT AS version, 'larkspur' AS payer_id, "
            f"'PAID' AS state, false AS hidden) TO '{old}' (FORMAT parquet)"
        )
    lake.put_closed_day("claim_versions", date(2025, 1, 2), old)
    lake.compact()
    new = {"version": 1, "payer_id": "larkspur", "state": "PAID", "hidden": False}
    lake.write("claim_versions", [new | {"claim_id": "clm_new", "balance_cents": 7}])
    lake.write_as_it_was("claim_versions", [new | {"claim_id": "clm_line"}])

    rows = lake.ask("select claim_id, balance_cents, matched_to from claim_versions order by 1")
    [counted] = lake.ask(SQL["claims_by_status_and_payer"])

    assert [tuple(row.values()) for row in rows] == [
        ("clm_line", None, None),
        ("clm_new", 7, None),
        ("clm_old", None, None),
    ]
    assert (counted["claims"], counted["balance_cents"]) == (3, 7)
