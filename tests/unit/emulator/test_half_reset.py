"""A reset that is cut off is finished by whatever comes next: no half of a cloud is started."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from infra.local import cloud as supervisor
from infra.local.cloud import Cloud
from infra.local.settings import CloudSettings


class StartedNowhere(Cloud):
    """A cloud whose emulator is not started: what a start finds on disk is looked at."""

    found: tuple[str, ...] = ()

    def _spawn(self) -> None:
        self.found = tuple(path.name for path in self.settings.kept if path.exists())

    def _await_answer(self, status: Any) -> None:
        del status


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StartedNowhere:
    made = StartedNowhere(CloudSettings(root=tmp_path))
    for path in made.settings.kept:
        if path.suffix:
            path.write_text("{}")
        else:
            (path / "inner").mkdir(parents=True)
    for name in ("check_python", "check_port"):
        monkeypatch.setattr(supervisor.prerequisites, name, lambda *_, **__: None)
    monkeypatch.setattr(supervisor, "sweep_inbox", lambda *_: None)
    return made


def cut_off(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset, and be killed once the state is gone and the objects are not."""

    def first_alone(path: Path) -> None:
        if path.name != "state":
            raise KeyboardInterrupt
        remove(path)

    remove = shutil.rmtree
    with monkeypatch.context() as patched:
        patched.setattr(supervisor.shutil, "rmtree", first_alone)
        with pytest.raises(KeyboardInterrupt):
            cloud.reset()


def test_a_start_finishes_a_reset_that_was_cut_off_and_says_so(
    cloud: StartedNowhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(cloud, monkeypatch)

    first, second = cloud.start(), cloud.start()

    assert cloud.found == ()
    assert (first.was_reset, second.was_reset) == (True, False)


def test_a_second_reset_finishes_it_too(
    cloud: StartedNowhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(cloud, monkeypatch)

    cloud.reset()

    assert [path.name for path in cloud.settings.kept if path.exists()] == []
    assert not cloud.start().was_reset


def test_a_start_without_a_reset_removes_nothing(cloud: StartedNowhere) -> None:
    assert not cloud.start().was_reset

    assert set(cloud.found) == {path.name for path in cloud.settings.kept}
