"""Names that are known, in any order, as initials, as nicknames, with typos or misread letters."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise

from claimtrail.tickets.masking.known import ClaimPerson
from claimtrail.tickets.masking.known_shapes import KnownShapes
from claimtrail.tickets.masking.lexicon import lexicon, nicknames
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass
from claimtrail.tickets.masking.name_cues import NO_NAMES
from claimtrail.tickets.masking.tokens import Word, Words, fold

_MISREAD = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "6": "g", "|": "l"})
_SHORT = 3
"""Letters up to which a name is not matched with a typo."""
_INITIAL_GAPS = frozenset({" ", ". ", ".", ", ", ",", ".,", "., ", "^", "*"})
_PARTICLES = frozenset({"jr", "sr", "ii", "iii", "de", "la", "van", "der", "von", "del"})
_BESIDE = frozenset({" ", ", ", ",", "-"})
_PARTICLE_GAPS = frozenset({" ", "-", ". "})
_BETWEEN_PARTS = re.compile(r"[ ,.-]")
_NEAR = 3
"""Words within which another part of the name makes a word a name."""
_CUES = frozenset(
    [
        "pt",
        "pts",
        "patient",
        "ptnt",
        "member",
        "mbr",
        "subscriber",
        "insured",
        "name",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "dear",
        "hi",
        "for",
        "of",
        "with",
        "w",
        "to",
        "from",
        "re",
        "by",
    ]
)


class KnownNames:
    """The parts of known names, and where a text has them."""

    def __init__(self, people: tuple[ClaimPerson, ...]) -> None:
        self._parts: dict[str, str] = {}
        self._initials: set[str] = set()
        self._particles: set[tuple[str, str]] = set()
        """A particle of a known name, and the part after it: `van`, `dyke`."""
        for person in people:
            self._add(person)
        self._misread = {_read(part): rule for part, rule in self._parts.items()}
        self._shapes = KnownShapes(people, frozenset(self._parts))

    def _add(self, person: ClaimPerson) -> None:
        for rule, name in (
            ("given", person.given),
            ("middle", person.middle),
            ("family", person.family),
        ):
            for part in _parts(name):
                self._parts.setdefault(part, rule)
            self._particles |= _particles_of(name)
        for part in _parts(person.given):
            for nick in nicknames().get(part, ()):
                self._parts.setdefault(nick, "nickname")
        given, family = person.given[:1].lower(), person.family[:1].lower()
        if given and family:
            self._initials |= {f"{given} {family}", f"{family} {given}"}

    @property
    def parts(self) -> AbstractSet[str]:
        """The parts of the names, in lower case."""
        return self._parts.keys()

    def find(self, words: Words) -> Iterator[FoundIdentifier]:
        """Yield each word of a text that is a part of a known name."""
        yield from self._shapes.find(words)
        rules = [self._rule_of(word) for word in words.words]
        for index, word in enumerate(words.words):
            rule = rules[index]
            if rule and self._counts(words, rules, index):
                yield FoundIdentifier(
                    word.start, word.end, SafeHarborClass.NAMES, f"known:{rule}", 1.0
                )
            elif not rule and self._is_typo_beside(words, rules, index):
                yield FoundIdentifier(
                    word.start, word.end, SafeHarborClass.NAMES, "known:typo", 1.0
                )
            elif not rule and self._is_particle(words, index):
                yield FoundIdentifier(
                    word.start, word.end, SafeHarborClass.NAMES, "known:particle", 1.0
                )
            elif not rule and self._is_initial(words, rules, index):
                yield FoundIdentifier(
                    word.start, word.end, SafeHarborClass.NAMES, "known:initial", 1.0
                )

    def _rule_of(self, word: Word) -> str:
        """Return which part of a name a word is; empty for one that is none."""
        if len(word.lower) < 2:  # noqa: PLR2004 - an initial
            return ""
        if found := self._parts.get(word.lower):
            return found
        read = _read(word.text)
        if found := self._misread.get(read):
            return found
        if len(word.lower) <= _SHORT + 1 or word.lower in lexicon().words:
            return ""
        return next((rule for part, rule in self._parts.items() if _is_near(word.lower, part)), "")

    def _counts(self, words: Words, rules: list[str], index: int) -> bool:
        """Return whether a word is the name here, where it may also be a plain word."""
        word = words.words[index]
        if word.lower not in lexicon().words and word.lower not in lexicon().weak:
            return True
        if words.has_cases and (word.is_capital or word.is_upper):
            return True
        if not words.has_cases and rules[index] in {"given", "family"}:
            return True
        reach = 1 if word.lower in lexicon().jargon else _NEAR
        near = range(max(0, index - reach), min(len(rules), index + reach + 1))
        if any(rules[other] for other in near if other != index):
            return True
        if rules[index] == "family" and _follows_name(words, index):
            return True
        before = words.words[index - 1].lower if index else ""
        return (
            not before
            or before in _CUES
            or any(
                _letter(words, other) in {one.partition(" ")[0] for one in self._initials}
                for other in (index - 1, index + 1)
            )
        )

    def _is_typo_beside(self, words: Words, rules: list[str], index: int) -> bool:
        """Return whether a word is a part with a typo, by a part beside it: `Jessica Owns`."""
        word = words.words[index].lower
        beside = (
            (index - 1, words.gap_before(index)),
            (index + 1, words.gap_after(index)),
        )
        is_beside = any(
            gap in _BESIDE and 0 <= other < len(rules) and rules[other] for other, gap in beside
        )
        is_open = is_beside and len(word) > _SHORT and word not in NO_NAMES
        return is_open and any(_is_near(word, part) for part in self._parts)

    def _is_particle(self, words: Words, index: int) -> bool:
        """Return whether a word stands before a known name that it is a particle of."""
        after = words.words[index + 1].lower if index + 1 < len(words.words) else ""
        pair = (words.words[index].lower, after)
        return pair in self._particles and words.gap_after(index) in _PARTICLE_GAPS

    def _is_initial(self, words: Words, rules: list[str], index: int) -> bool:
        """Return whether a letter stands for a known name: beside another part, or as a pair."""
        letter = _letter(words, index)
        if not letter:
            return self._are_both_initials(words, index)
        for other, gap in (
            (index + 1, words.gap_after(index)),
            (index - 1, words.gap_before(index)),
        ):
            if gap not in _INITIAL_GAPS or not 0 <= other < len(rules):
                continue
            if rules[other]:
                return True
            pair = f"{letter} {_letter(words, other)}"
            if pair in self._initials and "." in gap + words.gap_after(index) + words.gap_after(
                other
            ):
                return True
            if pair in self._initials and _follows_cue(words, min(index, other)):
                return True
        return False

    def _are_both_initials(self, words: Words, index: int) -> bool:
        word = words.words[index]
        # A script without Latin letters folds to nothing.
        is_pair = len(word.lower) == 2 and " ".join(word.lower) in self._initials  # noqa: PLR2004 - two letters
        return (
            is_pair
            and word.is_upper
            and _follows_cue(words, index)
            and word.lower not in lexicon().jargon
        )


def _follows_name(words: Words, index: int) -> bool:
    """Return whether the word before is a name and no word: `driver Tavin Gentle`."""
    if not index or words.gap_before(index) != " ":
        return False
    before = words.words[index - 1]
    return before.is_alpha and len(before.lower) > _SHORT and before.lower not in lexicon().words


def _follows_cue(words: Words, index: int) -> bool:
    return index > 0 and words.words[index - 1].lower in {"pt", "patient", "pts", "member", "mbr"}


def _letter(words: Words, index: int) -> str:
    if not 0 <= index < len(words.words):
        return ""
    word = words.words[index]
    return word.lower if len(word.text) == 1 and word.text.isalpha() else ""


def _parts(name: str) -> list[str]:
    """Return the parts of a name, and a double name as one word as well."""
    pieces = [
        fold(one) for one in name.replace("-", " ").replace(",", " ").replace(".", " ").split()
    ]
    joined = fold(name.replace(" ", ""))
    parts = [one for one in pieces if len(one) > 1 and one not in _PARTICLES] or pieces
    return list(dict.fromkeys((*parts, joined))) if joined else []


def _particles_of(name: str) -> set[tuple[str, str]]:
    """Return the particles of a name, each with what follows it: `van der Berg` has two."""
    pieces = [fold(one) for one in _BETWEEN_PARTS.split(name) if one]
    return {pair for pair in pairwise(pieces) if pair[0] in _PARTICLES}


def _read(text: str) -> str:
    """Return a word as it looks: letters and digits that are misread for each other are alike."""
    return fold(text).translate(_MISREAD).replace("rn", "m").replace("vv", "w")


@lru_cache(maxsize=4096)
def _is_near(word: str, part: str) -> bool:
    """Return whether one typo makes a word of a name: a letter more or less, another, or a swap."""
    if len(part) <= _SHORT + 1 or abs(len(word) - len(part)) > 1 or word == part:
        return word == part
    start = 0
    while start < min(len(word), len(part)) and word[start] == part[start]:
        start += 1
    end = 0
    while end < min(len(word), len(part)) - start and word[-1 - end] == part[-1 - end]:
        end += 1
    left, right = word[start : len(word) - end], part[start : len(part) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])  # noqa: PLR2004 - two letters
