"""Terms, firms and names of programs that hold a name, and identify nobody: `Norton scale`."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from claimtrail.tickets.masking.lexicon import lexicon

_TABLES = tomllib.loads(
    files("claimtrail.tickets.masking").joinpath("data", "kept_terms.toml").read_text()
)


def _any(table: str) -> str:
    """Return a form that any word of a table has."""
    return f"(?:{'|'.join(map(re.escape, _TABLES[table]['words'].split()))})"


_NAME = r"[^\W\d_]{3,20}"
_FIRST = rf"(?<![\w'\u2019.@/-])(?P<name>{_NAME})(?:-{_NAME})?"
_TERM = re.compile(
    rf"{_FIRST}(?:['\u2019]s|s['\u2019])? (?:{_any('between')} )?"
    rf"(?:{_any('nouns')}|(?P<thing>{_any('things')}))(?![\w'\u2019-])"
)
_EPONYMS = frozenset(_TABLES["eponyms"]["words"].split())
_FIRM = re.compile(
    rf"(?<![\w'\u2019.@/-])(?P<name>[A-Z]{_NAME}(?:['\u2019]s)?)"
    rf"(?P<rest>(?: (?:[A-Z]{_NAME}|and|of|&|St\.?)){{0,2}})"
    rf" (?:(?i:{_any('firms')} ){{0,3}}(?=[A-Z])(?i:{_any('kinds')})"
    rf"|(?i:{_any('firms')} ){{1,3}}(?=[A-Z])(?i:{_any('labels')}))(?![\w'\u2019-]| ?[:#=])"
)
_NAMES_OF_PERSON = 2
_DOTTED = re.compile(r"(?<![\w@./-])[a-z]\w{1,30}(?:\.[a-z_]\w{1,40}){2,8}(?![\w@])", re.IGNORECASE)
_VERB = re.compile(
    r"(?<![\w'\u2019-])(?:rose|drew) (?=(?:to|from|by|above|below|up|again|\d|the|blood|labs)\b)"
    r"|(?<![\w'\u2019-])mark(?:ed)?[ -](?:up|down)\b|(?<![\w'\u2019-])rich text\b"
)


def terms_in(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Yield the places of what is named after somebody, and of verbs that look like names."""
    for found in _TERM.finditer(lower):
        is_term = not found["thing"] or found["name"] in _EPONYMS
        if is_term and _is_open(text, found.start()):
            yield found.span()
    for found in _FIRM.finditer(text):
        if _is_firm(found["name"].lower(), found["rest"]) and _is_open(text, found.start()):
            yield found.span()
    for found in _DOTTED.finditer(text):
        parts = found[0].lower().split(".")
        if sum(one in lexicon().common for one in parts) < _NAMES_OF_PERSON:
            yield found.span()
    for found in _VERB.finditer(lower):
        yield found.span()


def _is_firm(first: str, rest: str) -> bool:
    """Return whether a firm's name begins with no full name of a person: `Ana Roe Insurance`."""
    second = rest.split(maxsplit=1)[0].lower() if rest else ""
    is_person = first in lexicon().frequent and lexicon().is_name(second)
    return first not in _NO_FIRM and not is_person


def _is_open(text: str, start: int) -> bool:
    """Return whether no title and no given name announces a person: `Dr. Norton`."""
    if _EMPLOYER.search(text, max(0, start - 30), start):
        return False
    before = _BEFORE.search(text, max(0, start - 30), start)
    word = before[1].lower() if before else ""
    return word not in _TITLES and not (word in lexicon().frequent and word in lexicon().common)


_BEFORE = re.compile(r"([^\W\d_]{2,24})[.,]?[ \t]{1,2}\Z")
_EMPLOYER = re.compile(
    r"\b(?:employ\w{0,6}|empl?|works?|worked|wks|working aged|job)"
    r"(?: (?:at|by|for|with|name|is|of))?[:,=.]? {1,2}\Z",
    re.IGNORECASE,
)
_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "prof", "patient", "pt", "member"})
_NO_FIRM = frozenset({"the", "our", "your", "this", "that", "his", "her", "their", "patient"})
