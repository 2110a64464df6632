"""The sections of docs/architecture.md that are rendered from the code."""

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grimp import build_graph

from tools.docs.file_steps import STEPS, FileStep
from tools.docs.pages import first_sentence, renew_sections

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "layers" / "claimtrail" / "python" / "claimtrail"
_LAYERS_CONTRACT = "Rooms stand in order"

Imports = Mapping[str, frozenset[str]]
"""A room to the rooms that its modules import."""


def render(text: str) -> str:
    """Return the page with its rendered sections renewed.

    Raises ValueError when a marker is missing, and LookupError when a step of the way of a file
    names a function that is not there.
    """
    layers, imports = layers_of_rooms(), imports_of_rooms()
    return renew_sections(
        text,
        {
            "rooms": _diagram(layers, imports),
            "imports": _table_of_rooms(layers, imports),
            "way": _way_diagram(STEPS),
            "steps": _table_of_steps(STEPS),
        },
    )


def render_readme(text: str) -> str:
    """Return README.md with the diagram of the way of a file renewed."""
    return renew_sections(text, {"way": _way_diagram(STEPS)})


def layers_of_rooms() -> list[list[str]]:
    """Return the rows of rooms that import-linter checks, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"] == _LAYERS_CONTRACT
    ]
    return [[room.strip(" ()") for room in row.replace(":", "|").split("|")] for row in layers]


def imports_of_rooms() -> Imports:
    """Return which room imports which, from the import graph of the package."""
    graph = build_graph("claimtrail", cache_dir=None)
    rooms = {child.rpartition(".")[2] for child in graph.find_children("claimtrail")}
    found: dict[str, set[str]] = {room: set() for room in sorted(rooms)}
    for module in sorted(graph.modules):
        room = _room_of(module)
        for imported in graph.find_modules_directly_imported_by(module):
            other = _room_of(imported)
            if room and other and other != room:
                found[room].add(other)
    return {room: frozenset(others) for room, others in found.items()}


def direct_imports(imports: Imports) -> Imports:
    """Return the imports without those that a way over another room implies."""
    reached = {room: _reached(room, imports) for room in imports}
    return {
        room: frozenset(
            one for one in others if not any(one in reached[other] for other in others - {one})
        )
        for room, others in imports.items()
    }


def _reached(room: str, imports: Imports) -> frozenset[str]:
    found: set[str] = set()
    waiting = [room]
    while waiting:
        for other in imports[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return frozenset(found)


def _room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "claimtrail" and len(parts) > 1 else ""


def _diagram(layers: list[list[str]], imports: Imports) -> str:
    lines = ["```mermaid", "flowchart TB"]
    for number, row in enumerate(layers):
        lines.append(f"  subgraph row{number}[ ]")
        lines.append("    direction LR")
        lines += [f"    {room}" for room in row]
        lines.append("  end")
    for room, others in direct_imports(imports).items():
        lines += [f"  {room} --> {other}" for other in sorted(others)]
    return "\n".join([*lines, "```"])


def _table_of_rooms(layers: list[list[str]], imports: Imports) -> str:
    lines = ["| Room | What it holds | Imports |", "| --- | --- | --- |"]
    for room in (room for row in layers for room in row):
        link = f"[{room}](../{PACKAGE.relative_to(ROOT).as_posix()}/{room})"
        others = ", ".join(sorted(imports[room])) or "nothing"
        lines.append(f"| {link} | {first_sentence(PACKAGE / room / '__init__.py')} | {others} |")
    return "\n".join(lines)


def _way_diagram(steps: Iterable[FileStep]) -> str:
    lines = ["```mermaid", "flowchart TB"]
    for step in steps:
        lines.append(f'  {step.name}["{step.name}<br/>{step.file}"]')
        lines += [f'  {step.name} -- "{carrier}" --> {after}' for after, carrier in step.then]
    return "\n".join([*lines, "```"])


def _table_of_steps(steps: Iterable[FileStep]) -> str:
    lines = ["| Step | File | Function | What it does |", "| --- | --- | --- | --- |"]
    for step in steps:
        places = list(_places(step))
        files = "<br/>".join(f"[{path}](../{_full(path)})" for path, _ in places)
        functions = "<br/>".join(f"`{function}`" for _, function in places)
        lines.append(f"| {step.name} | {files} | {functions} | {step.purpose} |")
    return "\n".join(lines)


def _places(step: FileStep) -> Iterator[tuple[str, str]]:
    for place in (step.place, *step.work):
        path, _, function = place.partition(":")
        if function not in _definitions(ROOT / _full(path)):
            raise LookupError(f"{path} defines no {function}")
        yield path, function


def _full(path: str) -> str:
    """Return a path from the repository's root; the package's files are named from its own."""
    if not path.startswith("claimtrail/"):
        return path
    return (PACKAGE.relative_to(ROOT).parent / path).as_posix()


def _definitions(path: Path) -> frozenset[str]:
    """Return functions, classes, and methods (`Class.method`) that a file defines."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    body = ast.parse(path.read_text(encoding="utf-8")).body
    top = [node for node in body if isinstance(node, kinds)]
    methods = (
        f"{node.name}.{inner.name}"
        for node in top
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef)
    )
    return frozenset({*(node.name for node in top), *methods})
