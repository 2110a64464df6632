"""`claimtrail drop` refuses at once a partner that the stage does not know."""

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import drop
from claimtrail.cli.intake.sftp import sftp_account
from claimtrail.cli.main import cli
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.errors import NotFoundError
from claimtrail.partners.outputs import PartnerOutput
from tests.harness.intake.traced import paid_claim, taken_in

_wait_for = drop.wait_for
"""The wait itself, which most tests replace."""


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """The files that are put into dropboxes of a stage with two partners."""
    found: list[Any] = []
    outputs = {PartnerOutput.PAYERS: "larkspur,cedar-medicare", IntakeOutput.INBOX_BUCKET: "inbox"}
    monkeypatch.setattr(stages, "open_stage", lambda name: Stage(name, outputs))
    monkeypatch.setattr(
        drop.operations,
        "put_file",
        lambda path, *, bucket, folder: found.append((path.name, bucket, folder)),
    )
    monkeypatch.setattr(drop, "files_of", lambda _: Receipts(None))
    monkeypatch.setattr(drop, "wait_for", lambda *_, **__: None)
    (tmp_path / "remit.835").write_bytes(b"ISA")
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.parametrize("via", ["s3", "sftp"])
def test_given_a_partner_that_is_misspelled_when_dropped_then_the_known_ones_are_named(
    put: list[Any], via: str
) -> None:
    began = time.monotonic()

    with pytest.raises(NotFoundError) as refused:
        CliRunner().invoke(
            cli,
            ["drop", "remit.835", "--payer", "larkspurr", "--via", via],
            catch_exceptions=False,
        )

    explanation = refused.value.explanation
    assert explanation.code == "PARTNER_UNKNOWN"
    assert "larkspurr" in explanation.what
    assert "cedar-medicare, larkspur" in explanation.next_step
    assert put == []
    assert time.monotonic() - began < 5


def test_given_a_known_partner_when_dropped_then_its_dropbox_gets_the_file(put: list[Any]) -> None:
    done = CliRunner().invoke(cli, ["drop", "remit.835", "--payer", "larkspur"])

    assert put == [("remit.835", "inbox", "larkspur")]
    assert done.exit_code == drop.NOT_TAKEN
    assert "not seen yet" in done.stdout
    assert "nobody has begun to read it within 60 s" in " ".join(done.stdout.split())
    assert "`claimtrail dlq list` shows what failed" in " ".join(done.stdout.split())


@cache
def receipt() -> FileReceipt:
    """A receipt of a file that was read."""
    intake = taken_in()
    return intake.files.receipts_of(paid_claim(intake).steps[0].source.file_id)[0]


class Receipts:
    """The receipts of a stage: what each look finds, the last one again and again."""

    def __init__(self, *statuses: FileStatus | None) -> None:
        self.statuses = list(statuses)
        self.looks = 0

    def find(self, *, file_id: str, partner_id: str) -> FileReceipt | None:
        self.looks += 1
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            return None
        return receipt().model_copy(
            update={"status": status, "file_id": file_id, "partner_id": partner_id}
        )


@pytest.mark.parametrize(
    ("last", "exit_code"),
    [(FileStatus.QUARANTINED, 1), (FileStatus.REJECTED, 1), (FileStatus.INGESTED, 0)],
)
def test_the_wait_says_what_it_waits_for_and_ends_when_the_answer_is_known(
    put: list[Any], monkeypatch: pytest.MonkeyPatch, last: FileStatus, exit_code: int
) -> None:
    receipts = Receipts(None, FileStatus.QUEUED, last)
    monkeypatch.setattr(drop, "wait_for", _wait_for)
    monkeypatch.setattr(drop, "files_of", lambda _: receipts)
    began = time.monotonic()

    done = CliRunner().invoke(cli, ["drop", "remit.835", "--payer", "larkspur", "--wait", "50"])

    assert put
    assert (done.exit_code, receipts.looks) == (exit_code, 3)
    assert time.monotonic() - began < 10
    said = " ".join(done.stderr.split())
    assert "Waiting at most 50 s until remit.835 is read or refused" in said


@pytest.mark.parametrize("status", [FileStatus.INGESTED, FileStatus.REJECTED])
def test_content_that_was_dropped_before_is_said_to_be_applied_once(
    put: list[Any], monkeypatch: pytest.MonkeyPatch, status: FileStatus
) -> None:
    monkeypatch.setattr(drop, "wait_for", _wait_for)
    monkeypatch.setattr(drop, "files_of", lambda _: Receipts(status))
    words = ["drop", "remit.835", "--payer", "larkspur"]

    done = CliRunner().invoke(cli, words, env={"COLUMNS": "300"})
    [as_json] = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)

    assert len(put) == 2
    assert f"{FILE_STATUS_WORDS[status]} (before)" in done.stdout
    assert f"was dropped before, at {receipt().received_at:%Y-%m-%d}" in done.stdout
    assert "nothing was applied again" in done.stdout
    assert as_json["is_repeated"] is True


def test_content_that_is_new_or_was_quarantined_is_judged_as_new(
    put: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop, "wait_for", _wait_for)
    for first in (None, FileStatus.QUARANTINED):
        looks = Receipts(first, FileStatus.INGESTED)
        monkeypatch.setattr(drop, "files_of", lambda _, looks=looks: looks)

        done = CliRunner().invoke(cli, ["drop", "remit.835", "--payer", "larkspur"])

        assert "before" not in done.stdout
        assert "Taken" in done.stdout
    assert len(put) == 2


@pytest.mark.usefixtures("put")
def test_a_wait_that_is_interrupted_shows_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([KeyboardInterrupt])

    def interrupted(*_: object, **__: object) -> None:
        for kind in looks:
            raise kind

    monkeypatch.setattr(drop, "wait_for", interrupted)

    done = CliRunner().invoke(cli, ["drop", "remit.835", "--payer", "larkspur"])

    assert done.exit_code == drop.NOT_TAKEN
    assert "not seen yet" in done.stdout


@pytest.mark.parametrize("name", ["remit.835.part", "remit.filepart", "remit.TMP", ".remit"])
def test_given_the_name_of_an_upload_under_way_when_dropped_then_it_is_refused_before_it_is_sent(
    put: list[Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"ISA")

    done = CliRunner().invoke(cli, ["drop", name, "--payer", "larkspur"])

    assert (done.exit_code, put) == (2, [])
    assert "Rename it, and drop it again" in " ".join(done.output.split())


def test_given_a_cloud_elsewhere_when_dropped_over_sftp_then_its_own_key_and_port_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path))
    (tmp_path / "cloud.json").write_text(json.dumps({"port": 4999, "sftp_port": 2999}))

    account = sftp_account(Stage("local", {}), "larkspur", host=None, port=None, key=None)

    assert (account.port, account.key) == (2999, tmp_path / "keys" / "larkspur")
