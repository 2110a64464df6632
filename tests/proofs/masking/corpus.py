"""Tickets out of templates, with each identifier's place: what evaluation and tuning share.

A template is text with slots, `{{kind}}`. A set of templates has its own `Style`, which says how a
slot is written; nothing else of the two sets is common.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

_SLOT = re.compile(r"\{\{([a-z0-9_.]+)\}\}")
_LITERAL_WORD = re.compile(r"[a-z]{6,}")
KEEP = "keep"
"""In place of a class: text that has to stay."""
LINKED = 0.7
"""So many of the tickets are about a claim whose patient is known."""
_CASES: tuple[tuple[str, float], ...] = (("as written", 0.7), ("upper", 0.15), ("lower", 0.15))
_TYPOS = 0.25
"""So many of the tickets have typos in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FakePerson:
    """A patient who does not exist."""

    given: str
    middle: str
    family: str
    nickname: str
    born: date
    street: str
    city: str
    state: str
    zip_code: str
    phone: str
    email: str
    member_id: str
    account: str
    ssn: str
    mrn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A slot as it is written: pieces of text, each of a class or of none."""

    pieces: tuple[tuple[str, str], ...]
    """Text and its class; an empty class is neither to be masked nor to stay."""
    of_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One identifier, or one text that has to stay, and where it stands."""

    start: int
    end: int
    safe_harbor: str
    """A class of the Safe Harbor list, or KEEP."""
    of_patient: bool
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeTicket:
    """A ticket's text, and everything in it that identifies somebody."""

    number: int
    template: str
    text: str
    truths: tuple[Truth, ...]
    patient: FakePerson | None
    """The patient of the linked claim; None where no claim is linked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The way in which one set of templates writes people, dates and numbers."""

    folder: Path
    person: Callable[[Random], FakePerson]
    slots: Mapping[str, Callable[[Random, FakePerson], Written]]
    templates: Mapping[str, str] = field(default_factory=dict)


def one(safe_harbor: str, text: str, *, of_patient: bool = False) -> Written:
    """Return a slot of one piece."""
    return Written(pieces=((text, safe_harbor),), of_patient=of_patient)


def templates_of(folder: Path) -> dict[str, str]:
    """Return the templates of a folder by name: `phone_notes/3`."""
    return {
        f"{path.stem}/{number}": text.strip("\n")
        for path in sorted((folder / "templates").glob("*.txt"))
        for number, text in enumerate(path.read_text().split("\n---\n"), start=1)
    }


def lines_of(path: Path) -> list[str]:
    """Return a list of names."""
    return path.read_text().split("\n")[:-1]


def tickets(style: Style, *, count: int, seed: int) -> Iterator[FakeTicket]:
    """Yield tickets; each of them depends on the seed and its number alone."""
    templates = templates_of(style.folder)
    names = sorted(templates)
    for number in range(count):
        random = Random(f"{seed} {number}")  # noqa: S311 - seeded fiction
        name = names[number % len(names)]
        yield _ticket(style, random, number, name, templates[name])


def _ticket(style: Style, random: Random, number: int, name: str, template: str) -> FakeTicket:
    person = style.person(random)
    case = random.choices([c for c, _ in _CASES], [w for _, w in _CASES])[0]
    typos = random.random() < _TYPOS
    text, truths = "", []
    for piece in _pieces(template):
        slot = _SLOT.fullmatch(piece)
        if slot is None:
            text += _with_typos(random, piece) if typos else piece
            continue
        written = style.slots[slot[1]](random, person)
        for words, safe_harbor in written.pieces:
            if safe_harbor:
                truths.append(
                    Truth(
                        start=len(text),
                        end=len(text) + len(words),
                        safe_harbor=safe_harbor,
                        of_patient=written.of_patient,
                        slot=slot[1],
                    )
                )
            text += words
    is_linked = random.random() < LINKED
    return FakeTicket(
        number=number,
        template=name,
        text=_in_case(text, case),
        truths=tuple(truths),
        patient=person if is_linked else None,
    )


def _pieces(template: str) -> Sequence[str]:
    return [piece for piece in re.split(r"(\{\{[a-z0-9_.]+\}\})", template) if piece]


def _in_case(text: str, case: str) -> str:
    changed = {"upper": text.upper(), "lower": text.lower()}.get(case, text)
    return changed if len(changed) == len(text) else text


def _with_typos(random: Random, words: str) -> str:
    """Return text in which one word in eight has two letters swapped."""

    def swapped(found: re.Match[str]) -> str:
        word = found[0]
        if random.random() > 1 / 8:
            return word
        at = random.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _LITERAL_WORD.sub(swapped, words)
