"""Given rows in the trail, Athena answers with typed rows, and says why when it cannot."""

from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS, PARTITION
from claimtrail.aws.athena import AthenaClient
from claimtrail.kernel.errors import ClaimTrailError

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


def test_athenas_own_reason_is_told(athena: AthenaClient) -> None:
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
