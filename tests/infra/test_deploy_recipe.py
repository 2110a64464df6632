"""`make deploy` of a stage in AWS checks the account first, and stops where a check failed."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.settings import REPOSITORY


def recipe(
    tmp_path: Path, *, doctor_exits: int, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the recipe with stand-ins for both commands, in a folder that has been set up."""
    (tmp_path / "Makefile").write_text((REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    for name, code in ((".venv/bin/claimtrail", doctor_exits), ("node_modules/.bin/cdk", 0)):
        program = tmp_path / name
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\necho "{program.name} $*"\nexit {code}\n')
        program.chmod(0o755)
    given = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(  # noqa: S603 - our own recipe
        ["make", "-o", "setup", "deploy", *given],  # noqa: S607
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )


@pytest.mark.parametrize(
    ("doctor_exits", "variables", "deploys"),
    [
        (0, {}, True),
        (3, {}, True),
        (1, {}, False),
        (1, {"DOCTOR": "skip"}, True),
    ],
)
def test_a_failed_check_stops_the_deployment_unless_it_is_skipped(
    tmp_path: Path, doctor_exits: int, variables: dict[str, str], *, deploys: bool
) -> None:
    done = recipe(tmp_path, doctor_exits=doctor_exits, STAGE="acme", STAGES="own", **variables)
    assert ("cdk deploy --all --context stage=acme" in done.stdout) is deploys, done.stderr
    assert (done.returncode == 0) is deploys
    asked = "claimtrail doctor --stage acme --in own" in done.stdout
    assert asked is ("DOCTOR" not in variables)
