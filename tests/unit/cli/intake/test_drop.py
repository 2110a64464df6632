"""`claimtrail drop` refuses at once a partner that the stage does not know."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import drop
from claimtrail.cli.intake.sftp import sftp_account
from claimtrail.cli.main import cli
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.errors import NotFoundError
from claimtrail.partners.outputs import PartnerOutput


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What is put into dropboxes of a stage with two partners; there is a file to drop."""
    found: list[Any] = []
    outputs = {PartnerOutput.PAYERS: "larkspur,cedar-medicare", IntakeOutput.INBOX_BUCKET: "inbox"}
    monkeypatch.setattr(stages, "open_stage", lambda name: Stage(name, outputs))
    monkeypatch.setattr(
        drop.operations,
        "put_file",
        lambda path, *, bucket, folder: found.append((path.name, bucket, folder)),
    )
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


def test_given_a_cloud_elsewhere_when_dropped_over_sftp_then_its_own_key_and_port_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path))
    (tmp_path / "cloud.json").write_text(json.dumps({"port": 4999, "sftp_port": 2999}))

    account = sftp_account(Stage("local", {}), "larkspur", host=None, port=None, key=None)

    assert (account.port, account.key) == (2999, tmp_path / "keys" / "larkspur")
