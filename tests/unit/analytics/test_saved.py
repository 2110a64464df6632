"""Given the saved queries and the page for analysts, both speak of columns that there are."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.query_families import FAMILIES
from claimtrail.analytics.saved import SavedQuery, read_query, saved_queries
from claimtrail.analytics.tables import LAKE_SUFFIX, TRAIL_SUFFIX
from claimtrail.analytics.views import VIEWS
from claimtrail.trail.datasets.dataset import PARTITION
from tests.harness.trail.local_lake import LocalLake
from tests.harness.trail.saved_rows import SQL, version
from tools.docs.analysts_page import render

PAGE = Path(__file__).parents[3] / "docs" / "analysts.md"
SCHEMA = {
    name: {column.name: column.type for column in view.columns}
    for view in VIEWS.values()
    for name in (view.name, view.name + TRAIL_SUFFIX, view.name + LAKE_SUFFIX)
}
EXAMPLES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
STATEMENTS: Mapping[str, str] = {
    **{query.name: query.sql for query in saved_queries()},
    **{f"example {number}": sql for number, sql in enumerate(EXAMPLES, start=1)},
}
ASKED_FOR = {
    "claims_by_status_and_payer",
    "rejections_and_why",
    "denial_rate_by_payer",
    "days_to_adjudication",
    "claims_pending_past_window",
    "files_received_by_day_and_payer",
    "files_quarantined_with_findings",
    "claim_history",
    "escalations_and_tickets",
    "tickets_by_category",
    "tickets_by_cause",
    "ticket_first_response",
    "ticket_resolution",
    "ticket_reopen_rate",
    "ticket_breaches",
    "ticket_hand_offs",
    "ticket_overrides",
    "first_pass_acceptance",
    "denial_rate_by_payer_and_carc",
    "denial_rate_by_category",
    "aging",
    "files_without_999",
    "underpayments",
    "unmatched_money",
    "payments_reconciled",
    "who_accessed_a_claim",
    "trail_gaps",
}


def test_what_people_ask_most_is_saved() -> None:
    assert {query.name for query in saved_queries()} >= ASKED_FOR


LINE_AMOUNTS = ("allowed_cents", "adjusted_cents", "patient_cents")
"""Amounts of a remitted line, each with its one meaning."""


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_the_name_of_a_lines_amount_is_given_to_nothing_else(query: SavedQuery) -> None:
    parsed = sqlglot.parse_one(query.sql, dialect="athena")
    for alias in parsed.find_all(exp.Alias):
        if alias.alias in LINE_AMOUNTS:
            assert alias.alias in {column.name for column in alias.this.find_all(exp.Column)}


def test_queries_of_a_family_differ_by_their_own_words_alone() -> None:
    found = {query.name: query for query in saved_queries()}
    days = ("submitted_on", "service_from")
    one, other = found["aging"].sql, found["aging_by_date_of_service"].sql

    assert one != other
    assert one.replace(days[0], days[1]) == other
    for members in FAMILIES.values():
        for member in members:
            saved = found[member.name]
            assert not re.search(r"\$[a-z$]", saved.sql + saved.description), "no word is open"


def test_the_denial_rates_differ_by_what_they_count_by() -> None:
    found = {query.name: query.sql for query in saved_queries()}
    parsed = [
        sqlglot.parse_one(found[name], dialect="athena")
        for name in ("denial_rate_by_category", "denial_rate_by_payer_and_carc")
    ]
    one, other = [{cte.alias: cte.sql() for cte in each.find_all(exp.CTE)} for each in parsed]

    assert one["decided"] == other["decided"]
    assert one["denied"] != other["denied"]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_people_have_dollars_beside_cents_and_words_beside_codes(query: SavedQuery) -> None:
    columns = sqlglot.parse_one(query.sql, dialect="athena").named_selects
    parsed = sqlglot.parse_one(query.sql, dialect="athena")
    answer = {cte.alias: cte.this.named_selects for cte in parsed.find_all(exp.CTE)}.get("answer")
    named = [*(answer or ()), *(name for name in columns if name != "*")]

    for name in named:
        if name.endswith("_cents"):
            assert name.removesuffix("_cents") + "_dollars" in named
        if name in {"state", "state_before", "state_after", "outcome", "category_code"}:
            assert f"{name}_words" in named
    assert len(named) == len(set(named))


def test_dollars_and_words_stand_behind_the_machine_columns_in_the_same_order() -> None:
    rows = [
        version("clm_a", 1, "FRONT_END_REJECTED", charge_cents=123_456, balance_cents=-5),
        version("clm_b", 1, "PAID", charge_cents=20, balance_cents=0),
        version("clm_c", 1, "PAID", charge_cents=0, payer_id="cedar"),
    ]
    lake = LocalLake({"claim_versions": rows})
    answer = lake.ask(SQL["claims_by_status_and_payer"])
    lake.close()

    assert [(row["payer_id"], row["state_words"]) for row in answer] == [
        ("cedar", "Paid"),
        ("larkspur", "Rejected by payer (277CA)"),
        ("larkspur", "Paid"),
    ]
    assert [(row["charge_cents"], row["charge_dollars"]) for row in answer] == [
        (0, Decimal("0.00")),
        (123_456, Decimal("1234.56")),
        (20, Decimal("0.20")),
    ]
    assert answer[1]["balance_dollars"] == Decimal("-0.05")
    assert list(answer[0])[-1] == "state_words"


def test_a_query_of_another_form_is_refused() -> None:
    front = "-- title: T\n-- description: D.\n"

    with pytest.raises(ValueError, match="query q: no select, from, order by and limit"):
        read_query("q", f"{front}select 1 as n_cents")
    plain = "select\n    dt,\n    count(*) as n\nfrom files\norder by dt\nlimit 5"
    assert read_query("q", front + plain).sql == plain


@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_is_athena_sql_over_known_columns(sql: str) -> None:
    parsed = sqlglot.parse(sql, dialect="athena")

    assert len(parsed) == 1
    assert parsed[0]
    qualify(parsed[0], dialect="athena", schema=SCHEMA)  # raises for an unknown column


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_a_query_is_described_and_gives_its_rows_in_an_order(query: SavedQuery) -> None:
    assert query.title
    assert query.description.endswith(".")
    assert sqlglot.parse_one(query.sql, dialect="athena").args["order"]


def unbounded(sql: str) -> list[str]:
    """The datasets that a query reads whole, and "rows" for an answer without a limit."""
    statement = sqlglot.parse_one(sql, dialect="athena")
    given = {cte.alias for cte in statement.find_all(exp.CTE)}
    whole = [
        table.name
        for select in statement.find_all(exp.Select)
        for table in select.find_all(exp.Table)
        if table.parent_select is select
        and table.name.removesuffix(TRAIL_SUFFIX).removesuffix(LAKE_SUFFIX) in DATASETS
        and not (table.name in given and not table.find_ancestor(exp.CTE))
        and not _has_first_day(select)
    ]
    shadowed = {name for name in whole if name in given}
    return [*(name for name in whole if name not in shadowed), *_without_limit(statement)]


def _has_first_day(select: exp.Select) -> bool:
    where = select.args.get("where")
    return bool(where) and any(
        isinstance(one.this, exp.Column) and one.this.name == PARTITION
        for one in where.find_all(exp.GTE)
    )


def _without_limit(statement: exp.Expr) -> list[str]:
    return [] if statement.args.get("limit") else ["rows"]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_a_query_reads_a_number_of_days_and_gives_a_number_of_rows(query: SavedQuery) -> None:
    assert unbounded(query.sql) == []
    assert query.rows


def test_a_query_without_bounds_would_be_refused() -> None:
    assert unbounded("select * from files") == ["files", "rows"]
    assert unbounded("select * from files_trail limit 5") == ["files_trail"]
    assert unbounded("select * from files where dt >= '2026-11-01' limit 5") == []
    assert unbounded("select * from claims limit 5") == [], "one row a claim, by its newest version"


def test_other_bounds_take_the_place_of_a_querys_own() -> None:
    query = {one.name: one for one in saved_queries()}["payments_reconciled"]

    assert (query.days, query.rows) == (400, 10_000)
    other = read_query("q", f"-- title: T\n-- description: D.\n{query.bounded(days=30, rows=5)}")
    assert (other.days, other.rows) == (30, 5)
    assert "-400" not in other.sql
    assert query.bounded() == query.sql


def test_a_column_that_is_not_there_would_be_noticed() -> None:
    statement = sqlglot.parse_one("select surname from claim_events", dialect="athena")

    with pytest.raises(OptimizeError, match="surname"):
        qualify(statement, dialect="athena", schema=SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "-- title: T\nselect 1",
        "-- description: D.\n-- title: T\nselect 1",
        "-- title: T",
    ],
)
def test_a_query_without_its_front_matter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="query q"):
        read_query("q", text)


def test_the_page_for_analysts_is_in_step_with_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert render(text) == text, "run python -m tools.docs.analysts_page docs/analysts.md"


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="begin: datasets"):
        render("# Nothing")


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("trail_gaps", [TRAIL_SUFFIX]),
        ("days_not_compacted", [TRAIL_SUFFIX, LAKE_SUFFIX]),
    ],
)
def test_a_question_about_the_trail_itself_asks_every_dataset(name: str, forms: list[str]) -> None:
    sql = {query.name: query.sql for query in saved_queries()}[name]
    tables = {table.name for table in sqlglot.parse_one(sql, dialect="athena").find_all(exp.Table)}
    given = {cte.alias for cte in sqlglot.parse_one(sql, dialect="athena").find_all(exp.CTE)}

    assert tables - given == {dataset + form for dataset in DATASETS for form in forms}
