"""`claimtrail errors`: the table, and the review of what it does not know."""

import json

import pytest
from click.testing import CliRunner

from claimtrail.cli.errors import errors
from claimtrail.cli.errors.commands import SOURCES
from claimtrail.cli.main import cli
from claimtrail.kernel.errors import NotFoundError
from claimtrail.tickets.error_texts.table import ErrorSource, error_table
from claimtrail.tickets.error_texts.unknown import ErrorReview
from claimtrail.trail.access_log import Action
from tests.harness.aws.access_stage import FakeStage
from tests.harness.stage.twins import NOW, Twins
from tests.twins.tickets import MemoryUnknownErrors

pytestmark = pytest.mark.capability("T2.3")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryUnknownErrors:
    """A stage with one unknown error, whose text names somebody."""
    made = MemoryUnknownErrors()
    Twins().serve(monkeypatch)
    stage = FakeStage("local", {})
    monkeypatch.setattr("claimtrail.cli.core.stage.open_stage", lambda _: stage)
    monkeypatch.setattr(errors, "_store", lambda _: made)
    review = ErrorReview(table=error_table(), store=made, clock=lambda: NOW)
    review.explain(ErrorSource.HTTP, "418", "teapot of Maria Lopez")
    return made


def test_a_known_error_is_explained_without_a_stage() -> None:
    done = CliRunner().invoke(cli, ["errors", "explain", "http", "503"])

    assert done.exit_code == 0, done.output
    assert "Payer's system is down" in done.output
    assert "may be tried again" in done.output
    assert set(SOURCES) == set(ErrorSource)


def test_the_list_has_no_word_of_a_text(store: MemoryUnknownErrors) -> None:
    done = CliRunner().invoke(cli, ["errors", "--json"])

    assert done.exit_code == 0, (done.output, done.exception)
    assert [one["code"] for one in json.loads(done.stdout)] == ["418"]
    assert "Lopez" not in done.output
    assert store.list_all()


def test_a_text_is_shown_once_the_access_is_recorded(store: MemoryUnknownErrors) -> None:
    error_id = store.list_all()[0].error_id
    done = CliRunner().invoke(cli, ["errors", "show", error_id])

    assert done.exit_code == 0, (done.output, done.exception)
    assert "teapot of Maria Lopez" in done.output
    actions = [row["action"] for row in FakeStage.access_queue.rows]
    assert actions == [Action.ERROR_TEXT_READ.value]


def test_an_error_that_is_not_there_says_so(store: MemoryUnknownErrors) -> None:
    done = CliRunner().invoke(cli, ["errors", "show", "uer_none"])

    assert isinstance(done.exception, NotFoundError)
    assert len(store.list_all()) == 1
