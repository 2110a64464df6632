"""docs/decisions/README.md lists each decision once, in order, as its file has it."""

import re
from pathlib import Path

from infra.settings import REPOSITORY

FOLDER = REPOSITORY / "docs" / "decisions"
ROW = re.compile(r"\| \[(\d{4})\]\(([^)]+)\) \| (.+) \| ([^|]+) \| (\d{4}-\d\d-\d\d) \|")
STATES = ("accepted", "superseded in part", "superseded")


def rows() -> list[tuple[str, ...]]:
    """Number, file, title, state and day of each row."""
    return ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))


def of_file(path: Path) -> tuple[str, ...]:
    """The row that a decision's file asks for."""
    text = path.read_text(encoding="utf-8")
    title = re.match(r"# (\d{4})\. (.+)", text)
    state = re.search(r"^\| ([a-z].*) \| (\d{4}-\d\d-\d\d) \|$", text, re.MULTILINE)
    assert title, path
    assert state, path
    said = next(one for one in (*STATES[1:], STATES[0]) if state[1].startswith(one))
    return title[1], path.name, title[2], said, state[2]


def test_each_decision_has_its_row_in_order() -> None:
    found = [of_file(path) for path in sorted(FOLDER.glob("[0-9]*.md"))]

    assert rows() == found
    assert len({number for number, *_ in found}) == len(found)
