"""The map of tests/harness and its files agree."""

from pathlib import Path

import pytest

from tools.docs.harness_page import HARNESS, render
from tools.docs.pages import first_sentence

PAGE = HARNESS / "README.md"
MODULES = sorted(HARNESS.rglob("*.py"))
FOLDER_MOST = 12
"""Modules of a folder that can still be taken in at a glance."""


def test_the_map_is_what_the_modules_say() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text == render(text), "run `make docs`"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HARNESS).as_posix())
def test_a_module_begins_with_one_sentence(path: Path) -> None:
    sentence = first_sentence(path)

    assert sentence.endswith(".")
    assert ". " not in sentence


def test_no_folder_is_a_warehouse() -> None:
    folders = {path.parent for path in MODULES}

    assert len(folders) > 1
    assert {
        folder.name: count
        for folder in folders
        if (count := len(list(folder.glob("*.py")))) > FOLDER_MOST
    } == {}
