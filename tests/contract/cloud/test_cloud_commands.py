"""The commands around the embedded cloud, as a person and as a script run them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.main import cli
from infra.local.cloud import Cloud
from infra.local.lifecycle import NOT_RUNNING
from tests.harness.stage.cloud import free_port

pytestmark = pytest.mark.cloud


@pytest.fixture
def own_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path / "cloud"))
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_PORT", str(free_port()))
    monkeypatch.setenv("CLAIMTRAIL_SFTP_PORT", str(free_port()))
    cloud = Cloud()
    yield cloud
    cloud.stop()


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=answer)


def test_up_status_down_and_reset(own_cloud: Cloud) -> None:
    before = run("status", "--json")
    assert before.exit_code == NOT_RUNNING
    assert json.loads(before.stdout)["running"] is False

    up = run("up", "--json")
    assert up.exit_code == 0
    assert json.loads(up.stdout)["endpoint"] == own_cloud.status().endpoint
    assert "runs already" in run("up").stdout
    assert str(own_cloud.settings.sftp_port) in run("status").stdout
    exported = run("status", "--export").stdout.splitlines()
    assert f"export AWS_ENDPOINT_URL={own_cloud.status().endpoint}" in exported
    secret = own_cloud.credentials["AWS_SECRET_ACCESS_KEY"]
    assert f"export AWS_SECRET_ACCESS_KEY={secret}" in exported
    assert secret not in run("status", "--json").stdout + run("status").stdout

    assert json.loads(run("down", "--json").stdout) == {"stopped": True}
    assert (own_cloud.settings.root / "state").is_dir()

    assert run("reset", answer="n\n").exit_code == 1
    assert (own_cloud.settings.root / "state").is_dir()
    assert run("reset", "--yes").exit_code == 0
    assert not (own_cloud.settings.root / "state").exists()
