"""The package declares its imports, and the environments are pinned to the same."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
LAYER = ROOT / "layers" / "claimtrail"
PROJECT = tomllib.loads((LAYER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: Mapping[str, list[str]] = {
    name: listed for name, listed in PROJECT["optional-dependencies"].items() if name != "all"
}
DECLARED = [
    Requirement(text)
    for text in (*PROJECT["dependencies"], *(one for e in EXTRAS.values() for one in e))
]
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
ENVIRONMENTS = (
    *(ROOT / "requirements" / f"{name}.txt" for name in ("dev", "package", "bench-fuzz")),
    *(ROOT / "layers").glob("*/requirements.txt"),
)
NOT_DECLARED = {
    "claimtrail-partners",  # made for each stage, of its partners' profiles
    "pydantic-core",  # a part of pydantic, which pins it
}
ROOMS_OF_EXTRAS = {
    "aws": ("aws/", "cli/", "bootstrap/", "web/"),
    "query": ("cli/",),
    "sftp": ("cli/",),
    "parquet": ("analytics/",),
    "documents": ("exports/",),
    "attachments": ("tickets/masking/",),
    "web": ("web/", "connect/", "cli/remote/", "cli/tickets/attaching.py"),
}
"""The rooms that may import a library of an extra; everything else stands on the base alone."""


def pins() -> Iterator[tuple[str, str]]:
    """Yield every library and version that an environment of the package is pinned to."""
    for path in ENVIRONMENTS:
        for pin in PIN.finditer(path.read_text(encoding="utf-8")):
            yield pin["name"], pin["version"]


@cache
def imported() -> frozenset[tuple[str, str]]:
    """Return each module of the package with a library that it imports."""
    return frozenset(_imports())


def _imports() -> Iterator[tuple[str, str]]:
    source = LAYER / "python" / "claimtrail"
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                library = name.partition(".")[0]
                if library not in sys.stdlib_module_names and library != "claimtrail":
                    yield path.relative_to(source).as_posix(), library.replace("_", "-")


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_a_declared_range_holds_every_pinned_version(requirement: Requirement) -> None:
    versions = {version for name, version in pins() if name == requirement.name}

    assert versions
    assert [one for one in versions if not requirement.specifier.contains(one)] == []


@pytest.mark.long
def test_what_is_imported_is_what_is_declared() -> None:
    found = {library for _, library in imported()} - NOT_DECLARED

    assert found == {requirement.name for requirement in DECLARED}


@pytest.mark.long
@pytest.mark.parametrize("extra", EXTRAS)
def test_what_an_extra_brings_is_imported_in_its_rooms_alone(extra: str) -> None:
    libraries = {Requirement(text).name for text in EXTRAS[extra]}

    outside = {
        (path, library)
        for path, library in imported()
        if library in libraries and not path.startswith(ROOMS_OF_EXTRAS[extra])
    }

    assert outside == set()


def test_the_extra_all_is_all_of_them() -> None:
    (everything,) = PROJECT["optional-dependencies"]["all"]

    assert Requirement(everything).extras == EXTRAS.keys()
