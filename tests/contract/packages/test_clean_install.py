"""The package alone, with its base dependencies, in an environment that holds nothing else.

An auditor has no checkout: a wheel, and a copy of the trail. The libraries are those of
requirements/package.txt, by their digests, from the registry or from uv's cache.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from claimtrail.trail.chaining.seals import to_pem
from tests.harness.files.x12_files import REMITTANCE_835, write_interchange
from tests.harness.trail.forged_copy import SIGNER, Objects, Trail, build
from tests.harness.trail.forgeries import edit_row, rewrite_and_reseal, swap_objects, truncate_all
from tests.harness.trail.tampering import write_folder

ROOT = Path(__file__).parents[3]
UV = Path(sys.executable).with_name("uv")
SOUND, NOT_SOUND, FAILED = 0, 1, 1
NOT_OURS_ALONE = ("boto3", "botocore", "sqlglot", "asyncssh", "duckdb")

Claimtrail = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and its base dependencies."""
    folder = tmp_path_factory.mktemp("auditor")
    # A copy: a build beside the sources would take in what earlier ones left there.
    ignored = shutil.ignore_patterns("build", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT / "layers" / "claimtrail", folder / "source", ignore=ignored)
    python = folder / "venv" / "bin" / "python"
    to_python = ("--python", str(python))
    uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, str(source),
       "--out-dir", str(folder / "dist"))  # fmt: skip
    uv("venv", "--python", sys.executable, str(folder / "venv"))
    locked = str(ROOT / "requirements" / "package.txt")
    uv("pip", "sync", *to_python, "--require-hashes", locked)
    (wheel,) = (folder / "dist").glob("*.whl")
    uv("pip", "install", *to_python, "--no-deps", str(wheel))
    uv("pip", "check", *to_python)
    return folder / "venv" / "bin"


@pytest.fixture(scope="module")
def claimtrail(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Claimtrail:
    """Runs the installed command, with nothing of this machine's settings."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own, fixed command line
            [environment / "claimtrail", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=home,
            env={"HOME": str(home), "PATH": os.defpath, "COLUMNS": "200"},
        )

    return run


@pytest.fixture(scope="module")
def trail() -> Trail:
    return build()


@pytest.fixture
def kept(trail: Trail, tmp_path: Path) -> tuple[str, ...]:
    """The options that name what an auditor keeps apart from the copy: key and heads."""
    (tmp_path / "key.pem").write_bytes(to_pem(SIGNER.public_key))
    heads = {name: asdict(head) for name, head in trail.heads.items()}
    (tmp_path / "heads.json").write_text(json.dumps(heads, default=str), encoding="utf-8")
    return ("--public-key", str(tmp_path / "key.pem"), "--heads", str(tmp_path / "heads.json"))


def uv(*arguments: str) -> None:
    subprocess.run(  # noqa: S603 - our own, fixed command line
        [UV, "--quiet", *arguments], check=True, capture_output=True, text=True
    )


@pytest.mark.capability("C3.3", "C5.1")
def test_an_honest_copy_is_sound(
    claimtrail: Claimtrail, trail: Trail, kept: tuple[str, ...], tmp_path: Path
) -> None:
    write_folder(Objects(trail.objects), tmp_path)

    done = claimtrail("audit", "verify", tmp_path / "copy", *kept)

    assert (done.returncode, done.stderr) == (SOUND, "")
    assert "SOUND: 78 objects, 216 rows" in done.stdout


@pytest.mark.capability("C3.3", "C5.1")
def test_an_auditor_prints_a_report(
    claimtrail: Claimtrail, trail: Trail, kept: tuple[str, ...], tmp_path: Path
) -> None:
    write_folder(Objects(trail.objects), tmp_path)
    page = tmp_path / "report.html"

    done = claimtrail("audit", "report", tmp_path / "copy", *kept, "--out", page)

    assert (done.returncode, done.stderr) == (SOUND, "")
    assert "whole up to the heads given" in page.read_text(encoding="utf-8")


@pytest.mark.capability("C3.3", "C5.1")
@pytest.mark.parametrize("forge", [edit_row, swap_objects, truncate_all, rewrite_and_reseal])
def test_a_forged_copy_is_not_sound(
    claimtrail: Claimtrail,
    trail: Trail,
    kept: tuple[str, ...],
    tmp_path: Path,
    forge: Callable[[Objects, random.Random], object],
) -> None:
    copy = Objects(trail.objects)
    forge(copy, random.Random(5))  # noqa: S311 - a choice of objects, no secret
    write_folder(copy, tmp_path)

    done = claimtrail("audit", "verify", tmp_path / "copy", *kept)

    assert done.returncode == NOT_SOUND, done.stderr
    assert "NOT SOUND: " in done.stdout


def test_it_reads_x12_and_tells_its_version(claimtrail: Claimtrail, tmp_path: Path) -> None:
    (tmp_path / "one.835").write_bytes(write_interchange([REMITTANCE_835]))

    read = claimtrail("x12", "read", tmp_path / "one.835", "--json")

    assert claimtrail("--version").stdout.startswith("claimtrail, version ")
    assert read.returncode == 0, read.stderr
    kinds = [json.loads(line)["kind"] for line in read.stdout.splitlines()]
    assert kinds == ["file", "transaction_set", "record", "record", "record"]


@pytest.mark.parametrize(
    "command",
    [
        ("claims", "--stage", "prod", "--purpose", "operations"),
        ("query", "SELECT 1", "--stage", "prod", "--purpose", "operations"),
        ("audit", "verify", "s3://some-bucket", "--stage", "prod"),
    ],
)
def test_a_command_that_needs_an_extra_names_it(
    claimtrail: Claimtrail, command: tuple[str, ...]
) -> None:
    done = claimtrail(*command)

    assert done.returncode == FAILED
    assert "EXTRA_NOT_INSTALLED" in done.stderr
    assert "pip install 'claimtrail[aws]'" in done.stderr


@pytest.mark.parametrize("module", [*NOT_OURS_ALONE, "simulator", "infra", "tools", "tests"])
def test_nothing_else_is_there(environment: Path, tmp_path: Path, module: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own, fixed command line
        [environment / "python", "-I", "-c", f"import {module}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert f"No module named '{module}'" in done.stderr
