"""Given a trail with closed days, compaction writes each row once, and writes nothing twice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from claimtrail.analytics.compaction import Compacted, Compactor, DayMade, lake_key
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.trail.chaining.append import append
from tests.twins.analytics import MemoryLake, MemoryTrail, MemoryViews
from tests.twins.trail import MemoryChainStore

YESTERDAY = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
TODAY = datetime(2026, 3, 10, 2, tzinfo=UTC)


def version(claim: str, number: int, **more: Any) -> dict[str, Any]:
    blank = dict.fromkeys(DATASETS["claim_versions"].row_types)
    return blank | {
        "claim_id": claim,
        "version": number,
        "payer_id": "larkspur",
        "state": "PAID",
        "state_since": "2026-03-02",
        "last_event_id": "evt_1",
        **more,
    }


class IntakeFixture:
    """A trail, a lake, and the pen between them."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryChainStore()
        self.lake = MemoryLake()
        self.views = MemoryViews()
        self._folder = folder

    def write(self, rows: list[dict[str, Any]], at: datetime = YESTERDAY) -> None:
        append(self.store, "claim_versions", rows, now=at)

    def compact(
        self, at: datetime = TODAY, *, through: date | None = None, **more: Any
    ) -> Compacted:
        return Compactor(
            trail=MemoryTrail(self.store.objects),
            lake=self.lake,
            views=self.views,
            writer=DuckDbWriter(mask_key=b"key"),
            clock=lambda: at,
            **more,
        ).run(through=through)

    def read(self, key: str) -> list[dict[str, Any]]:
        path = self._folder / "read.parquet"
        path.write_bytes(self.lake.files[key])
        with duckdb.connect() as connection:
            answer = connection.read_parquet(str(path))
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@pytest.fixture
def intake(tmp_path: Path) -> IntakeFixture:
    return IntakeFixture(tmp_path)


KEY = lake_key("claim_versions", YESTERDAY.date())


@pytest.mark.capability("C9.8")
def test_a_closed_day_becomes_parquet_with_every_row_once(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1), version("clm_a", 2, held_count=3, last_inferred=True)])
    intake.write([version("clm_a", 1), version("clm_b", 1)])

    done = intake.compact()

    rows = intake.read(KEY)
    assert done.made == (DayMade("claim_versions", YESTERDAY.date(), rows=3),)
    assert [(row["claim_id"], row["version"], row["chain_seq"]) for row in rows] == [
        ("clm_a", 1, 1),
        ("clm_a", 2, 1),
        ("clm_b", 1, 2),
    ]
    assert list(rows[0]) == [column.name for column in DATASETS["claim_versions"].columns]
    assert (rows[1]["held_count"], rows[1]["last_inferred"]) == (3, True)


def test_today_is_left_alone(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1)], at=TODAY)

    assert intake.compact() == Compacted(closed_through=YESTERDAY.date())
    assert intake.lake.files == {}


def test_today_is_made_when_it_is_asked_for_and_again_when_more_has_come(
    intake: IntakeFixture,
) -> None:
    for number in (1, 2):
        intake.write([version("clm_a", number)], at=TODAY)
        tomorrow = date(2026, 3, 11)

        assert [made.rows for made in intake.compact(through=tomorrow).made] == [number]
        assert not intake.compact(through=tomorrow).made


def test_what_stands_is_not_written_again_and_comes_out_the_same(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1)])
    intake.compact()
    before = dict(intake.lake.files)

    assert intake.compact() == Compacted(unchanged=1, closed_through=YESTERDAY.date())
    intake.lake.marks.clear()
    assert intake.compact().made
    assert intake.lake.files == before


def test_an_object_that_came_late_makes_the_day_again(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1)])
    intake.compact()
    intake.write([version("clm_b", 1)])

    assert intake.compact().made
    assert [row["claim_id"] for row in intake.read(KEY)] == ["clm_a", "clm_b"]


def test_a_repeat_of_another_day_is_dropped(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1)])
    intake.write([version("clm_a", 1), version("clm_a", 2)], at=TODAY)

    intake.compact(at=datetime(2026, 3, 11, 2, tzinfo=UTC))

    rows = intake.read(lake_key("claim_versions", TODAY.date()))
    assert [row["version"] for row in rows] == [2]


def test_a_crash_between_two_files_leaves_the_day_to_the_trail(intake: IntakeFixture) -> None:
    class Full(MemoryLake):
        def put(self, key: str, source: Path, mark: str) -> None:
            if self.files:
                raise OSError("no answer")
            super().put(key, source, mark)

    intake.write([version("clm_a", 1)])
    intake.lake = Full()
    with pytest.raises(OSError, match="no answer"):
        intake.compact()
    assert KEY not in intake.lake.files

    intake.lake.__class__ = MemoryLake
    assert intake.compact().made
    assert len(intake.read(KEY)) == 1


def test_out_of_time_the_next_run_goes_on(intake: IntakeFixture) -> None:
    intake.write([version("clm_a", 1)])

    stopped = intake.compact(may_go_on=lambda: False)

    assert (stopped.is_complete, stopped.made) == (False, ())
    assert stopped.closed_through == YESTERDAY.date() - timedelta(days=1)
    assert intake.compact().made


@pytest.mark.capability("C5.3")
def test_masked_rows_have_pseudonyms_and_years_and_no_way_to_the_file(
    intake: IntakeFixture,
) -> None:
    intake.write([version("clm_a", 1), version("clm_a", 2, counted_remittances="evt_1 evt_2")])

    intake.compact()

    rows = intake.read(lake_key("claim_versions", YESTERDAY.date(), prefix="masked"))
    assert list(rows[0]) == [column.name for column in MASKED["claim_versions"].columns]
    assert {row["state_since"] for row in rows} == {"2026"}
    (claim,) = {row["claim_id"] for row in rows}
    assert claim.startswith("psn_")
    assert rows[0]["last_event_id"].startswith("psn_")
    counted = {row["counted_remittances"] for row in rows}
    assert {None} < counted
    (several,) = counted - {None}
    assert several.split()[0] == rows[0]["last_event_id"], "joined as before"
    assert len(several.split()) == 2
    assert not {"previous_sha256", "cause_event_ids", "chain_seq"} & set(rows[0])
