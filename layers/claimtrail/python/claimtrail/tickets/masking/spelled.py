"""Names that are spelled letter by letter: `W-A-N-D-A`, and known ones as `w a n d a`."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

_SPELLED = re.compile(
    r"(?<![\w-])[^\W\d_](?P<s>-|\. ?| |, )[^\W\d_](?:(?P=s)[^\W\d_]){1,24}(?![\w-])"
)
_LEAST = 4
"""Letters from which on a name that is spelled with blanks counts though nobody knows it."""


def spelled_in(lower: str, parts: AbstractSet[str] = frozenset()) -> Iterator[FoundIdentifier]:
    """Yield the spelled names of a text in lower case; `parts` are those of known names."""
    for found in _SPELLED.finditer(lower):
        word = "".join(filter(str.isalpha, found[0]))
        if _is_known(word, parts):
            yield FoundIdentifier(*found.span(), SafeHarborClass.NAMES, "known:spelled", 1.0)
        elif _is_name(word, found["s"]):
            yield FoundIdentifier(*found.span(), SafeHarborClass.NAMES, "names:spelled", 0.8)


def _is_known(word: str, parts: AbstractSet[str]) -> bool:
    """Return whether a word is a part of a known name, or two of them in a row."""
    return word in parts or any(
        word[:at] in parts and word[at:] in parts for at in range(len(word))
    )


def _is_name(word: str, separator: str) -> bool:
    if word in lexicon().jargon:
        return False
    return separator == "-" or (len(word) >= _LEAST and lexicon().is_name(word))
