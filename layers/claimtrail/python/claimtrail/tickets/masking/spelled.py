"""Names that are spelled letter by letter: `W-A-N-D-A`, and known ones as `w a n d a`."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

_LETTER = r"[^\W\d_]"
_SPELLED = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\w-]){_LETTER}(?:-{_LETTER}){{2,24}}(?![\w-])",
        rf"(?<![\w.-]){_LETTER}(?:\.{_LETTER}){{2,24}}(?![\w-])",
    )
)
_LEAST = 4
"""Letters from which on a name that is spelled with periods counts though nobody knows it."""


def spelled_in(lower: str, parts: AbstractSet[str] = frozenset()) -> Iterator[FoundIdentifier]:
    """Yield the spelled names of a text in lower case; `parts` are those of known names."""
    for form in _SPELLED:
        for found in form.finditer(lower):
            word = "".join(filter(str.isalpha, found[0]))
            if _is_known(word, parts):
                yield FoundIdentifier(*found.span(), SafeHarborClass.NAMES, "known:spelled", 1.0)
            elif _is_name(word, found[0][1]):
                yield FoundIdentifier(*found.span(), SafeHarborClass.NAMES, "names:spelled", 0.8)
    for part in parts:
        yield from _written_apart(lower, " ".join(part))
        yield from _written_apart(lower, "-".join(part))


def _written_apart(lower: str, wanted: str) -> Iterator[FoundIdentifier]:
    """Yield the places of a known part that is spelled with blanks or dashes: `w a n d a`."""
    start = lower.find(wanted) if len(wanted) > 1 else -1
    while start >= 0:
        end = start + len(wanted)
        if not lower[start - 1 : start].isalnum() and not lower[end : end + 1].isalnum():
            yield FoundIdentifier(start, end, SafeHarborClass.NAMES, "known:spelled", 1.0)
        start = lower.find(wanted, start + 1)


def _is_known(word: str, parts: AbstractSet[str]) -> bool:
    """Return whether a word is a part of a known name, or two of them in a row."""
    return word in parts or any(
        word[:at] in parts and word[at:] in parts for at in range(len(word))
    )


def _is_name(word: str, separator: str) -> bool:
    if word in lexicon().jargon:
        return False
    return separator == "-" or (len(word) >= _LEAST and lexicon().is_name(word))
