"""Pages of docs/ that hold sections rendered from tables in the code, between markers."""

import ast
from collections.abc import Mapping
from pathlib import Path


def renew_sections(text: str, sections: Mapping[str, str]) -> str:
    """Return the page with what stands between each section's pair of markers renewed.

    Raises ValueError when a marker is missing.
    """
    for name, body in sections.items():
        begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"the page has no {begin} ... {end}")
        text = f"{before}{begin}\n{body}\n{end}{after}"
    return text


def first_sentence(path: Path) -> str:
    """Return the first paragraph of a module's docstring, in one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n\n")[0].replace("\n", " ")
