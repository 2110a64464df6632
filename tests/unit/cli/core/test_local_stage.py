"""The local stage: found by the embedded cloud's record, and signed for with its secret."""

import json
import os
import sys
from pathlib import Path

import pytest

from claimtrail.cli.core.stage import use_local_cloud
from claimtrail.kernel.errors import ConfigurationError
from infra.local.credentials import machine_credentials

SET = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
       "AWS_DEFAULT_REGION", "CLAIMTRAIL_CLOUD_ROOT")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a checkout's cloud; the shell has somebody's session with AWS."""
    for name in SET:
        monkeypatch.setenv(name, "before")
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFAWS")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of AWS")
    root = tmp_path / ".claimtrail"
    root.mkdir()
    monkeypatch.chdir(tmp_path)
    return root


def test_the_clouds_own_credentials_replace_those_of_an_account(folder: Path) -> None:
    credentials = machine_credentials(folder)
    (folder / "cloud.json").write_text(json.dumps({"port": 4999}))

    use_local_cloud()

    assert {name: os.environ[name] for name in credentials} == credentials
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4999"
    assert "AWS_SESSION_TOKEN" not in os.environ


def test_a_cloud_elsewhere_is_found_by_its_root(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_credentials(folder)
    elsewhere = machine_credentials(tmp_path / "elsewhere")
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path / "elsewhere"))

    use_local_cloud()

    assert os.environ["AWS_SECRET_ACCESS_KEY"] == elsewhere["AWS_SECRET_ACCESS_KEY"]


def test_who_sets_the_endpoint_sets_the_credentials_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_credentials(folder)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    use_local_cloud()

    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAOFAWS"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkout whose program runs, with a cloud of its own."""
    root = tmp_path / "claimtrail"
    (root / "infra" / "local").mkdir(parents=True)
    (root / ".claimtrail").mkdir()
    monkeypatch.setattr(sys, "prefix", str(root / ".venv"))
    return root


def test_outside_of_a_checkout_the_programs_own_cloud_is_asked(
    folder: Path, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = machine_credentials(checkout / ".claimtrail")
    (checkout / ".claimtrail" / "cloud.json").write_text(json.dumps({"port": 4998}))
    folder.rmdir()
    monkeypatch.chdir(tmp_path)

    use_local_cloud()

    assert os.environ["AWS_SECRET_ACCESS_KEY"] == credentials["AWS_SECRET_ACCESS_KEY"]
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4998"


def test_in_another_checkout_the_error_names_the_folder_of_the_programs_cloud(
    folder: Path, checkout: Path
) -> None:
    machine_credentials(checkout / ".claimtrail")

    with pytest.raises(ConfigurationError) as raised:
        use_local_cloud()

    said = raised.value.explanation
    assert str(folder) in said.where
    assert f"change to that folder, or set CLAIMTRAIL_CLOUD_ROOT={checkout}" in said.next_step
    assert str(checkout) in said.next_step
    assert "claimtrail up" not in said.next_step


def test_without_a_cloud_no_account_of_aws_is_asked(folder: Path) -> None:
    assert folder.is_dir()

    with pytest.raises(ConfigurationError, match="CLOUD_UNREACHABLE"):
        use_local_cloud()

    assert "AWS_ENDPOINT_URL" not in os.environ
