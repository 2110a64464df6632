"""`query` runs one SELECT; whatever else a text may hold or hide is refused."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.analytics.results import QueryPages, QueryResult, pages_of
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.cli.analytics import accounts, query
from claimtrail.cli.analytics.statements import require_select
from claimtrail.cli.core import access
from claimtrail.cli.core.stage import LOCAL
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage

READS = (
    "select 1",
    "SELECT * FROM claim_events WHERE dt = '2026-10-01';",
    "with t as (select 1 as n) select n from t",
    "select 1 union all select 2",
    "(select 1) limit 1",
    "select 'drop table x; delete from y' as text -- insert into z select 1",
    "/* drop table x */ select 1",
    'select "delete", "update" from claim_events',
    "select a.b from (select cast(row(1) as row(b integer)) as a) t",
    "select * from claim_events cross join unnest(codes) as t(code)",
    "select 1;",
    "select 1; -- the end",
    "show tables",
    "SHOW COLUMNS IN claims;",
    "show partitions claims_trail",
    "describe claims",
)
WRITES = (
    "",
    ";",
    "-- nothing",
    "select 1; drop table claim_events",
    "select 1;;insert into t select 1",
    "insert into t select 1",
    "with t as (select 1) insert into u select * from t",
    "delete from claim_events",
    "update claim_events set a = 1",
    "merge into t using u on t.a = u.a when matched then delete",
    "drop table claim_events",
    "drop/**/table claim_events",
    "create table t as select 1",
    "create view v as select 1",
    "create or replace view v as select 1",
    "create external table t (a int) location 's3://elsewhere/'",
    "alter table t add partition (dt = '1')",
    "unload (select 1) to 's3://elsewhere/' with (format = 'PARQUET')",
    "UNLOAD (SELECT * FROM claim_events) TO 's3://elsewhere/'",
    "explain analyze insert into t select 1",
    "explain analyze select 1",
    "msck repair table t",
    "optimize t rewrite data using bin_pack",
    "vacuum t",
    "show tables; drop table t",
    "prepare p from delete from t",
    "execute p",
    "using external function f(a varchar) returns varchar lambda 'x' select f('1')",
    "select 1 into t",
    "truncate table t",
    "call system.flush()",
    "set session a = 1",
    "grant select on t to u",
    "not sql at all",
    "select 'open",
    "(" * 5000 + "select 1",
)


@pytest.mark.parametrize("sql", READS)
def test_one_select_passes(sql: str) -> None:
    require_select(sql)


@pytest.mark.parametrize("sql", WRITES, ids=lambda sql: sql[:40])
def test_anything_else_is_refused_without_its_text(sql: str) -> None:
    with pytest.raises(ClaimTrailError) as refused:
        require_select(sql)

    explanation = refused.value.explanation
    assert explanation.code in {"QUERY_NOT_SELECT", "QUERY_UNREADABLE"}
    assert "claim_events" not in json.dumps(explanation.what)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select payer frm claims where a", "line 1:18: mismatched input 'claims'"),
        ("select payer\nfrom claims\nwhere where", "line 3:7: mismatched input 'where'"),
        ("select payer from claims where 1 4711", "line 1:34: mismatched input"),
        ("select 'open", "the statement cannot be read as SQL: a quotation mark"),
    ],
)
def test_what_is_no_sql_is_told_of_with_its_place_and_without_its_values(
    sql: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ClaimTrailError) as refused:
        require_select(sql)

    explanation = refused.value.explanation
    assert explanation.code == "QUERY_UNREADABLE"
    assert explanation.what.startswith(said)
    assert "4711" not in explanation.what
    assert "Error" not in explanation.what
    assert capfd.readouterr() == ("", "")


def test_the_parser_says_nothing_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ClaimTrailError, match="it is of kind EXPLAIN"):
        require_select("explain select account from claims")

    assert not caplog.records


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_every_saved_query_passes(query: SavedQuery) -> None:
    require_select(query.sql)


@pytest.mark.parametrize(
    ("sql", "what", "next_step"),
    [
        ("select 1; select 2", "this holds 2 statements", "Give one statement at a time"),
        ("-- nothing", "this holds 0 statements", "Give a SELECT."),
    ],
)
def test_who_gives_two_statements_is_told_to_give_one(sql: str, what: str, next_step: str) -> None:
    with pytest.raises(ClaimTrailError) as refused:
        require_select(sql)

    explanation = refused.value.explanation
    assert what in explanation.what
    assert next_step in explanation.next_step
    assert "--allow-writes" not in explanation.next_step


@pytest.mark.parametrize(
    ("sql", "reason", "meant"),
    [
        (
            "select payr_id from claims",
            "COLUMN_NOT_FOUND: line 1:8: Column 'payr_id' cannot be resolved",
            "Did you mean payer_id",
        ),
        (
            "select * from claim",
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.trail.claim' does not exist",
            "Did you mean claims",
        ),
        (
            "select zzzzzz from claims",
            "COLUMN_NOT_FOUND: line 1:8: Column 'zzzzzz' cannot be resolved",
            None,
        ),
        ("select 1 / 0", "DIVISION_BY_ZERO: / by zero", None),
    ],
)
def test_a_name_that_athena_does_not_know_brings_those_that_are_near(
    stage: FakeStage, monkeypatch: pytest.MonkeyPatch, sql: str, reason: str, meant: str | None
) -> None:
    class Athena:
        def ask(self, sql: str, **_: Any) -> QueryPages:
            del sql
            what, next_step = f"Athena says: {reason}", "docs/analysts.md lists every table."
            raise ClaimTrailError(
                Explanation(code="QUERY_FAILED", what=what, where="", next_step=next_step)
            )

    monkeypatch.setattr(query, "athena_of", lambda _: Athena())

    done = CliRunner().invoke(cli, ["query", sql])

    assert isinstance(done.exception, ClaimTrailError)
    said = done.exception.explanation.next_step
    assert said.endswith("docs/analysts.md lists every table.")
    assert meant in said if meant else "Did you mean" not in said
    assert stage.access_queue.rows


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> FakeStage:
    opened = FakeStage(LOCAL, {TrailOutput.AUDIT_QUEUE: "queue"})
    FakeStage.access_queue = AccessQueue()
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    return opened


def test_a_write_is_refused_before_anything_is_asked_or_told(stage: FakeStage) -> None:
    done = CliRunner().invoke(cli, ["query", "drop table claim_events", "--purpose", "audit"])

    assert isinstance(done.exception, ClaimTrailError)
    assert (done.exit_code, done.stdout, stage.access_queue.rows) == (1, "", [])


def test_a_write_that_is_asked_for_is_reported_to_the_trail_and_goes_to_athena(
    stage: FakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    class Athena:
        def ask(self, sql: str, **_: Any) -> QueryPages:
            assert stage.access_queue.rows, "before it is asked"
            ran.append(sql)
            return pages_of(QueryResult(columns=(), rows=(), scanned_bytes=0, milliseconds=1))

    monkeypatch.setattr(query, "athena_of", lambda _: Athena())
    asked = ["query", "drop table claim_events", "--purpose", "audit", "--allow-writes"]

    done = CliRunner().invoke(cli, asked, catch_exceptions=False)

    assert (done.exit_code, ran) == (0, ["drop table claim_events"])


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Athena's answer about two claims, one of which the table has."""

    class Athena:
        def ask(self, sql: str, **_: Any) -> QueryPages:
            columns = ("claim_id", "state") if "claim_id" in sql else ("state",)
            rows = (("clm_a", "PAID"), ("clm_gone", "DENIED"), (None, "DRAFT"))
            return pages_of(
                QueryResult(
                    columns=columns,
                    rows=rows if "claim_id" in sql else (("PAID",),),
                    scanned_bytes=0,
                    milliseconds=1,
                )
            )

    class Store:
        def find(self, claim_id: str) -> object:
            return SimpleNamespace(patient_control_number="ACCT7") if claim_id == "clm_a" else None

    monkeypatch.setattr(query, "athena_of", lambda _: Athena())
    monkeypatch.setattr(accounts, "store_of", lambda _: Store())


@pytest.mark.usefixtures("answered")
def test_an_account_number_is_shown_once_its_claim_is_recorded_in_the_trail(
    stage: FakeStage,
) -> None:
    asked = ["query", "select claim_id, state from claims", "--accounts", "--json"]

    done = CliRunner().invoke(cli, asked, catch_exceptions=False)

    assert [row["account_number"] for row in json.loads(done.stdout)["rows"]] == [
        "ACCT7",
        None,
        None,
    ]
    shown = [row for row in stage.access_queue.rows if row["fields"] == "account_number"]
    assert {row["claim_id"] for row in shown} == {"clm_a", "clm_gone"}


@pytest.mark.usefixtures("answered", "stage")
def test_an_answer_without_claims_has_no_accounts() -> None:
    done = CliRunner().invoke(cli, ["query", "select state from claims", "--accounts"])

    assert isinstance(done.exception, ClaimTrailError)
    assert done.exception.explanation.code == "ACCOUNTS_WITHOUT_CLAIMS"
