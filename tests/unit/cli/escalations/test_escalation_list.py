"""`claimtrail escalations`: the day that a word was due, and how late it is, agree."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from claimtrail.escalations.model import EscalationStatus
from tests.harness.stage.twins import TODAY, Twins


@pytest.fixture(autouse=True)
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins().fill()
    twins.serve(monkeypatch)
    return twins


@pytest.mark.capability("C4.1")
def test_what_is_late_longest_comes_first(twins: Twins) -> None:
    [first, *_] = twins.escalations.list_by_status(EscalationStatus.RUNNING, limit=9)
    for late in (3, 30, 12):
        later = {"escalation_id": f"esc_{late}", "escalate_on": TODAY - timedelta(days=late)}
        twins.escalations.put_new(first.model_copy(update=later))

    rows = json.loads(CliRunner().invoke(cli, ["escalations", "--json"]).stdout)

    late_days = [row["days_past"] for row in rows]
    assert late_days == sorted(late_days, reverse=True)
    assert late_days[0] > late_days[-1]


@pytest.mark.capability("C4.1")
def test_the_day_due_and_the_days_late_make_today() -> None:
    rows = json.loads(CliRunner().invoke(cli, ["escalations", "--json"]).stdout)
    shown = CliRunner().invoke(cli, ["escalations"], env={"COLUMNS": "300"}).stdout

    assert rows
    for row in rows:
        due_on = date.fromisoformat(row["due_on"])
        assert due_on + timedelta(days=row["days_past"]) == TODAY
        assert date.fromisoformat(row["escalate_on"]) == due_on + timedelta(days=1)
        assert row["due_on"] in shown
        assert row["escalate_on"] not in shown
