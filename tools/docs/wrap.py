"""Wraps the prose of Markdown pages at 100 columns: `python -m tools.docs.wrap PAGE ...`.

Tables, headings, code and comments stay as they are, and so does a paragraph that fits.
"""

import re
import sys
import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

WIDTH = 100
_FENCE = re.compile(r"\s*(```|~~~)")
_KEPT = re.compile(r"\s*(\||#|<!--|\[[^\]]+\]: )|    (?![-*\d])|\s*$")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d+\.) (?P<text>.*)")


def too_wide(text: str) -> list[str]:
    """Return the lines of prose beyond the width that a space could break."""
    return [
        line
        for line, is_prose in _lines(text)
        if is_prose and len(line) > WIDTH and " " in line[:WIDTH].strip(" -*+>")
    ]


def wrap(text: str) -> str:
    """Return the page with each paragraph that has a line beyond the width wrapped again."""
    wrapped: list[str] = []
    for is_prose, group in groupby(_lines(text), key=lambda line: line[1]):
        lines = [line for line, _ in group]
        if is_prose:
            lines = [line for part in _paragraphs(lines) for line in _wrapped(part)]
        wrapped += lines
    return "\n".join(wrapped) + "\n"


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it is prose."""
    is_code = False
    for line in text.splitlines():
        is_fence = bool(_FENCE.match(line))
        yield line, not (is_code or is_fence or _KEPT.match(line))
        is_code = is_code is not is_fence


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Yield paragraphs: each item of a list is one of its own."""
    part: list[str] = []
    for line in lines:
        if part and _ITEM.match(line):
            yield part
            part = []
        part.append(line)
    yield part


def _wrapped(lines: list[str]) -> list[str]:
    if not too_wide("\n".join(lines)):
        return lines
    item = _ITEM.match(lines[0])
    indent = len(lines[0]) - len(lines[0].lstrip())
    first = item.group(0)[: item.start("text")] if item else " " * indent
    return textwrap.wrap(
        " ".join(line.strip() for line in [lines[0][len(first) :], *lines[1:]]),
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def main() -> None:
    """Wrap the pages that are named."""
    for name in sys.argv[1:]:
        page = Path(name)
        page.write_text(wrap(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
