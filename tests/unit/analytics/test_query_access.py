"""Whoever asks Athena past the command line is in the access log: who, when, which tables."""

import copy
from typing import Any

import pytest

from claimtrail.analytics.query_access import digest_of, rows_of_call
from claimtrail.analytics.saved import saved_queries
from claimtrail.kernel.errors import ClaimTrailError
from tests.harness.aws.athena_calls import ANALYST, WORKGROUP, call_of

pytestmark = pytest.mark.capability("C5.4")
SQL = "select * from claims join findings_trail f on f.file_id = 'ZT-SECRET'"


def rows(sql: str, call: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    return rows_of_call(call or call_of("qry-1"), sql_of={"qry-1": sql}.__getitem__)


def test_a_query_is_reported_by_its_principal_its_tables_and_a_digest() -> None:
    found = rows(SQL)

    assert [row["subject_id"] for row in found] == ["table:claims", "table:findings"]
    for row in found:
        assert row["actor"] == f"user:{ANALYST}"
        assert row["accessed_at"] == "2026-11-20T09:30:10.000Z"
        assert (row["action"], row["purpose"]) == ("query.run", "unstated")
        assert row["statement"] == digest_of(SQL)
        assert WORKGROUP in row["origin"]
        assert "192.0.2.7" in row["origin"]
        assert "SECRET" not in str(row)


def test_told_twice_the_rows_are_the_same() -> None:
    assert rows(SQL) == rows(SQL)


def test_a_saved_query_is_reported_by_its_name() -> None:
    saved = saved_queries()[0]

    assert {row["statement"] for row in rows(f"{saved.sql}\n")} == {f"saved:{saved.name}"}


@pytest.mark.parametrize("missing", ["userIdentity", "eventTime", "responseElements"])
def test_what_is_no_started_query_is_refused_without_its_content(missing: str) -> None:
    call = copy.deepcopy(call_of("qry-1"))
    call["detail"][missing] = None

    with pytest.raises(ClaimTrailError, match="CALL_UNREADABLE") as refused:
        rows(SQL, call)

    assert "jane" not in str(refused.value)
