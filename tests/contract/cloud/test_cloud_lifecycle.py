"""The supervisor: start, status, stop, reset, and what it says when it cannot."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claimtrail.kernel.errors import ConfigurationError
from infra.local import prerequisites
from infra.local.cloud import Cloud
from infra.local.settings import CloudSettings
from tests.harness.stage.cloud import RunningCloud, free_port

pytestmark = pytest.mark.cloud

NewCloud = Callable[..., Cloud]


@pytest.fixture
def new_cloud(tmp_path: Path) -> Iterator[NewCloud]:
    made: list[Cloud] = []

    def new(**settings: object) -> Cloud:
        ports = {"port": free_port(), "sftp_port": free_port()}
        made.append(Cloud(CloudSettings(**{"root": tmp_path / "cloud", **ports, **settings})))  # type: ignore[arg-type]
        return made[-1]

    yield new
    for cloud in made:
        cloud.stop()


def test_a_second_start_finds_the_first_and_stop_ends_it_once(new_cloud: NewCloud) -> None:
    cloud = new_cloud()

    first, second = cloud.start(), cloud.start()

    assert first.pid == second.pid == cloud.status().pid
    assert cloud.stop()
    assert not cloud.status().running
    assert not cloud.stop()


def test_it_runs_detached_with_an_environment_of_its_own(
    new_cloud: NewCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "hospital-production")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")

    pid = new_cloud().start().pid

    assert pid is not None
    assert os.getsid(pid) == pid
    visible = new_cloud().environment()
    assert "AWS_PROFILE" not in visible
    assert "PYTHONPATH" not in visible


def test_a_reset_forgets_the_state_and_a_restart_does_not(
    new_cloud: NewCloud,
) -> None:
    running = RunningCloud(new_cloud())
    running.client("s3").create_bucket(Bucket="inbox")
    running.restart()
    assert [b["Name"] for b in running.client("s3").list_buckets()["Buckets"]] == ["inbox"]

    running.cloud.reset()
    running.cloud.start()

    assert running.client("s3").list_buckets()["Buckets"] == []
    running.stop()


@pytest.mark.parametrize(
    ("taken", "variable"),
    [("port", "CLAIMTRAIL_CLOUD_PORT"), ("sftp_port", "CLAIMTRAIL_SFTP_PORT")],
)
def test_a_taken_port_is_named_with_the_way_out(
    new_cloud: NewCloud, taken: str, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(ConfigurationError, match="PORT_TAKEN") as refused:
            new_cloud(**{taken: port}).start()

    explanation = refused.value.explanation
    assert "another program" in explanation.what
    assert explanation.where == f"127.0.0.1:{port}"
    assert f"{variable}={port + 1}" in explanation.next_step


def test_a_port_that_another_cloud_has_is_said_to_be_so(
    new_cloud: NewCloud, tmp_path: Path
) -> None:
    port = new_cloud().start().port

    with pytest.raises(ConfigurationError, match="another embedded cloud"):
        new_cloud(root=tmp_path / "other", port=port).start()


def test_a_stale_record_of_an_unmatched_process_is_not_believed(new_cloud: NewCloud) -> None:
    cloud = new_cloud()
    cloud.settings.root.mkdir()
    record = f'{{"pid": {os.getpid()}, "port": 1, "sftp_port": 2, "started_at": ""}}'
    cloud.settings.record.write_text(record)

    assert not cloud.status().running
    assert not cloud.stop()


def program(folder: Path, name: str, says: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_a_missing_emulator_environment_points_to_setup(
    new_cloud: NewCloud, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"CLOUD_NOT_INSTALLED.*make setup"):
        new_cloud(python=tmp_path / "nothing").start()


def test_an_old_python_is_refused(new_cloud: NewCloud, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"PYTHON_TOO_OLD.*3\.11.*3\.9"):
        new_cloud(python=program(tmp_path, "python", "Python 3.9.18")).start()


@pytest.mark.parametrize(("says", "code"), [("v18.20.4", "NODE_TOO_OLD"), (None, "NODE_MISSING")])
def test_an_old_or_absent_node_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str | None, code: str
) -> None:
    if says:
        program(tmp_path, "node", says)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ConfigurationError, match=code):
        prerequisites.check_node()
