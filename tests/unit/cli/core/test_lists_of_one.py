"""Lists of one payer or of one person: of all rows those, and no others."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from tests.harness.stage.twins import Twins

pytestmark = [pytest.mark.capability("C5.4"), pytest.mark.capability("C8.1")]


@pytest.fixture(scope="module")
def filled() -> Twins:
    return Twins().fill()


@pytest.fixture(autouse=True)
def twins(filled: Twins, monkeypatch: pytest.MonkeyPatch) -> Twins:
    filled.serve(monkeypatch)
    return filled


def run(*words: str) -> Result:
    done = CliRunner().invoke(cli, words, env={"COLUMNS": "200"})
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def rows(*words: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(run(*words, "--json").stdout)
    return listed


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("files", "--days", "3000"), "partner_id"),
        (("escalations",), "payer_id"),
        (("incidents",), "party"),
    ],
)
def test_a_list_is_narrowed_to_one_payer(words: tuple[str, ...], field: str, twins: Twins) -> None:
    every = rows(*words)

    for payer in (one.id for one in twins.intake.partners):
        assert rows(*words, "--payer", payer) == [one for one in every if one[field] == payer]


def test_a_payer_narrows_the_list_of_incidents_and_no_single_one() -> None:
    done = CliRunner().invoke(cli, ["incidents", "inc_1", "--payer", "juniper-medicaid"])

    assert done.exit_code == 2
    assert "--payer narrows the list" in done.output


def test_mine_lists_the_tickets_of_the_person_who_types(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrail.cli.core.stage.local_caller", lambda: "user:ann")
    none = run("tickets", "list", "--mine")
    one = twins.tickets.list_open(limit=1)[0]
    twins.tickets.save(one.model_copy(update={"assigned_to": "user:ann", "version": 2}))

    [mine] = rows("tickets", "--mine")

    assert mine["ticket_id"] == one.ticket_id
    assert "No open ticket is assigned to user:ann" in none.output
    both = CliRunner().invoke(cli, ["tickets", "--mine", "--owner", "user:ben"])
    assert "--mine is an owner already" in both.output
