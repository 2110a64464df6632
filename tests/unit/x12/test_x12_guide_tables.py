"""The guides' tables are those that the build makes."""

from pathlib import Path

from claimtrail.x12.guides.guide import load_guide
from claimtrail.x12.guides.transactions import BY_VERSION
from tools.guide_build.__main__ import stale


def test_the_tables_are_up_to_date() -> None:
    assert stale() == {}


def test_every_guide_that_is_read_has_a_table() -> None:
    for identifier, version in BY_VERSION:
        assert load_guide(identifier, version).identifier == identifier


def test_the_tables_are_small() -> None:
    folder = Path(load_guide.__wrapped__.__code__.co_filename).parent / "tables"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 150_000
