"""Sections of docs/growth.md that benchmarks of their own write."""

import sys
from pathlib import Path

from tools.docs.pages import renew_sections

_PAGE = Path(__file__).parents[2] / "docs" / "growth.md"


def write_section(name: str, body: str) -> None:
    """Write a section of the page, at its end where it is not there, and print it."""
    page = _PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    if begin not in page:
        page = f"{page}\n{begin}\n{end}\n"
    _PAGE.write_text(renew_sections(page, {name: body.rstrip("\n")}), encoding="utf-8")
    sys.stdout.write(body)
