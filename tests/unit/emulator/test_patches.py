"""Every patch of the emulator says what it replaces, whose behavior it gives, and has a test."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tools.docs.emulator_page import PACKAGE, README, PatchRow, patches, render

ROOT = PACKAGE.parent
PATCHES = {patch.name: patch for patch in patches()}
AWS_DOCUMENTATION = re.compile(r"https://docs\.aws\.amazon\.com/\S+\.html")
MARK = re.compile(r"^@pytest\.mark\.patch\((.*)\)$", re.MULTILINE)


def held() -> Iterator[str]:
    """Yield the patches that contract tests are marked with."""
    for path in (ROOT / "tests" / "contract").rglob("test_*.py"):
        for names in MARK.findall(path.read_text(encoding="utf-8")):
            yield from re.findall(r'"([^"]+)"', names)


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_patch_names_the_behavior_that_it_replaces_and_the_page_that_it_follows(
    patch: PatchRow,
) -> None:
    assert patch.gap
    assert AWS_DOCUMENTATION.fullmatch(patch.page)


def test_each_patch_has_a_contract_test() -> None:
    assert set(held()) == PATCHES.keys()


def test_the_readme_has_the_table_of_the_patches() -> None:
    text = README.read_text(encoding="utf-8")

    assert render(text) == text, "run `make docs`"


def test_the_emulator_is_the_release_that_the_seams_were_read_from() -> None:
    seams = (PACKAGE / "seam.py").read_text(encoding="utf-8")
    release = re.search(r'^EMULATOR_VERSION = "(.+)"$', seams, re.MULTILINE)
    declared = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = (ROOT / "requirements" / "cloud.in").read_text(encoding="utf-8").splitlines()

    assert release is not None
    assert f"ministack=={release[1]}" in declared["project"]["dependencies"]
    assert f"ministack=={release[1]}" in pinned
