"""A number that no claim has is looked up in held files, and held files are never forgotten."""

import json

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from claimtrail.kernel.errors import NotFoundError
from tests.harness.aws.access_stage import FakeStage
from tests.harness.files.trial_files import changed
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("C2.3")

NUMBER = "HL0001"
COUNT = "1 file is held and not applied: `claimtrail files --days 31`."


@pytest.fixture
def file_id(monkeypatch: pytest.MonkeyPatch) -> str:
    """A stage whose one file is held: a claim of ours that was not applied."""
    pipeline = Pipeline()
    run_in_order(pipeline, [changed("rfi227-1.837", ("SE*23*", "SE*99*"))])
    Twins(intake=pipeline.intake).serve(monkeypatch)
    [receipt] = pipeline.receipts()
    return receipt.file_id


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, env={"COLUMNS": "300"})


def refused(*words: str) -> str:
    error = run(*words).exception
    assert isinstance(error, NotFoundError)
    return str(error)


def test_a_claim_of_a_held_file_leads_to_the_file(file_id: str) -> None:
    said = refused("claim", NUMBER)

    assert "CLAIM_UNKNOWN" in said
    assert f"held file, which is not applied: `claimtrail files show {file_id}`." in said
    assert FakeStage.access_queue.rows[-1]["subject_id"] == file_id


@pytest.mark.parametrize(
    "words",
    [
        ("exceptions", "accept", NUMBER, "exc_4d2mqz", "--why", "so"),
        ("exceptions", "withdraw", NUMBER, "evt_4d2mqz", "--why", "so"),
        ("match", NUMBER, "--reject", "--why", "so"),
        ("appeal", NUMBER, "--sent", "2026-10-15", "--how", "fax", "--why", "so"),
        ("write-off", NUMBER, "--balance", "--reason", "bad_debt", "--why", "so"),
        ("reopen", NUMBER, "--why", "so"),
        ("provenance", NUMBER),
        (
            *("record-status", NUMBER, "--term", "Paid", "--seen-on", "2026-10-12"),
            *("--seen-in", "phone"),
        ),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_whatever_is_done_about_a_claim_of_a_held_file_leads_to_the_file(
    file_id: str, words: tuple[str, ...]
) -> None:
    said = refused(*words)

    assert f"CLAIM_UNKNOWN: no claim {NUMBER}" in said
    assert f"held file, which is not applied: `claimtrail files show {file_id}`." in said
    assert FakeStage.access_queue.rows[-1]["subject_id"] == file_id


def test_the_account_of_a_held_file_leads_to_the_file(file_id: str) -> None:
    done = run("rebill-check", NUMBER)

    assert done.exit_code == 1
    assert f"`claimtrail files show {file_id}`" in done.stderr
    assert "Do not bill on this answer." in done.stderr
    assert json.loads(run("rebill-check", NUMBER, "--json").stdout)["held_in"] == [file_id]


@pytest.mark.usefixtures("file_id")
def test_another_unknown_number_and_an_empty_review_name_the_count_of_held_files() -> None:
    assert COUNT in refused("claim", "NO-SUCH-NUMBER")
    assert COUNT in run("rebill-check", "NO-SUCH-NUMBER").stderr
    assert COUNT in run("exceptions").output
