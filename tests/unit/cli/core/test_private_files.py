"""Files that commands write are their owner's alone, whatever the shell's umask is."""

import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from claimtrail.disclosures.export_package import PackageWriter, Wanted
from claimtrail.disclosures.redaction import Recipient
from claimtrail.kernel.private_files import (
    append_private,
    open_private,
    private_folder,
    restrict_new_files,
    write_private,
)
from infra.local.credentials import machine_credentials
from infra.local.demo.page import write_page
from infra.local.keys import ensure_keys
from infra.local.settings import CHECKOUT

PACKAGE = CHECKOUT / "layers" / "claimtrail" / "python" / "claimtrail"
WRITERS = [
    *(PACKAGE / "cli").rglob("*.py"),
    *(PACKAGE / "disclosures").glob("*.py"),
    *(PACKAGE / "trail").glob("*.py"),
    *(CHECKOUT / "infra" / "local").glob("*.py"),
    *(CHECKOUT / "infra" / "local" / "demo").glob("*.py"),
]
NO_PHI = (
    PACKAGE / "cli" / "operations" / "contracts.py",
    CHECKOUT / "infra" / "local" / "demo" / "trail.py",
)
"""Writes schemas, which are committed; damages files that it wrote by the helper."""
WRITES = re.compile(r"\.write_(text|bytes)\(|\.mkdir\(|open\([^)]*[\"'][wax]b?[\"']")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """A shell that lets everybody read and write what it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """Each file and folder under a folder, itself included, that others may use in any way."""
    return [
        f"{path.relative_to(folder)}: {stat.filemode(path.lstat().st_mode)}"
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and path.stat().st_mode & 0o077
    ]


def test_the_walk_sees_what_is_open(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"")

    assert len(open_to_others(tmp_path / "folder")) == 2


@pytest.mark.capability("C5.1")
def test_commands_write_for_their_caller_alone(tmp_path: Path) -> None:
    made, answered = tmp_path / "made" / "here", tmp_path / "answers" / "here"
    profiles = CHECKOUT / "infra" / "stages" / "local" / "partners"
    synth = ["synth", "--out", str(made), "--profiles", str(profiles), "--days", "3"]
    done = CliRunner().invoke(cli, [*synth, "--claims-per-day", "2"])
    assert done.exit_code == 0, done.output
    file = next(path for path in sorted(made.rglob("*")) if "837" in path.name)
    done = CliRunner().invoke(cli, ["x12", "ack", str(file), "--out", str(answered)])
    assert done.exit_code == 0, done.output

    assert len(list(tmp_path.rglob("*"))) > 5
    assert open_to_others(made.parent) == []
    assert open_to_others(answered.parent) == []


@pytest.mark.capability("C5.1")
def test_an_export_is_its_makers_alone(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "one"
    wanted = Wanted(
        recipient=Recipient.REGULATOR,
        purpose="audit",
        stage="local",
        selection={},
        made_by="user:me",
        made_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    writer = PackageWriter(folder, wanted)
    writer.write_part("claims", [])
    writer.write_source("sources/fil_one/1-2.x12", b"ISA")
    writer.finish()

    assert len(list(folder.rglob("*.*"))) == 4
    assert open_to_others(folder.parent) == []
    with pytest.raises(FileExistsError):
        PackageWriter(folder, wanted)


def test_the_local_clouds_secrets_and_the_demonstrations_page_are_their_owners_alone(
    tmp_path: Path,
) -> None:
    root = tmp_path / "cloud"
    machine_credentials(root)
    ensure_keys(root / "keys", ["payer-a"])
    write_page(root / "pages" / "demo.html", [], None, [])

    assert open_to_others(root) == []
    assert machine_credentials(root) == machine_credentials(root)


def test_what_stood_open_before_is_closed_when_it_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o666)

    write_private(path, "new")

    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


def test_text_is_written_as_given_and_appended(tmp_path: Path) -> None:
    with open_private(tmp_path / "text") as file:
        file.write("a\r\né")
    for part in (b"1", b"2"):
        with append_private(tmp_path / "log") as log:
            log.write(part)

    assert (tmp_path / "text").read_bytes() == "a\r\né".encode()
    assert (tmp_path / "log").read_bytes() == b"12"
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)

    private_folder(shared / "own" / "inner")

    assert shared.stat().st_mode & 0o777 == 0o755
    assert open_to_others(shared / "own") == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        private_folder(tmp_path / "file")


def test_files_of_libraries_are_private_while_a_command_runs(tmp_path: Path) -> None:
    with restrict_new_files():
        (tmp_path / "library").mkdir()
        (tmp_path / "library" / "file").write_bytes(b"")
    (tmp_path / "after").write_bytes(b"")

    assert open_to_others(tmp_path / "library") == []
    assert (tmp_path / "after").stat().st_mode & 0o777 == 0o666


def test_commands_write_files_by_the_helper_alone() -> None:
    past = [
        f"{path.name}: {line.strip()}"
        for path in WRITERS
        if path not in NO_PHI
        for line in path.read_text(encoding="utf-8").splitlines()
        if WRITES.search(line)
    ]
    assert past == []
