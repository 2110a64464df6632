"""Each patch is still needed: when the emulator closes a gap, its patch is to be deleted."""

import json
import subprocess

import pytest

from infra.local.cloud import LAUNCHER
from infra.local.settings import CHECKOUT, CloudSettings
from tools.docs.emulator_page import patches

PATCHES = [patch.name for patch in patches()]

pytestmark = pytest.mark.cloud


@pytest.fixture(scope="module")
def gaps() -> dict[str, bool]:
    command = [str(CloudSettings().python), "-P", "-m", LAUNCHER, "--gaps"]
    answer = subprocess.run(  # noqa: S603 - our own, fixed command line
        command, cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    found: dict[str, bool] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("patch", PATCHES)
def test_the_gap_is_still_there(gaps: dict[str, bool], patch: str) -> None:
    assert gaps[patch], f"the emulator no longer needs {patch}: delete the patch"


def test_every_patch_is_applied(gaps: dict[str, bool]) -> None:
    assert sorted(gaps) == PATCHES
