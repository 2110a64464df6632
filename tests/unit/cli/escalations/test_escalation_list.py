"""`claimtrail escalations`: the day that a word was due, and how late it is, agree."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from tests.harness.stage.twins import TODAY, Twins


@pytest.fixture(autouse=True)
def _stage(monkeypatch: pytest.MonkeyPatch) -> None:
    Twins().fill().serve(monkeypatch)


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
