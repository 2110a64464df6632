"""Each relative link of a Markdown page leads to a file, and to a heading in it."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.unit.docs.test_page_width import ROOT, pages

_LINK = re.compile(r"\]\(<?([^()<>\s]+(?:\([^()\s]*\)[^()\s]*)?)>?(?: \"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$")
_CODE_SPAN = re.compile(r"(`+)[^`].*?\1")
_NAMED = re.compile(r"\bdocs/[\w/-]+\.md(?:#[\w-]+)?")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")


def prose_lines(text: str) -> Iterator[str]:
    """Yield the lines of a page that are outside of code blocks, fenced or indented."""
    fence = ""
    before = ""
    for line in text.splitlines():
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark
        elif not fence and not (line.startswith("    ") and not before.strip()):
            yield line
            before = line


def links_of(text: str) -> Iterator[str]:
    """Yield the targets of a page's links that stay in the repository."""
    for line in prose_lines(text):
        for target in _LINK.findall(_CODE_SPAN.sub("`", line)):
            if not _ELSEWHERE.match(target):
                yield target


def anchors_of(text: str) -> frozenset[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    seen: Counter[str] = Counter()
    found = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for line in prose_lines(text):
        if heading := _HEADING.match(line):
            words = re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", heading[1])
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found)


@cache
def _anchors(path: Path) -> frozenset[str]:
    return anchors_of(path.read_text(encoding="utf-8"))


def fault_of(target: str, page: Path) -> str:
    """Return why a link of a page leads nowhere; empty when it leads somewhere."""
    name, _, anchor = unquote(target).partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.is_relative_to(ROOT):
        return "leaves the repository"
    if not path.exists():
        return "no such file"
    if anchor and path.suffix == ".md" and anchor not in _anchors(path):
        return "no such heading"
    return ""


def test_every_link_of_every_page_leads_somewhere() -> None:
    found = [
        f"{page.relative_to(ROOT).as_posix()}: {target}: {wrong}"
        for page in pages()
        if page.exists()
        for target in links_of(page.read_text(encoding="utf-8"))
        if (wrong := fault_of(target, page))
    ]

    assert found == []


def test_every_page_of_the_docs_is_linked_from_another() -> None:
    docs = {page.resolve() for page in pages() if page.is_relative_to(ROOT / "docs")}
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in pages()
        if page.exists()
        for target in links_of(page.read_text(encoding="utf-8"))
        if not target.startswith("#")
    }

    assert sorted(path.relative_to(ROOT).as_posix() for path in docs - linked) == []


def test_every_page_that_the_program_names_is_there() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {target}: {wrong}"
        for folder in ("layers", "infra", "functions", "tools", ".github")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".toml", ".yml"}
        for target in _NAMED.findall(path.read_text(encoding="utf-8"))
        if (wrong := fault_of(target, ROOT / "README.md"))
    }

    assert found == set()


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("page.md", "no such file"),
        ("#nothing", "no such heading"),
        ("README.md#nothing", "no such heading"),
        ("../outside.md", "leaves the repository"),
        ("README.md#two-commands", ""),
        ("docs", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_found(target: str, wrong: str) -> None:
    assert fault_of(target, ROOT / "CONTRIBUTING.md") == wrong


def test_links_and_headings_in_code_are_none() -> None:
    text = "# A `b` page, *of* two\n\n[x](y.md) `[a](b.md)` [z](https://a.b)\n\n    [c](d.md)\n"
    fenced = "```sh\n# no heading\n[e](f.md)\n```\n\n## Same\n\n## Same\n"

    assert list(links_of(text + fenced)) == ["y.md"]
    assert anchors_of(text + fenced) == {"a-b-page-of-two", "same", "same-1"}
