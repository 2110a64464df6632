"""Known names in other shapes: run together, split by a blank, and as initials in a row."""

from collections.abc import Iterator

from claimtrail.tickets.masking.known import ClaimPerson
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass
from claimtrail.tickets.masking.tokens import Words, fold

_LEAST_TOGETHER = 5
_LEAST_APART = 4
_PIECES = 3
"""Into which blanks split a name at the most."""
_BLANKS = frozenset({" ", "  "})
_INITIAL_GAPS = frozenset({".", ". "})
_DIGITS = "0123456789"


class KnownShapes:
    """The forms that known names take in names of files, in scans, and as abbreviations."""

    def __init__(self, people: tuple[ClaimPerson, ...], parts: frozenset[str]) -> None:
        self._together = frozenset(one for person in people for one in _together(person))
        self._apart = frozenset(one for one in parts if len(one) >= _LEAST_APART)
        self._initials = frozenset(one for person in people for one in _in_a_row(person))

    def find(self, words: Words) -> Iterator[FoundIdentifier]:
        """Yield the places of a text that have a known name in one of these shapes."""
        for index, word in enumerate(words.words):
            if word.lower.strip(_DIGITS) in self._together:
                yield _found(words, index, index, "run together")
            if last := self._end_of_pieces(words, index):
                yield _found(words, index, last, "split")
            if last := self._end_of_initials(words, index):
                yield _found(words, index, last, "initials")

    def _end_of_pieces(self, words: Words, index: int) -> int:
        """Return the last piece of a name that blanks split: `JAM ES`; 0 if there is none."""
        joined = words.words[index].lower
        for last in range(index + 1, min(index + _PIECES, len(words.words))):
            if words.gap_before(last) not in _BLANKS:
                return 0
            joined += words.words[last].lower
            if joined in self._apart:
                return last
        return 0

    def _end_of_initials(self, words: Words, index: int) -> int:
        """Return the last of three initials with periods: `M.E.C.`; 0 if they are not."""
        last = index + 2
        if last >= len(words.words) or words.gap_after(last)[:1] != ".":
            return 0
        letters = [one.lower for one in words.words[index : last + 1]]
        gaps = {words.gap_before(index + 1), words.gap_before(last)}
        return last if gaps <= _INITIAL_GAPS and "".join(letters) in self._initials else 0


def _found(words: Words, first: int, last: int, rule: str) -> FoundIdentifier:
    start, end = words.words[first].start, words.words[last].end
    return FoundIdentifier(start, end, SafeHarborClass.NAMES, f"known:{rule}", 1.0)


def _together(person: ClaimPerson) -> Iterator[str]:
    """Yield how names of files and of users run a name together, without what is too short."""
    given = _pieces(person.given)
    families = _pieces(person.family)
    for first in given:
        for family in families:
            pairs = [(first, family), (first[0], family), (first, family[0])]
            if middle := fold(person.middle):
                pairs += [(first + middle, family), (first + middle[0], family)]
                pairs.append((first[0] + middle[0], family))
            for one, other in pairs:
                yield from (w for w in (one + other, other + one) if len(w) >= _LEAST_TOGETHER)


def _pieces(name: str) -> list[str]:
    """Return a name without blanks and hyphens, and its parts."""
    parts = [one for one in map(fold, name.replace("-", " ").split()) if len(one) > 1]
    return list(dict.fromkeys(("".join(parts), *parts))) if parts else []


def _in_a_row(person: ClaimPerson) -> Iterator[str]:
    names = [fold(one)[:1] for one in (person.given, person.middle, person.family)]
    if all(names):
        given, middle, family = names
        yield given + middle + family
        yield family + given + middle
