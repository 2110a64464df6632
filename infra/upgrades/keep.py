"""Keeping a release for later upgrades to be held against: `make release-fixture`.

The commit is synthesized in a work tree of its own, with the libraries of this checkout. `local` is
kept whole, so that it can be deployed; of `prod` with a fictitious organization the templates are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from infra.settings import REPOSITORY
from infra.upgrades.archive import pack
from infra.upgrades.assembly import ARCHIVE

RELEASES = REPOSITORY / "tests" / "fixtures" / "releases"
_STAGES = {"local": "infra/stages", "prod": "tests/infra/stages"}
"""The stages that are kept, each with its folder of stages in the commit."""
_WITH_CODE = "local"
_BUILT = Path("build") / "layers"


@click.command()
@click.argument("commit")
@click.argument("version")
def keep(commit: str, version: str) -> None:
    """Keep COMMIT as the release VERSION under tests/fixtures/releases."""
    target = RELEASES / version
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        _run(["git", "worktree", "add", "--quiet", "--detach", str(tree), commit], REPOSITORY)
        try:
            _lend_libraries(tree)
            for stage in _STAGES:
                assembly = _synthesize(tree, stage)
                content = pack(assembly, with_code=stage == _WITH_CODE)
                path = target / f"{stage}{ARCHIVE}"
                path.write_bytes(content)
                click.echo(f"{path.relative_to(REPOSITORY)}  {len(content):,} bytes")
        finally:
            _run(["git", "worktree", "remove", "--force", str(tree)], REPOSITORY)


def _lend_libraries(tree: Path) -> None:
    """Copy the layers of libraries that are built here; the digest of each is in its name."""
    for layer in (REPOSITORY / _BUILT).glob("*-*"):
        shutil.copytree(layer, tree / _BUILT / layer.name)


def _synthesize(tree: Path, stage: str) -> Path:
    assembly = tree / f"{stage}.out"
    command = [
        *(str(REPOSITORY / "node_modules" / ".bin" / "cdk"), "synth", "--quiet", "--no-notices"),
        *("--app", f"{sys.executable} -m infra.app", "--output", str(assembly)),
        *("--context", f"stage={stage}", "--context", f"stages={tree / _STAGES[stage]}"),
    ]
    _run(command, tree, PYTHONPATH=f"{tree}{os.pathsep}{tree / 'layers' / 'claimtrail' / 'python'}")
    return assembly


def _run(command: list[str], folder: Path, **variables: str) -> None:
    subprocess.run(command, cwd=folder, env={**os.environ, **variables}, check=True)  # noqa: S603 - command lines of ours


if __name__ == "__main__":
    keep()
