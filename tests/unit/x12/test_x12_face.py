"""Imports of x12 by other rooms: every name resolves, and none costs the others."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import claimtrail.x12

DECLARED = {
    name: f"claimtrail.x12.{module}"
    for module, names in claimtrail.x12._FACE.items()
    for name in names
}
HEAVY = (
    "claimtrail.x12.read.set_reader",
    "claimtrail.x12.fast_path",
    "claimtrail.x12.guides.guide",
)


@pytest.mark.parametrize("name", DECLARED)
def test_a_name_is_the_one_that_its_module_defines(name: str) -> None:
    assert getattr(claimtrail.x12, name) is getattr(import_module(DECLARED[name]), name)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(claimtrail.x12.__file__).read_text(encoding="utf-8"))
    [block] = [
        node for node in tree.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name)
    ]
    seen = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert seen == DECLARED


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="read_everything"):
        claimtrail.x12.read_everything  # noqa: B018 - it raises


def test_the_model_does_not_import_the_reader() -> None:
    probe = f"import sys, claimtrail.x12.model; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)  # noqa: S603 - fixed

    assert done.stdout.strip() == "[]"
