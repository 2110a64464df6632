"""The text of a search in parts: ids, dates, dollars, numbers and names. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

MOST_LETTERS = 100
"""Letters of a search at most."""
MOST_TERMS = 6
_CENTURY = 2000


class SearchPart(StrEnum):
    """The kinds of parts, in the words of the answer."""

    CLAIM_ID = "claim id"
    TICKET_ID = "ticket id"
    FILE_ID = "file id"
    DAY = "date of service"
    AMOUNT = "amount"
    NUMBER = "number"
    NAME = "patient's name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a search; a claim must fit every part."""

    kind: SearchPart
    value: str
    """An id, a day in ISO 8601, whole cents, or the words as they were typed."""


_ID = re.compile(r"(clm|tkt|fil)_[a-z0-9]{1,64}", re.IGNORECASE)
_IDS: Mapping[str, SearchPart] = MappingProxyType(
    {"clm": SearchPart.CLAIM_ID, "tkt": SearchPart.TICKET_ID, "fil": SearchPart.FILE_ID}
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
    (
        re.compile(r"(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w-])"),
        lambda found: (int(found[1]), int(found[2]), int(found[3])),
    ),
    (
        re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])"),
        lambda found: (_year(found[3]), int(found[1]), int(found[2])),
    ),
    (
        re.compile(
            rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\.? (\d{{1,2}}),? (\d{{4}})\b", re.IGNORECASE
        ),
        lambda found: (
            int(found[3]),
            _MONTHS.index(found[1].lower()) + 1,
            int(found[2]),
        ),
    ),
)
"""The ways in which US readers write a date: month before day."""
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(
    r"\$ ?([\d,]{1,15})(?:\.(\d{2}))?(?!\w)|(?<![\w.$])([\d,]{1,15})\.(\d{2})(?![\w.])"
)


def terms_of(text: str) -> tuple[Term, ...]:
    """Return the parts of a search, MOST_TERMS at most; none of an empty text."""
    said = " ".join(text[:MOST_LETTERS].split())
    if _ID.fullmatch(said):
        return (Term(kind=_IDS[said[:3].lower()], value=said.lower()),)
    terms: list[Term] = []
    for pattern, parts in _DATES:
        said = pattern.sub(lambda found: _taken_day(terms, found, parts), said)  # noqa: B023 - called at once
    said = _AMOUNT.sub(lambda found: _taken_amount(terms, found), said)
    return (*terms, *_words(said))[:MOST_TERMS]


def plain_date(number: str) -> str:
    """Return the day that eight digits may be, in ISO 8601; empty for other numbers."""
    found = _PLAIN_DATE.fullmatch(number)
    return _iso(*map(int, found.groups())) if found else ""


def _taken_day(
    terms: list[Term], found: re.Match[str], parts: Callable[[re.Match[str]], tuple[int, int, int]]
) -> str:
    day = _iso(*parts(found))
    if not day:
        return found[0]
    terms.append(Term(kind=SearchPart.DAY, value=day))
    return " "


def _taken_amount(terms: list[Term], found: re.Match[str]) -> str:
    dollars = (found[1] or found[3] or "").replace(",", "")
    if not dollars:
        return found[0]
    cents = int(dollars) * 100 + int(found[2] or found[4] or 0)
    terms.append(Term(kind=SearchPart.AMOUNT, value=str(cents)))
    return " "


def _words(said: str) -> Iterator[Term]:
    """Yield what is left: a word with a digit is a number, the others together are a name."""
    words = said.split()
    yield from (
        Term(kind=SearchPart.NUMBER, value=one) for one in words if any(map(str.isdigit, one))
    )
    name = " ".join(one for one in words if not any(map(str.isdigit, one)))
    if any(map(str.isalpha, name)):
        yield Term(kind=SearchPart.NAME, value=name)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == 2 else 0)  # noqa: PLR2004 - two digits of a year
