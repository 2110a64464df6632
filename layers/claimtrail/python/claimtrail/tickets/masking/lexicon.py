"""The dictionary of masking: names of the US Census, English words, cities; read once, when used.

`python -m tools.name_build` writes it. A name that is a word as well is weak: it needs a neighbor.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files

_EVERYDAY = 4_500
_COMMON = 9_000
"""Family names of one person in 40,000 and more: the list begins with the most frequent."""
_COMMON_GIVEN = 6_000
_FREQUENT = 1_200
_LONG = 7
AS_READ = str.maketrans({"i": "l", "1": "l", "0": "o", "5": "s", "8": "b", "6": "g"})
"""Letters and digits that scanners take for each other."""


def _lines(name: str) -> list[str]:
    text = files("claimtrail.tickets.masking").joinpath("data", name).read_text(encoding="ascii")
    return text.split("\n")[:-1]


class _Union:
    """Several sets as one, without a copy."""

    def __init__(self, *sets: AbstractSet[str]) -> None:
        self._sets = sets

    def __contains__(self, word: str) -> bool:
        return any(word in one for one in self._sets)


class Lexicon:
    """Sets of lower-case words."""

    def __init__(self) -> None:
        self.jargon = frozenset(_of_vocabulary())
        """Words and abbreviations of billing offices, which are never names by themselves."""
        given_words = _lines("given_names_that_are_words.txt")
        family = _lines("family_names.txt")
        census_given = _lines("given_names.txt")
        self.given = {*census_given, *(nick for _, nick in _nickname_pairs())}
        by_frequency = _lines("words.txt")
        self.everyday = frozenset(by_frequency[:_EVERYDAY])
        """Words that are written so often that a name among them is first of all a word."""
        words = set(by_frequency)
        weak = {*given_words, *_lines("family_names_that_are_words.txt")}
        self.weak = (weak | (self.given & words)) - self.jargon
        self.strong = set(family)
        self.strong |= self.given
        self.strong -= self.jargon
        self.strong -= self.weak
        self.words = words
        self.words |= self.jargon
        self.common = self.strong & {*census_given[:_COMMON_GIVEN], *family[:_COMMON]}
        """Names that are found by themselves, however they are written."""
        self.begins_of_common = frozenset(
            name[:letters] for name in self.common for letters in (6, 7, 8) if len(name) > letters
        )
        self.given.update(given_words)
        self.plain = frozenset(_lines("plain_words.txt"))
        """Names that a billing office writes as words: `page`, `price`, `case`."""
        self.everyday_names = self.weak & self.plain
        self.proper = frozenset(_lines("proper_words.txt"))
        """Words that are written with a capital, and are no people."""
        self.likely = (
            frozenset((*_lines("likely_names.txt"), *_lines("sure_names.txt"))) & self.weak
        )
        """Words that are written more often as a name than as a word."""
        self.sure_words = frozenset(_lines("names_that_are_words_too.txt"))
        """Names of many that begin a sentence as words do: `Brown bag review`."""
        self.cut = frozenset(
            word[:at] + word[at + 1 :]
            for word in self.jargon | self.everyday
            if len(word) >= _LONG
            for at in range(1, len(word))
        )
        """Words of every day with a letter too few."""
        self.read = frozenset(
            word.translate(AS_READ)
            for word in self.jargon | self.everyday
            if len(word) > 3  # noqa: PLR2004 - no abbreviation
        )
        """The same words as scanners read them: letters that look alike are one."""
        self.frequent = frozenset(census_given[:_FREQUENT])
        """Given names of so many that three letters are enough: `pam`, `roy`."""
        self.short = frozenset(_lines("short_names.txt"))
        """Names of two letters, which count beside another name."""
        self.census = _Union(
            self.strong, self.weak, self.given, weak, self.short, self.jargon.intersection(family)
        )
        """Every name, whatever else it is."""
        self.phrases = frozenset(_lines("kept_phrases.txt"))
        """Terms and companies that hold a name: `grace period`, `wells fargo`."""
        self.phrase_starts = frozenset(one.split(" ")[0] for one in self.phrases)
        self.cities = frozenset(_lines("cities.txt"))

    def is_run_together(self, word: str) -> bool:
        """Return whether a word is a frequent given name and a family name: `jerryhassan`."""
        return word not in self.words and any(
            (word[:at] in self.frequent and word[at:] in self.common)
            or (word[at:] in self.frequent and word[:at] in self.common)
            for at in range(3, len(word) - 2)
        )

    def is_name(self, word: str) -> bool:
        """Return whether a lower-case word is in the census, as a name alone or as a word too."""
        return word in self.strong or word in self.weak


@cache
def lexicon() -> Lexicon:
    """Return the dictionary; the first call takes some 80 ms."""
    return Lexicon()


@cache
def nicknames() -> Mapping[str, frozenset[str]]:
    """Return the names that a given name goes by, in both directions, in lower case."""
    found: dict[str, set[str]] = {}
    for name, nick in _nickname_pairs():
        found.setdefault(name, set()).add(nick)
        found.setdefault(nick, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def _nickname_pairs() -> list[tuple[str, str]]:
    return [
        (name, nick) for name, _, nick in (line.partition(" ") for line in _lines("nicknames.txt"))
    ]


def _of_vocabulary() -> list[str]:
    return [
        word
        for line in _lines("vocabulary.txt")
        if not line.startswith("#")
        for word in line.split()
    ]
