"""Given the saved queries and the page for analysts, both speak of columns that there are."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import SavedQuery, read_query, saved_queries
from claimtrail.analytics.tables import LAKE_SUFFIX, TRAIL_SUFFIX
from claimtrail.analytics.views import VIEWS
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
    "tickets_by_cause",
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
