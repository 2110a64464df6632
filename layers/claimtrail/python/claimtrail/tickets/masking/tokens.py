"""Words of a text with their places, and how the text is written."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]++(?:['\u2019][^\W\d_]++)*+")
_POSSESSIVE = re.compile(r"['\u2019]s$|['\u2019]$", re.IGNORECASE)
_MIXED = 0.08
"""The share of capitals from which on a text has no lower case: 0.92 and more of its letters."""


class Word(NamedTuple):
    """One word, without the ending of a possessive."""

    start: int
    end: int
    text: str
    lower: str
    """Folded: lower case, without accents and apostrophes."""
    is_capital: bool
    """Begins with a capital and goes on in lower case, or is one letter."""
    is_upper: bool
    is_alpha: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order."""

    text: str
    words: tuple[Word, ...]
    gaps: tuple[str, ...]
    """The text before each word, and after the last."""
    has_cases: bool
    """False where capitals say nothing: all of it is upper case, or all of it lower case."""

    def gap_before(self, index: int) -> str:
        """Return what stands before a word, back to the word before it."""
        return self.gaps[index]

    def gap_after(self, index: int) -> str:
        """Return what stands after a word, up to the next."""
        return self.gaps[index + 1]


def fold(text: str) -> str:
    """Return a word in lower case, without accents, apostrophes and hyphens."""
    lower = text.lower()
    if lower.isascii() and lower.isalnum():
        return lower
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return lower.replace("'", "").replace("-", "")


def words_of(text: str) -> Words:
    """Return the words of a text."""
    words = tuple(_word(found) for found in _WORD.finditer(text))
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    total = upper + lower
    has_cases = total > 0 and _MIXED / 4 < upper / total < 1 - 2 * _MIXED
    ends = (0, *(word.end for word in words))
    starts = (*(word.start for word in words), len(text))
    gaps = tuple(text[end:start] for end, start in zip(ends, starts, strict=True))
    return Words(text=text, words=words, gaps=gaps, has_cases=has_cases)


def _word(found: re.Match[str]) -> Word:
    text = found[0]
    if "'" in text or "\u2019" in text:
        ending = _POSSESSIVE.search(text)
        text = text[: ending.start()] if ending and ending.start() else text
    return Word(
        start=found.start(),
        end=found.start() + len(text),
        text=text,
        lower=fold(text),
        is_capital=text[0].isupper() and (len(text) == 1 or not text.isupper()),
        is_upper=text.isupper(),
        is_alpha=text.isalpha() or (text[0].isalpha() and "'" in text),
    )
