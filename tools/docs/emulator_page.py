"""The table of patches in the README of patched_ministack, from what each module says of itself.

The modules are read as text: they import the emulator, which has an environment of its own.
"""

import ast
from pathlib import Path
from typing import NamedTuple

from tools.docs.pages import renew_sections

PACKAGE = Path(__file__).parents[2] / "patched_ministack"
README = PACKAGE / "README.md"
GAP, SOURCE = "Gap: ", "FOLLOWS"
_HEAD = """\
| Patch | The emulator by itself | AWS |
| --- | --- | --- |"""


class PatchRow(NamedTuple):
    """The gap that one patch closes, and the page of AWS whose behavior it gives instead."""

    name: str
    """Its service and its module: `s3.bucket_settings`."""
    gap: str
    """Behavior of the emulator without it; empty when the module does not say."""
    page: str
    """The page of AWS that it follows; empty when the module does not say."""


def patches() -> list[PatchRow]:
    """Return every module in which a function `needed` stands, by name."""
    found = []
    for path in sorted(PACKAGE.glob("*/*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "needed" for node in module.body):
            found.append(_row(f"{path.parent.name}.{path.stem}", module))
    return found


def render(text: str) -> str:
    """Return the README with its table renewed. Raises ValueError when a marker is missing."""
    rows = (
        f"| [{row.name}]({row.name.replace('.', '/')}.py) | {row.gap} | [{_page_name(row.page)}]"
        f"({row.page}) |"
        for row in patches()
    )
    return renew_sections(text, {"patches": "\n".join([_HEAD, *rows])})


def _row(name: str, module: ast.Module) -> PatchRow:
    first, *_ = (ast.get_docstring(module) or "").partition("\n")
    gap = first.removeprefix(GAP).removesuffix(".") if first.startswith(GAP) else ""
    return PatchRow(name, gap, _constant(module, SOURCE))


def _constant(module: ast.Module, name: str) -> str:
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return str(ast.literal_eval(node.value))
    return ""


def _page_name(page: str) -> str:
    return page.rpartition("/")[2].removesuffix(".html")
