"""The map of tests/harness/README.md, rendered from the modules' first sentences."""

from collections.abc import Iterator
from pathlib import Path

from tools.docs.pages import first_sentence, renew_sections

HARNESS = Path(__file__).resolve().parents[2] / "tests" / "harness"


def render(text: str) -> str:
    """Return the page with its map renewed. Raises ValueError when its marker is missing."""
    return renew_sections(text, {"map": "\n".join(_map())})


def _map() -> Iterator[str]:
    yield "| What you need | Module of `tests.harness` |"
    yield "| --- | --- |"
    for folder in sorted({path.parent for path in HARNESS.rglob("*.py")}):
        if folder != HARNESS:
            yield f"| **{first_sentence(folder / '__init__.py')}** | |"
        for path in sorted(folder.glob("*.py")):
            if path.name != "__init__.py":
                name = path.relative_to(HARNESS).with_suffix("").as_posix()
                yield f"| {first_sentence(path)} | [{name.replace('/', '.')}]({name}.py) |"
