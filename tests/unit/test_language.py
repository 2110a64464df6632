"""The words of the house: banned ones stand neither in code nor in pages (docs/glossary.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANNED = {
    r"needs? a look": "needs review, exception",
    r"version_taken|VERSION_TAKEN": "claim_version_conflict",
    r"rulings?": "match decision",
    r'"TAKEN_BACK"': "WITHDRAWN",
    r"claims[._]moved|CLAIMS_MOVED": "claims.status_changed",
    r"legs?": "payer responsibility",
    r"strange[ _]?(?:lines?|numbers?)": "unmatched remittance line, unknown number",
    r"(?:Match|Term|Ticket)Desk": "MatchReview, PayerTermReview, TicketService",
    r"seekers?|seeks|sought": "awaiting a match",
    r"bookmarks?": "fold checkpoint",
    r"put off|set aside|set_aside": "defer, preserve",
    r"comes? again": "is redelivered",
    r"anew": "again",
    r"mend(?:s|ed|ing)?": "fix",
    r"terms_of_status": "status_terms",
    r"portions?": "chunk",
    r"rungs?|ladder": "escalation step",
    r"happenings?": "event",
    r"episodes?": "escalation",
    r"exceptions?_raised|EXCEPTIONS?_RAISED": "exception opened",
    r"worklist": "unmatched",
    r"lanes_per_shard": "parallelization_factor",
    r"habits?": "payer behavior",
    r"[Rr]oads?": "pipeline",
    r"rivals?": "concurrent workers",
    r"poison": "malformed messages",
    r"cheques?": "check",
    r"catalogues?": "catalog",
    r"colours?": "color",
    r"behaviours?": "behavior",
    r"neighbours?": "neighbor",
    r"(?:organ|recogn|final|summar|normal|author)is(?:e|ed|es|ing|able|ation|ations)": "-ize",
    r"analysed|travelled|cancell(?:ed|ing)|centre|licence": "American spelling",
}
"""Pattern to what is said instead; a pattern stands alone or as a part of an identifier."""


AS_WRITTEN = "pipeline"
"""What is compared in capitals and small letters as they stand: streets in samples are ROAD."""
PATTERNS = {
    say: re.compile(rf"(?:{pattern if say == AS_WRITTEN else pattern.lower()})(?![A-Za-z])")
    for pattern, say in BANNED.items()
}
"""What stands before is looked at afterwards: a pattern that begins with letters is found fast."""
SOURCES = (
    "layers/claimtrail",
    "functions",
    "infra",
    "patched_ministack",
    "simulator",
    "tools",
    "tests",
    "docs",
)
SKIPPED = (
    "tests/fixtures/",
    "tests/unit/test_language.py",
    "docs/glossary.md",
    "docs/contracts/",
)
"""Samples of others, and this table."""
UNIQUE = ("Verdict", "Step", "Outcome", "Fault", "Look", "Standing", "Above")
"""Names that were defined in several rooms; none may come back."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield every source and page with its path."""
    files = [*ROOT.glob("*.md")]
    for source in SOURCES:
        files += [*(ROOT / source).rglob("*.py"), *(ROOT / source).rglob("*.md")]
        files += (ROOT / source).rglob("*.sql")
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(SKIPPED):
            yield name, path.read_text(encoding="utf-8")


SHIPPED = ("layers/claimtrail", "functions", "infra", "patched_ministack", "simulator", "tools")
QUESTIONS = {"What", "Whether", "Who", "Whose", "Whom", "Where", "Which", "How"}
"""First words that hide the thing: a docstring names it, or says what a function does."""


BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
"""The parts of a statement that hold statements."""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(pages())


@pytest.fixture(scope="module")
def in_small_letters(texts: dict[str, str]) -> dict[str, str]:
    return {name: text.lower() for name, text in texts.items()}


@pytest.mark.parametrize("say", PATTERNS)
def test_a_banned_word_stands_nowhere(
    texts: dict[str, str], in_small_letters: dict[str, str], say: str
) -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in (texts if say == AS_WRITTEN else in_small_letters).items()
        for match in PATTERNS[say].finditer(text)
        if not _follows_a_letter(text, match.start())
    ]

    assert found == [], f"say {say}"


def _follows_a_letter(text: str, place: int) -> bool:
    before = text[place - 1 : place]
    return before.isascii() and before.isalpha()


@pytest.mark.parametrize(
    ("say", "text", "is_found"),
    [
        ("payer responsibility", "a Leg of it", True),
        ("payer responsibility", "first_legs", True),
        ("payer responsibility", "legal", False),
        ("payer responsibility", "an oleg", False),
        ("payer responsibility", "leg", True),
        ("pipeline", "the road", True),
        ("pipeline", "1 MAIN ROAD", False),
    ],
)
def test_a_word_is_found_alone_and_as_a_part_of_an_identifier(
    say: str, text: str, *, is_found: bool
) -> None:
    try:
        test_a_banned_word_stands_nowhere({"it": text}, {"it": text.lower()}, say)
    except AssertionError:
        assert is_found
    else:
        assert not is_found


def classes(texts: dict[str, str], *, beneath: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each class of the sources in some folders: its name and its file."""
    for name, text in texts.items():
        if name.endswith(".py") and name.startswith(beneath):
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef):
                    yield node.name, name


def test_names_that_stood_in_several_rooms_do_not_come_back(texts: dict[str, str]) -> None:
    assert [found for found in classes(texts, beneath=SHIPPED) if found[0] in UNIQUE] == []


def test_a_name_of_a_class_stands_in_one_room_of_the_package(texts: dict[str, str]) -> None:
    files: dict[str, list[str]] = {}
    for name, file in classes(texts, beneath=("layers/claimtrail",)):
        files.setdefault(name, []).append(file)

    assert {
        name: found for name, found in files.items() if len(found) > 1 and not name.startswith("_")
    } == {}


def documented(text: str) -> Iterator[str]:
    """Yield the docstrings of a source, those of its variables and fields too."""
    bodies: list[list[ast.AST]] = [[ast.parse(text)]]
    while bodies:
        for item in bodies.pop():
            if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
                yield str(item.value.value)
            bodies += (getattr(item, name, []) for name in BODIES)


def test_a_docstring_names_the_thing_first(texts: dict[str, str]) -> None:
    found = [
        f"{name}: {line}"
        for name, text in texts.items()
        if name.endswith(".py")
        for line in documented(text)
        if line.split(maxsplit=1)[0].strip(",.:;") in QUESTIONS
    ]

    assert found == [], 'begin with the thing, or with a verb such as "Return"'
