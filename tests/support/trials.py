"""The trial files of the road, as they are and with some of their text replaced."""

from datetime import date
from pathlib import Path

from claimtrail.synthetic.model import SyntheticFile

FOLDER = Path(__file__).parents[1] / "fixtures" / "trials" / "road"
PAYER = "juniper-medicaid"
DAY = date(2026, 9, 2)


def text_of(name: str) -> str:
    """A trial file's content."""
    return (FOLDER / name).read_text(encoding="latin-1")


def dropped(text: str, *, name: str, partner: str = "") -> SyntheticFile:
    """A file as its sender drops it: 837s come from billing, all others from the payer."""
    return SyntheticFile(
        day=DAY,
        partner_id=partner or ("billing" if name.endswith("837") else PAYER),
        name=name,
        purpose="trial",
        transaction=name.rpartition(".")[2].upper(),
        content=text.encode("latin-1"),
    )


def trial(name: str) -> SyntheticFile:
    """A trial file as its sender drops it."""
    return dropped(text_of(name), name=name)


def changed(name: str, *changes: tuple[str, str], partner: str = "") -> SyntheticFile:
    """A trial file with some of its text replaced; each replaced text must be in it."""
    text = text_of(name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return dropped(text, name=name, partner=partner)
