"""The emulator's saved state on disk: whole, or the one before it, or refused with the reason."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from patched_ministack.server.saved_state import (
    FILES,
    INDEX,
    DamagedStateError,
    check,
    read,
    read_index,
    write,
)

AT = "2026-11-30T09:12:41.000Z"
FIRST = {"dynamodb": b'{"items": 1}', "sqs": b'{"messages": 2}'}


def contents(folder: Path) -> dict[str, bytes | None]:
    saved = check(folder)
    assert saved is not None
    return {service: read(folder, saved, service) for service in saved.files}


def test_nothing_was_saved_in_an_empty_folder(tmp_path: Path) -> None:
    assert check(tmp_path) is None


def test_a_save_takes_the_place_of_the_one_before_and_writes_what_changed_alone(
    tmp_path: Path,
) -> None:
    assert write(tmp_path, FIRST, saved_at=AT)
    assert contents(tmp_path) == FIRST
    [kept] = (tmp_path / FILES).glob("sqs.*")
    written = kept.stat().st_mtime_ns

    assert write(tmp_path, {**FIRST, "dynamodb": b'{"items": 3}'}, saved_at="later")

    assert contents(tmp_path) == {**FIRST, "dynamodb": b'{"items": 3}'}
    assert kept.stat().st_mtime_ns == written
    assert len(list((tmp_path / FILES).iterdir())) == 2, "what no index names is gone"
    index = read_index(tmp_path)
    assert index is not None
    assert index.saved_at == "later"
    assert read(tmp_path, index, "kms") is None


def test_a_save_that_is_cut_off_leaves_the_one_before_it(tmp_path: Path) -> None:
    write(tmp_path, FIRST, saved_at=AT)

    assert not write(tmp_path, {"dynamodb": b"{}"}, saved_at="later", may_finish=lambda: False)
    (tmp_path / FILES / "dynamodb.0123.json.aside").write_text('{"half')
    (tmp_path / f"{INDEX}.aside").write_text('{"format": 1, "sav')

    assert contents(tmp_path) == FIRST


def _dynamodb(folder: Path) -> Path:
    [path] = (folder / FILES).glob("dynamodb.*")
    return path


def _cut(folder: Path) -> None:
    _dynamodb(folder).write_bytes(FIRST["dynamodb"][:-3])


def _change(folder: Path) -> None:
    _dynamodb(folder).write_bytes(b"x" * len(FIRST["dynamodb"]))


def _lose(folder: Path) -> None:
    _dynamodb(folder).unlink()


def _cut_index(folder: Path) -> None:
    (folder / INDEX).write_bytes((folder / INDEX).read_bytes()[:-9])


def _empty_index(folder: Path) -> None:
    (folder / INDEX).write_bytes(b"")


def _later_format(folder: Path) -> None:
    (folder / INDEX).write_text(json.dumps({"format": 2, "saved_at": AT, "files": {}}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_cut, r"dynamodb\.\w+\.json is cut short"),
        (_change, r"dynamodb\.\w+\.json has changed"),
        (_lose, r"dynamodb\.\w+\.json cannot be read"),
        (_cut_index, "saved.json cannot be read"),
        (_empty_index, "saved.json cannot be read"),
        (_later_format, "its format is 2"),
    ],
)
def test_a_state_that_is_not_as_it_was_written_is_refused_whole(
    damage: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    write(tmp_path, FIRST, saved_at=AT)
    damage(tmp_path)

    with pytest.raises(DamagedStateError, match=said):
        check(tmp_path)
