"""Words of a text with their places, and how the text is written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]++(?:['\u2019][^\W\d_]++)*+")
_POSSESSIVE = re.compile(r"['\u2019]s$|['\u2019]$", re.IGNORECASE)
_MIXED = 0.08
"""The share of capitals from which on a text has no lower case: 0.92 and more of its letters."""
_SENTENCE_END = re.compile(r"\n|[.!?][\"\u201d')]?[ \t]")
_ABBREVIATION = 2
_SENTENCE = 2
"""Words of three letters and more, from which on a sentence shows how it is written."""


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
    cased: tuple[bool, ...]
    """The same by word: False in a sentence or a line without any word like `This`."""

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
    cased = tuple(_cased(words, gaps)) if has_cases else (False,) * len(words)
    return Words(text=text, words=words, gaps=gaps, has_cases=has_cases, cased=cased)


def _cased(words: Sequence[Word], gaps: Sequence[str]) -> Iterator[bool]:
    """Yield for each word whether its sentence or line is written with capitals."""
    begin = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and not _SENTENCE_END.search(gaps[end]):
            continue
        sentence = words[begin:end]
        begin = end
        said = sum(len(word.text) > _ABBREVIATION and word.is_alpha for word in sentence)
        is_short = said < _SENTENCE and not all(word.is_upper for word in sentence)
        has_capital = any(word.is_capital and len(word.text) > 1 for word in sentence)
        yield from (is_short or has_capital,) * len(sentence)


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
