"""One event's way through projection, as docs/architecture.md shows it."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.harness.claims.claim_events import front_end, submitted
from tests.harness.claims.projection_walk import Walk, projection_walk, purpose
from tools.docs.pages import renew_sections

PAGE = Path(__file__).parents[4] / "docs" / "architecture.md"
ROOM = "claimtrail/claims/projection/"
MOST = 15
"""Files that one event may enter are fewer."""


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    first = submitted(1)
    return {
        "First event (837)": projection_walk(first),
        "Next event (277CA)": projection_walk(front_end(3, "A2"), [first]),
    }


def test_one_event_enters_few_files_each_for_a_purpose_of_its_own(
    walks: dict[str, Walk],
) -> None:
    for walk in walks.values():
        assert 1 < len(walk) < MOST
        purposes = Counter(purpose(name) for name in walk)
        assert [text for text, count in purposes.items() if count > 1] == []


def test_the_page_shows_the_walk(walks: dict[str, Walk]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    renewed = renew_sections(text, {"walk": table(walks)})
    if os.environ.get("WRITE_PAGES"):
        PAGE.write_text(renewed, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == renewed, "run `make docs`"


def table(walks: dict[str, Walk]) -> str:
    """Of each file: what it is for, and which of the events enter it."""
    names = sorted({name for walk in walks.values() for name in walk}, key=_at)
    lines = [
        f"| File of `claimtrail/` | Purpose | {' | '.join(walks)} |",
        f"| --- | ---{' | ---' * len(walks)} |",
    ]
    for name in names:
        cells = ["entered" if name in walk else "" for walk in walks.values()]
        lines.append(
            f"| {name.removeprefix('claimtrail/')} | {purpose(name)} | {' | '.join(cells)} |"
        )
    counts = [f"{len(walk)} files" for walk in walks.values()]
    own = [f"{sum(name.startswith(ROOM) for name in walk)} of them" for walk in walks.values()]
    lines += [
        f"| in all | | {' | '.join(counts)} |",
        f"| in claims/projection | | {' | '.join(own)} |",
    ]
    return "\n".join(lines)


def _at(name: str) -> tuple[bool, str, str]:
    """Projection's own files first, then room by room."""
    room, _, file = name.rpartition("/")
    return (not name.startswith(ROOM), room, file)
