"""Prose of Markdown pages is 100 columns wide at most."""

import re
import subprocess
from pathlib import Path

from tools.docs.terminal import PAGE_COLUMNS
from tools.docs.wrap import WIDTH, too_wide, wrap

ROOT = Path(__file__).parents[3]
LONG = "word " * 30


def pages() -> list[Path]:
    """The pages that Git knows; a copy without Git has all but what was installed."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"],  # noqa: S607 - Git of the machine
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines()]
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_no_prose_of_a_page_is_too_wide() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in pages()
        if path.exists() and (lines := too_wide(path.read_text(encoding="utf-8")))
    }

    assert found == {}, "run `make docs`"


def test_what_is_wrapped_says_the_same_and_keeps_items_tables_and_code() -> None:
    kept = f"| {LONG} |\n\n    {LONG}\n\n```\n{LONG}\n```\n\n# {LONG}\n"
    text = f"{LONG}\nand on\n\n- {LONG}\n  more\n- short\n\n{kept}"

    wrapped = wrap(text)

    assert too_wide(text) != []
    assert too_wide(wrapped) == []
    assert wrapped.endswith(kept)
    assert wrapped.split() == text.split()
    assert wrap(wrapped) == wrapped
    items = [line for line in wrapped.splitlines() if re.match("- |  [a-z]", line)]
    assert items[-1] == "- short"
    assert max(map(len, items[:-1])) <= WIDTH


def test_the_first_page_has_no_wide_line_outside_of_code() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)

    lines = [line for line in prose.splitlines() if not line.startswith("    ")]
    assert [line for line in lines if len(line) > WIDTH] == []


def test_the_claim_of_the_first_page_fits_as_a_terminal_of_that_width_shows_it() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- begin: claim -->")[2].partition("<!-- end: claim -->")[0]

    assert "$ claimtrail claim" in shown
    assert PAGE_COLUMNS == WIDTH
    assert [line for line in shown.splitlines() if len(line) > WIDTH] == []
