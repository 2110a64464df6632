"""No list ends in silence: people read how many there are, machines get all or a note."""

import json

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.core.cuts import SHOWN, cut
from claimtrail.cli.main import cli
from tests.harness.stage.twins import Twins

CUTTING = ("tickets", "escalations", "payments")
"""Lists with `--limit` that the twins fill with more than two rows."""


@pytest.fixture(autouse=True)
def _stage(monkeypatch: pytest.MonkeyPatch) -> None:
    Twins().fill().serve(monkeypatch)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, env={"COLUMNS": "300"}, catch_exceptions=False)


@pytest.mark.parametrize("command", CUTTING)
def test_people_read_how_many_there_are_and_how_to_list_them(command: str) -> None:
    total = len(json.loads(run(command, "--json").stdout))
    text = run(command, "--limit", "1").output

    assert total > 1
    assert f"1 of {total}" in text
    assert f"`--limit {total}` lists them all." in text
    assert "lists them all" not in run(command).output


@pytest.mark.parametrize("command", CUTTING)
def test_a_cut_document_is_said_on_standard_error(command: str) -> None:
    done = run(command, "--limit", "1", "--json")

    assert len(json.loads(done.stdout)) == 1
    assert "`--limit " in done.stderr
    assert run(command, "--json").stderr == ""


def test_without_a_limit_people_get_fifty_and_machines_all() -> None:
    rows = list(range(SHOWN + 1))

    assert len(cut(rows, noun="rows", limit=None, as_json=False).rows) == SHOWN
    assert len(cut(rows, noun="rows", limit=None, as_json=True).rows) == len(rows)
    assert cut(rows, noun="rows", limit=None, as_json=True).lines() == []


def test_a_store_that_was_not_asked_for_more_is_said() -> None:
    [line] = cut([1], noun="rows", limit=None, as_json=True, bounded=True).lines()

    assert "There may be more rows" in line
