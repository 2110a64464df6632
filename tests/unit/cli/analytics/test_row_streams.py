"""`query` writes rows while it fetches them: tables for people, JSON and CSV for machines."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.analytics.results import QueryPages, QueryProgress, Value
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.cli.analytics import query
from claimtrail.cli.core import access
from claimtrail.cli.core.stage import LOCAL
from claimtrail.cli.main import cli
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage

ROWS: list[tuple[Value, ...]] = [
    ("clm_a", 5, Decimal("1.50"), True),
    ('say "no", twice', None, None, False),
]


class Athena:
    """Answers with a page for each row, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float | None]] = []
        self.pages = 0
        self.columns: tuple[str, ...] = ("claim_id", "n", "share", "flag")

    def ask(self, sql: str, *, seconds: float | None = None, on_progress: Any) -> QueryPages:
        self.asked.append((sql, seconds))
        on_progress(QueryProgress(state="RUNNING", seconds=1, scanned_bytes=7))
        return QueryPages(
            columns=self.columns, pages=self._pages(), scanned_bytes=7, milliseconds=9
        )

    def _pages(self) -> Iterator[list[tuple[Value, ...]]]:
        for row in ROWS:
            self.pages += 1
            yield [row]


@pytest.fixture
def athena(monkeypatch: pytest.MonkeyPatch) -> Athena:
    stage = FakeStage(LOCAL, {TrailOutput.AUDIT_QUEUE: "queue"})
    FakeStage.access_queue = AccessQueue()
    found = Athena()
    monkeypatch.setattr(access, "open_stage", lambda _: stage)
    monkeypatch.setattr(query, "athena_of", lambda _: found)
    return found


def ask(*words: str) -> Any:
    return CliRunner().invoke(cli, ["query", *words], catch_exceptions=False)


def test_json_is_one_document_of_all_pages(athena: Athena) -> None:
    document = json.loads(ask("select 1", "--json").stdout)

    assert [row["claim_id"] for row in document["rows"]] == [row[0] for row in ROWS]
    assert document["rows"][0] == {"claim_id": "clm_a", "n": 5, "share": "1.50", "flag": True}
    assert (document["scanned_bytes"], document["milliseconds"]) == (7, 9)
    assert athena.pages == 2


@pytest.mark.usefixtures("athena")
def test_csv_has_a_line_of_names_and_a_line_for_each_row() -> None:
    done = ask("select 1", "--csv")

    assert list(csv.reader(io.StringIO(done.stdout))) == [
        ["claim_id", "n", "share", "flag"],
        ["clm_a", "5", "1.50", "true"],
        ['say "no", twice', "", "", "false"],
    ]
    assert "2 rows" in done.stderr


@pytest.mark.parametrize("form", ["--json", "--csv", None])
def test_no_column_is_lost_to_another_of_its_name(athena: Athena, form: str | None) -> None:
    athena.columns = ("a", "n", "a", "a_2")

    done = ask("select 1", *([form] if form else []))

    if form == "--json":
        assert json.loads(done.stdout)["rows"][0] == {
            "a": "clm_a",
            "n": 5,
            "a_3": "1.50",
            "a_2": True,
        }
    elif form == "--csv":
        assert next(csv.reader(io.StringIO(done.stdout))) == ["a", "n", "a_3", "a_2"]
    else:
        assert done.stdout.split()[:4] == ["a", "n", "a_3", "a_2"]
    said = done.stderr if form else done.stdout
    assert "Columns 1 and 3 are both called a: column 3 is shown as a_3." in said


@pytest.mark.usefixtures("athena")
def test_people_see_each_page_and_the_count_of_all() -> None:
    shown = ask("select 1").stdout

    assert "clm_a" in shown
    assert "2 rows, 7 B scanned, 9 ms" in shown


LIMIT = "2 rows, the limit: there may be more (`--rows N`)"


@pytest.mark.usefixtures("athena")
@pytest.mark.parametrize(("rows", "is_cut"), [(2, True), (3, False)])
def test_an_answer_that_a_limit_may_have_cut_says_so_in_every_form(
    rows: int, *, is_cut: bool
) -> None:
    words = ("--saved", "claim_history", "--rows", str(rows))

    document = json.loads(ask(*words, "--json").stdout)

    assert (document["row_limit"], document["may_have_more"]) == (rows, is_cut)
    assert (LIMIT in ask(*words).stdout) is is_cut
    assert (LIMIT in ask(*words, "--csv").stderr) is is_cut


@pytest.mark.usefixtures("athena")
def test_the_limit_of_the_query_itself_is_told_like_one_that_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sql = "select claim_id from claims\nlimit 2"
    short = SavedQuery(name="short", title="", description="", sql=sql)
    monkeypatch.setattr(query, "named", lambda _: [short])

    assert LIMIT in ask("--saved", "claim_history").stdout


@pytest.mark.usefixtures("athena")
def test_sql_that_is_typed_in_has_no_limit_that_is_known() -> None:
    document = json.loads(ask("select 1 limit 2", "--json").stdout)

    assert (document["row_limit"], document["may_have_more"]) == (None, False)


def test_one_row_is_counted_as_one(athena: Athena, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(athena, "_pages", lambda: iter([ROWS[:1]]))

    assert "1 row, 7 B scanned" in ask("select 1").stdout


def test_the_wait_and_the_bounds_of_a_saved_query_are_as_typed(athena: Athena) -> None:
    ask("--saved", "claim_history", "--days", "7", "--rows", "3", "--timeout", "60")

    [(sql, seconds)] = athena.asked
    assert "date_add('day', -7, current_date)" in sql
    assert "-400" not in sql
    assert sql.endswith("limit 3")
    assert seconds == 60


def test_who_interrupts_the_wait_reads_that_the_query_was_canceled(
    athena: Athena, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> QueryPages:
        raise KeyboardInterrupt

    monkeypatch.setattr(athena, "ask", interrupted)

    done = CliRunner().invoke(cli, ["query", "select 1"])

    assert done.exit_code != 0
    assert "canceled on Athena" in done.stderr


def test_bounds_are_of_saved_queries_alone() -> None:
    done = CliRunner().invoke(cli, ["query", "select 1", "--days", "7"])

    assert done.exit_code == 2
    assert "--saved" in done.stderr


MONEY: list[tuple[Value, ...]] = [("FRONT_END_REJECTED", 123_456, Decimal("1234.56"), "Rejected")]


def test_people_read_dollars_and_words_and_machines_everything(
    athena: Athena, monkeypatch: pytest.MonkeyPatch
) -> None:
    athena.columns = ("state", "charge_cents", "charge_dollars", "state_words")
    monkeypatch.setattr(Athena, "_pages", lambda _: iter([MONEY]))

    shown = ask("--saved", "claims_by_status_and_payer").output
    assert "1,234.56" in shown
    assert "Rejected" in shown
    for hidden in ("123456", "FRONT_END_REJECTED", "charge_cents"):
        assert hidden not in shown

    [row] = json.loads(ask("--saved", "claims_by_status_and_payer", "--json").stdout)["rows"]
    assert row == {
        "state": "FRONT_END_REJECTED",
        "charge_cents": 123_456,
        "charge_dollars": "1234.56",
        "state_words": "Rejected",
    }


UNBOUNDED = [one.name for one in saved_queries() if one.days is None]


@pytest.mark.parametrize("name", UNBOUNDED)
def test_days_are_refused_for_a_query_that_reads_none(athena: Athena, name: str) -> None:
    done = ask("--saved", name, "--days", "5")

    assert done.exit_code == 2
    assert f"--saved {name} takes no --days: it reads all claims" in " ".join(done.stderr.split())
    assert athena.asked == []
    assert ask("--saved", name, "--rows", "5").exit_code == 0


def test_the_list_shows_the_bounds_of_each_query() -> None:
    listed = json.loads(ask("--list", "--json").stdout)

    assert {row["name"]: (row["days"], row["rows"]) for row in listed} == {
        one.name: (one.days, one.rows) for one in saved_queries()
    }
    assert {row["rows"] for row in listed} == {10_000}
