"""`claimtrail files` lists what is held, shows it once the trail knows, and releases it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import access
from claimtrail.cli.exceptions import listing as exceptions
from claimtrail.cli.intake import file_trail
from claimtrail.cli.intake import held_files as files
from claimtrail.cli.main import cli
from claimtrail.intake.model.findings import CATALOG, IntakeFindingCode
from claimtrail.intake.release.held_sets import (
    KIND_UNKNOWN,
    OBSTACLE_WORDS,
    OTHER_DROPBOX,
    TEST_INTERCHANGE,
)
from claimtrail.intake.release.service import HeldFiles, ReleaseService
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.trail.outputs import TrailOutput
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.intake.intake_fixture import NOW
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off

PAYER = "juniper-medicaid"
HELD = changed("rfi227-2.835", ("SE*17*0001", "SE*16*0001"))
NUMBER = "HL0001"


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A claim, and its payment in a set that is held."""
    pipeline = Pipeline()
    run_in_order(pipeline, [trial_file("rfi227-1.837"), HELD])
    held_files = HeldFiles(
        files=pipeline.intake.files,
        archive=pipeline.intake.archive,
        quarantine=pipeline.intake.quarantine,
    )
    FakeStage.access_queue = AccessQueue()
    opened = FakeStage("local", {TrailOutput.AUDIT_QUEUE: "queue", PartnerOutput.PAYERS: PAYER})
    service = ReleaseService(
        held_files=held_files,
        queue=pipeline.intake.queue,
        publisher=pipeline.audit,
        by="user:dana",
        at=NOW,
        code_version="test",
    )
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    monkeypatch.setattr(files, "held_files_of", lambda _: held_files)
    monkeypatch.setattr(files, "store_of", lambda _: pipeline.store)
    monkeypatch.setattr(exceptions, "store_of", lambda _: pipeline.store)
    monkeypatch.setattr(files, "_service", lambda _: service)
    monkeypatch.setattr(files, "utc_now", lambda: datetime(2026, 11, 21, tzinfo=UTC))
    return pipeline


def run(*words: str) -> str:
    """Return what a command says. Fails when it does."""
    result = CliRunner().invoke(cli, words, catch_exceptions=False, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def file_id_of(pipeline: Pipeline) -> str:
    """The payer's file."""
    [receipt] = [one for one in pipeline.receipts() if one.partner_id == PAYER]
    return receipt.file_id


@pytest.mark.capability("C2.3")
def test_given_a_held_set_when_files_are_listed_then_set_reason_claims_and_dollars_are_said(
    pipeline: Pipeline,
) -> None:
    [row] = json.loads(run("files", "--json"))

    assert (row["file_id"], row["partner_id"], row["set"]) == (file_id_of(pipeline), PAYER, 1)
    assert row["why"] == ["X12_SE_COUNT"]
    assert (row["claim_count"], row["charge_cents"], row["paid_cents"]) == (1, 12000, 10000)
    shown = run("files", "list")
    assert "$100.00" in shown
    assert "X12_SE_COUNT: SE01 differs from the number of segments" in " ".join(shown.split())


@pytest.mark.capability("C2.3")
def test_a_set_that_nobody_can_release_says_why_in_words(pipeline: Pipeline) -> None:
    run_in_order(pipeline, [replace(HELD, partner_id="cedar-medicare")])

    said = " ".join(run("files", "list").split())
    [held] = [one for one in json.loads(run("files", "--json")) if one["obstacle"]]
    assert OBSTACLE_WORDS[held["obstacle"]] in said
    assert OBSTACLE_WORDS[held["obstacle"]] in run("files", "show", held["file_id"])
    assert held["obstacle"] not in said
    assert set(OBSTACLE_WORDS) == {OTHER_DROPBOX, TEST_INTERCHANGE, KIND_UNKNOWN}


@pytest.mark.capability("C2.3")
def test_given_a_quarantined_file_without_sets_when_listed_then_it_is_there_with_its_reason(
    pipeline: Pipeline,
) -> None:
    run_in_order(pipeline, [trial_file("odd.277", b"no X12 at all".ljust(35) + b"JUNIPERMA      ")])

    rows = json.loads(run("files", "--json"))
    assert [row["set"] for row in rows] == [1, None]
    assert rows[1]["why"][0].startswith("X12_")
    assert rows[1]["why"][0] in run("files", "list")


@pytest.mark.capability("C5.4")
def test_given_a_held_set_when_it_is_shown_then_the_trail_knew_before(pipeline: Pipeline) -> None:
    text = run("files", "show", file_id_of(pipeline))

    assert NUMBER in text
    assert [row["action"] for row in FakeStage.access_queue.rows] == ["file.read"]
    assert FakeStage.access_queue.rows[0]["subject_id"] == file_id_of(pipeline)


@pytest.mark.capability("C7.6")
def test_given_a_held_set_when_released_then_it_is_held_no_more_and_says_who(
    pipeline: Pipeline,
) -> None:
    run("files", "release", file_id_of(pipeline), "--why", "confirmed by phone")
    work_off(pipeline)

    [shown] = json.loads(run("files", "show", file_id_of(pipeline), "--json"))
    assert json.loads(run("files", "--json")) == []
    assert shown["held"] == []
    assert (shown["releases"][0]["by"], shown["releases"][0]["why"]) == (
        "user:dana",
        "confirmed by phone",
    )
    assert shown["released"][0]["outcome"]["event_count"] == 1
    assert FakeStage.access_queue.rows[0]["action"] == "file.release"


@pytest.mark.capability("C7.6")
def test_the_next_step_is_to_release_what_may_be_released_and_nothing_once_it_is(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = file_id_of(pipeline)
    monkeypatch.setattr(file_trail, "files_of", lambda _: pipeline.intake.files)
    before = " ".join(run("trail", held).split())
    assert f"`claimtrail files release {held} --why TEXT`" in before
    assert "drop the file again" not in before.casefold()

    run("files", "release", held, "--why", "confirmed by phone")
    work_off(pipeline)

    after = run("trail", held)
    assert "claimtrail files release" not in after
    assert "Nothing: what it held was released." in " ".join(after.split())


@pytest.mark.parametrize(
    "code", [IntakeFindingCode.SENDER_UNKNOWN, IntakeFindingCode.TRANSACTION_UNEXPECTED]
)
def test_what_a_person_may_release_is_not_to_be_dropped_again(code: IntakeFindingCode) -> None:
    step = CATALOG[code].next_step

    assert "`claimtrail files release FILE --why TEXT`" in step
    assert "drop" not in step.casefold()


@pytest.mark.capability("C7.6")
def test_given_a_release_when_it_is_asked_again_then_it_is_the_same(pipeline: Pipeline) -> None:
    first = json.loads(run("files", "release", file_id_of(pipeline), "--why", "by phone", "--json"))
    work_off(pipeline)
    again = json.loads(run("files", "release", file_id_of(pipeline), "--why", "twice", "--json"))
    work_off(pipeline)

    assert again == first
    assert len(pipeline.intake.payments.copies) == 1
    said = run("files", "release", file_id_of(pipeline), "--why", "twice")
    assert "your words are not recorded" in said


@pytest.mark.capability("C1.8")
def test_given_a_refused_batch_that_differs_when_exceptions_are_listed_then_both_sides_are(
    pipeline: Pipeline,
) -> None:
    run_in_order(pipeline, [trial_file("277ca-receiver-reject-dated.277ca")])

    batch = next(row for row in json.loads(run("exceptions", "--json")) if row["kind"] == "batch")
    assert (batch["reason"], batch["stated_count"], batch["found_count"]) == (
        "batch_differs",
        3,
        1,
    )
    assert batch["reference"]
    shown = run("exceptions")
    assert "$800.00" in shown
    assert f" {batch['reference']} " in shown, "BHT03, by which the sender knows the batch"
