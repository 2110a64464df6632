"""The pictures of the pages: each one that is taken is shown, one of every role among them."""

import re
from pathlib import Path

from claimtrail.access.roles import JobRole
from tools.docs.pictures import FOLDER, MOST_BYTES_IN_ALL, PICTURES

ROOT = FOLDER.parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_SHOWN = re.compile(r"!\[[^\]]{1,120}\]\((?:docs/)?pictures/([\w-]{1,80})\.png\)")
"""A picture with words for who does not see it."""


def kept() -> dict[str, Path]:
    """Return the pictures of the repository by name."""
    return {path.stem: path for path in FOLDER.iterdir()}


def test_the_pictures_that_are_taken_are_those_that_are_kept_and_shown() -> None:
    shown = {name for page in PAGES for name in _SHOWN.findall(page.read_text(encoding="utf-8"))}

    assert {one.name for one in PICTURES} == kept().keys() == shown


def test_each_role_has_a_picture_and_some_are_dark_or_of_a_phone() -> None:
    assert {one.role for one in PICTURES} == set(JobRole)
    assert {one.scheme for one in PICTURES} == {"light", "dark"}
    assert len({one.viewport["width"] for one in PICTURES}) > 1


def test_the_pictures_weigh_little() -> None:
    assert 0 < sum(path.stat().st_size for path in kept().values()) < MOST_BYTES_IN_ALL
