"""The accounting of disclosures: what a patient is owed, out of the access log."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from claimtrail.analytics.results import QueryResult
from claimtrail.aws.disclosures.access_history import AT_ONCE, AthenaAccessHistory
from claimtrail.disclosures.accounting import DisclosureAccounting, six_years_before
from claimtrail.trail.access_index.model import accesses_in
from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from claimtrail.trail.datasets.rows import AccessRow
from claimtrail.web.evidence.disclosures import ACCOUNTED, rule_of

pytestmark = pytest.mark.capability("C5.4")

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
CLAIM = "clm_" + "a" * 24


class MemoryHistory:
    """An access log in a list."""

    def __init__(self, *rows: AccessRow) -> None:
        self.rows = rows
        self.asked: list[tuple[Sequence[str], date]] = []

    def of_claims(self, claim_ids: Sequence[str], *, since: date) -> Iterable[AccessRow]:
        """Yield the accesses to claims."""
        self.asked.append((claim_ids, since))
        return [row for row in self.rows if row["claim_id"] in claim_ids]


class FakeAthena:
    """Answers each statement with the rows that it is given."""

    def __init__(self, *rows: AccessRow) -> None:
        self.rows = rows
        self.statements: list[str] = []

    def run(self, sql: str) -> QueryResult:
        """Keep the statement."""
        self.statements.append(sql)
        columns = tuple(AccessRow.__annotations__)
        rows: list[dict[str, Any]] = [dict(row) for row in self.rows]
        return QueryResult(
            columns=columns,
            rows=tuple(tuple(row[name] for name in columns) for row in rows),
            scanned_bytes=0,
            milliseconds=0,
        )


def access(purpose: Purpose, *, at: datetime = NOW, claim_id: str = CLAIM) -> AccessRow:
    [row] = access_rows(
        Access(
            correlation_id=f"req_{purpose}_{at.isoformat()}",
            accessed_at=at,
            actor="user:kim",
            role="auditor",
            purpose=purpose,
            action=Action.CLAIM_READ,
            fields=("state", "charge_cents"),
            origin="203.0.113.7 /claims/{claim_id}",
        ),
        [claim_id],
    )
    return row


def accounting(*rows: AccessRow) -> DisclosureAccounting:
    return DisclosureAccounting(history=MemoryHistory(*rows), clock=lambda: NOW)


def test_an_export_to_an_outsider_is_accounted_for_and_names_the_recipient() -> None:
    row = access(Purpose.OPERATIONS) | {
        "action": "claim.export",
        "statement": "recipient:regulator",
    }
    inside = access(Purpose.OPERATIONS) | {"access_id": "acc_other", "statement": "claims_by_state"}

    [line] = accounting(cast("AccessRow", row), cast("AccessRow", inside)).of_claims([CLAIM])

    assert (line.recipient, line.handed_out_by) == ("regulator", "user:kim")
    assert rule_of(line) == ACCOUNTED
    [kept] = accesses_in([cast("AccessRow", row)])
    assert not kept.is_routine, "it is kept for six years"


def test_a_line_says_when_to_whom_what_and_for_which_purpose() -> None:
    [line] = accounting(access(Purpose.LEGAL)).of_claims([CLAIM])

    assert (line.disclosed_at, line.claim_id) == (NOW, CLAIM)
    assert (line.recipient, line.role) == ("user:kim", "auditor")
    assert (line.action, line.fields) == ("claim.read", "state charge_cents")
    assert (line.purpose, line.origin) == ("legal", "203.0.113.7 /claims/{claim_id}")


def test_routine_purposes_and_the_patients_own_request_are_left_out_unless_asked_for() -> None:
    every = accounting(*map(access, Purpose))

    owed = {one.purpose for one in every.of_claims([CLAIM])}
    whole = {one.purpose for one in every.of_claims([CLAIM], with_routine=True)}

    assert owed == {"audit", "legal", "public_health", "unstated"}
    assert whole == {one.value for one in Purpose}


def test_six_years_are_accounted_for_and_not_a_day_more() -> None:
    first = datetime(2020, 11, 30, 0, 0, tzinfo=UTC)
    before = datetime(2020, 11, 29, 23, 59, tzinfo=UTC)

    found = accounting(access(Purpose.LEGAL, at=first), access(Purpose.LEGAL, at=before)).of_claims(
        [CLAIM]
    )

    assert [one.disclosed_at for one in found] == [first]
    assert six_years_before(date(2028, 2, 29)) == date(2022, 2, 28)


def test_lines_are_in_order_of_time_each_once() -> None:
    later, earlier = access(Purpose.LEGAL), access(Purpose.AUDIT, at=NOW.replace(year=2025))

    found = accounting(later, earlier, later).of_claims([CLAIM])

    assert [one.purpose for one in found] == ["audit", "legal"]


def test_of_no_claim_nothing_is_asked() -> None:
    history = MemoryHistory()

    assert DisclosureAccounting(history=history, clock=lambda: NOW).of_claims([]) == []
    assert history.asked == []


def test_athena_is_asked_for_the_claims_of_the_patient_and_the_days() -> None:
    athena = FakeAthena(access(Purpose.LEGAL))

    rows = list(AthenaAccessHistory(athena).of_claims([CLAIM], since=date(2020, 11, 30)))

    assert rows == [access(Purpose.LEGAL)]
    [statement] = athena.statements
    assert f"claim_id in ('{CLAIM}')" in statement
    assert "dt >= '2020-11-30'" in statement


def test_many_claims_are_asked_for_in_several_statements() -> None:
    athena = FakeAthena()

    list(AthenaAccessHistory(athena).of_claims([CLAIM] * (AT_ONCE + 1), since=date(2020, 1, 1)))

    assert len(athena.statements) == 2


@pytest.mark.parametrize("claim_id", ["' or 1=1 --", "clm_short", CLAIM + "'", ""])
def test_what_is_no_id_never_gets_into_a_statement(claim_id: str) -> None:
    athena = FakeAthena()

    with pytest.raises(ValueError, match="not ids of claims"):
        list(AthenaAccessHistory(athena).of_claims([claim_id], since=date(2020, 1, 1)))

    assert athena.statements == []
