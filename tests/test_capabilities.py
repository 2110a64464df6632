"""The capability page and the tests that claim to show a capability agree."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "capabilities.md"
MARK = re.compile(r'pytest\.mark\.capability\(\s*((?:"[CT]\d+\.\d+"(?:,\s*)?)+)\s*\)')
ROW = re.compile(r"^\| (?P<id>[CT]\d+\.\d+) \|(?P<cells>.*)\|$", re.MULTILINE)


def marked() -> dict[str, set[str]]:
    """Capability to the test files that carry its mark."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for mark in MARK.finditer(path.read_text(encoding="utf-8")):
            for capability in re.findall(r"[CT]\d+\.\d+", mark.group(1)):
                found.setdefault(capability, set()).add(path.relative_to(ROOT).as_posix())
    return found


def listed() -> dict[str, str]:
    """Capability to its row on the page."""
    text = PAGE.read_text(encoding="utf-8")
    return {row["id"]: row["cells"] for row in ROW.finditer(text)}


def test_every_marked_capability_is_on_the_page_and_every_row_has_a_marked_test() -> None:
    assert set(listed()) == set(marked())


def test_the_tests_that_a_row_names_carry_its_mark() -> None:
    wrong = []
    for capability, cells in listed().items():
        named = set(re.findall(r"tests/[\w/]+\.py", cells))
        if not named or not named <= marked()[capability]:
            wrong.append((capability, sorted(named - marked().get(capability, set()))))
    assert wrong == []


def test_every_path_on_the_page_exists() -> None:
    linked = re.findall(r"\]\(\.\./([\w./-]+)\)", PAGE.read_text(encoding="utf-8"))
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []
