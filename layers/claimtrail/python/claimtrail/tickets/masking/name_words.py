"""Weights of words: how much each is a name by itself, and how it is written."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from claimtrail.tickets.masking.lexicon import AS_READ, Lexicon, lexicon
from claimtrail.tickets.masking.name_cues import (
    AFTER_NAMES,
    BY_FOLLOWER,
    NO_NAMES,
    OBJECTS,
    ORDERS,
    ORGANIZATION_WORDS,
)
from claimtrail.tickets.masking.tokens import Word, Words

COMMON, RARE, LIKELY, MODERATE, UNKNOWN, WEAK, WORD = 5, 4, 3, 2, 1, 0, -1
_PREFIXES = (
    *("re", "un", "non", "pre", "de", "mis", "over", "sub", "co"),
    *("down", "up", "out", "under", "inter", "post", "multi"),
)
_LONGEST_WORD = 24
_LONG = 6
"""Letters from which on what looks like a typo is one."""
_PART = 3
"""Letters of a part of a compound."""
_ACTS = re.compile(r"(?:ed|s|ing)\Z|n['\u2019]?t\Z")
"""Endings that a noun behind such a name has not: with one, it may be what somebody does."""
_BEHIND_SUBJECTS = frozenset(
    [
        *("also", "already", "am", "are", "could", "do", "does", "ext", "has", "have", "he", "i"),
        *("just", "may", "might", "must", "never", "now", "only", "per", "she", "should", "they"),
        *("via", "w", "we", "were", "you", "out", "off", "too", "both", "all", "did", "dos"),
    ]
)
_SOUNDED = re.compile("[aeiou]|.{5}")
_VOWEL = re.compile("[aeiouy]")
_CONTRACTED = re.compile(r"['\u2019](?:t|d|ll|ve|re)\Z", re.IGNORECASE)
_PROGRAM = re.compile(r"[a-z]{6}(?:exception|outcome|handler|service|runner|error|resource)\Z")
"""The names of parts of programs, where capitals are lost: `operationoutcome`."""
_OF_CODE = re.compile(
    r"(?!(?:Ma?c|De|Di|Du|Da|La|Le|Fitz|Van|Vander|San|St|Al|Abu)[A-Z])[A-Za-z]{0,40}[a-z]{2}[A-Z][A-Za-z]{1,40}"
)
"""A name that programs give: `PostingService`, but not `LaSalle`."""
_FIELD_START = re.compile(r"[\n/|:>(][ \t]*\Z")
_BEFORE_ORGANIZATION = re.compile(r"[ \t]{1,2}|[ \t]&[ \t]")
_ARTICLES = frozenset(["a", "an", "any", "each", "every", "no", "our", "some", "the", "this"])
OWNED = frozenset(
    [
        *("account", "accounts", "acct", "accts", "appeal", "balance", "case", "chart", "claim"),
        *("claims", "estate", "family", "file", "matter", "refund"),
    ]
)
_IN_HEADING = re.compile(r"[ \t]{1,2}|[ \t]?[&/-][ \t]?")
_OF_HEADING = 3
"""Words of a heading at the least."""
_SENTENCE_START = re.compile(r"[.!?:;\n>|(\"\u201c-][ \t]*\Z")


class NameWords:
    """The words of one text, each with its weight as a name."""

    def __init__(
        self, words: Words, taken: bytearray, phones: bytearray, *, anchors: frozenset[int]
    ) -> None:
        self._words = words
        self._taken = taken
        self._phones = phones
        self._anchors = anchors
        """Words that are masked as names already, as those of the linked claim."""
        self._lexicon: Lexicon = lexicon()
        known = self._lexicon
        self._tiers = (
            (known.proper, WORD),
            (known.common, COMMON),
            (known.strong, RARE),
            (known.jargon, WORD),
            (known.everyday_names, WEAK),
            (known.likely, LIKELY),
            (known.weak, MODERATE),
            (known.words, WORD),
        )
        """The lists that have a word, the first one first."""
        self._weights = [self._weight(index) for index in range(len(words.words))]
        for index in (*self._in_headings(), *self._after_articles()):
            self._weights[index] = WORD
        self._found: dict[int, tuple[str, float]] = {}

    def _weight(self, index: int) -> int:
        """Return how much a word is a name by itself."""
        word = self._words.words[index]
        is_letter = len(word.lower) < 2  # noqa: PLR2004 - an initial
        if _PROGRAM.search(word.lower):
            return WORD
        if _CONTRACTED.search(word.text) or self._is_of_code(index):
            return WORD
        if not word.is_alpha or self._taken[word.start] or is_letter:
            return WORD
        known = next((weight for words, weight in self._tiers if word.lower in words), None)
        if known is None:
            return self._unknown_weight(word, is_cased=self._words.cased[index])
        is_short = len(word.lower) < 4 and not self._words.cased[index]  # noqa: PLR2004 - as codes
        return WEAK if known == RARE and is_short else known

    def _in_headings(self) -> Iterator[int]:
        """Yield the words of headings that may be names: `Rose Garden Suite Charges`."""
        words, begin = self._words.words, 0
        for index in range(1, len(words) + 1):
            is_next = index < len(words) and _IN_HEADING.fullmatch(self._words.gap_before(index))
            if is_next and words[index].text[0].isupper():
                continue
            heading = range(begin, index)
            begin = index
            if len(heading) < _OF_HEADING or not self._words.cased[heading[0]]:
                continue
            plain = sum(self._is_of_heading(one) for one in heading)
            if all(words[one].is_capital for one in heading) and 2 * plain >= len(heading):
                yield from (one for one in heading if self._is_both(one))

    def _after_articles(self) -> Iterator[int]:
        """Yield the words in small letters that an article makes nouns: `no grant left`."""
        words = self._words.words
        for index in range(1, len(words)):
            following = words[index + 1].lower if index + 1 < len(words) else ""
            is_noun = words[index - 1].lower in _ARTICLES and self._words.gap_before(index) == " "
            is_small = words[index].text.islower() or not self._words.cased[index]
            if is_noun and is_small and self._is_both(index) and following not in OWNED:
                yield index

    def _is_of_heading(self, index: int) -> bool:
        """Return whether a word is plain, and no name."""
        lower = self._words.words[index].lower
        is_word = lower in self._lexicon.everyday or lower in self._lexicon.jargon
        return is_word and lower not in self._lexicon.strong and lower not in self._lexicon.likely

    def _is_both(self, index: int) -> bool:
        """Return whether a word is a name and a word alike."""
        is_name = WORD < self._weights[index] <= LIKELY and self._weights[index] != UNKNOWN
        return is_name or self._words.words[index].lower in self._lexicon.sure_words

    def _is_of_code(self, index: int) -> bool:
        """Return whether a program gives such a name: `MemberNotFound`."""
        return bool(_OF_CODE.fullmatch(self._words.words[index].text))

    def _unknown_weight(self, word: Word, *, is_cased: bool) -> int:
        """Return the weight of a word that no list has: a name, a typo, an abbreviation."""
        if not _VOWEL.search(word.lower):
            return WORD
        is_slip = word.lower in self._lexicon.cut or word.lower.translate(AS_READ) in (
            self._lexicon.read
        )
        if is_slip or self._is_compound(word.lower):
            return WORD
        if not _SOUNDED.search(word.lower):
            return WORD
        is_inflected = self._is_inflected(word.lower)
        if not is_inflected:
            return UNKNOWN
        if is_cased and word.is_capital and len(word.lower) < _LONG:
            return UNKNOWN
        return WORD if self._is_of_jargon(word.lower) else WEAK

    def _is_inflected(self, word: str) -> bool:
        """Return whether a word is a form, a compound or a typo of one that is known."""
        known = self._lexicon.words
        if len(word) > _LONGEST_WORD:
            return False
        for ending in ("s", "ed", "ing", "er", "ly", "d", "es", "able", "ment"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 2 and (stem in known or f"{stem}e" in known):  # noqa: PLR2004 - a word
                return True
        if any(word.startswith(one) and word[len(one) :] in known for one in _PREFIXES):
            return True
        return len(word) > 4 and self._is_typo(word, known)  # noqa: PLR2004 - shorter ones have too many neighbors

    def _is_compound(self, word: str) -> bool:
        """Return whether two plain words are run together, as in logs: `claimid`, `servicedate`."""
        plain, jargon = self._lexicon.everyday, self._lexicon.jargon
        return any(
            (word[:at] in plain or word[:at] in jargon)
            and (word[at:] in plain or word[at:] in jargon)
            and ((at >= _PART and len(word) - at >= _PART) or word[at:] == "id")
            for at in range(_PART, len(word) - 1)
        )

    def _is_of_jargon(self, word: str) -> bool:
        """Return whether a word is a typo of one that billing offices use."""
        stems = (word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("ing"))
        jargon = self._lexicon.jargon
        return any(one in jargon or self._is_typo(one, jargon) for one in stems)

    def _is_typo(self, word: str, known: AbstractSet[str]) -> bool:
        """Return whether two letters of a word stand in the wrong order, or one is too many."""
        for at in range(len(word) - 1):
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if swapped in known or (word[:at] + word[at + 1 :]) in known:
                return True
        return False

    def _looks_like_name(self, index: int, least: int) -> bool:
        """Return whether a word has this weight, and is written as names are."""
        word = self._words.words[index]
        if self._weights[index] < least or self._taken[word.start]:
            return False
        is_listed = word.lower in self._lexicon.census
        if not is_listed and self._words.gap_after(index).startswith(":"):
            return False
        if not self._words.cased[index]:
            return True
        is_certain = self._weights[index] >= RARE and len(word.lower) > 3  # noqa: PLR2004 - no abbreviation
        return (
            word.is_capital
            or (word.is_upper and len(word.lower) > 2)  # noqa: PLR2004 - no abbreviation
            or (is_certain and not self._is_misspelt(index))
        )

    def _is_misspelt(self, index: int) -> bool:
        """Return whether a word that is in no list of words may be a form of one, or a typo."""
        word = self._words.words[index].lower
        return (
            word not in self._lexicon.words
            and word not in self._lexicon.common
            and self._is_inflected(word)
        )

    def _is_initial(self, index: int) -> bool:
        if not 0 <= index < len(self._words.words):
            return False
        word = self._words.words[index]
        before = self._words.text[word.start - 1 : word.start]
        is_letter = len(word.text) == 1 and word.text.isalpha() and before != "/"
        return is_letter and not self._taken[word.start]

    def _is_organization(self, index: int) -> bool:
        """Return whether the next word makes an organization of what stands before it."""
        if index >= len(self._words.words) or not _BEFORE_ORGANIZATION.fullmatch(
            self._words.gap_before(index)
        ):
            return False
        word = self._words.words[index]
        return word.lower in ORGANIZATION_WORDS and (
            word.text[0].isupper() or not self._words.cased[index]
        )

    def _is_cased_word(self, index: int) -> bool:
        """Return whether a word is written as a name, though the dictionary has it as a word."""
        word = self._words.words[index]
        is_jargon = word.lower in self._lexicon.jargon and not self._is_jargon_given(index)
        return (
            self._words.cased[index]
            and word.is_capital
            and word.is_alpha
            and not is_jargon
            and not self._is_misspelt(index)
            and (
                not self._taken[word.start] and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
            )
        )

    def _is_jargon_given(self, index: int) -> bool:
        """Return whether a word of billing offices is written as a given name: `Bill`."""
        word = self._words.words[index]
        return (
            word.lower in self._lexicon.jargon
            and word.lower in self._lexicon.given
            and self._words.cased[index]
            and word.is_capital
            and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
        )

    def _is_order(self, index: int) -> bool:
        """Return whether a word says what to do: `Mark as pended`, `Will post`."""
        following = self._words.words[index + 1].lower if index + 1 < len(self._words.words) else ""
        is_next = self._words.gap_after(index) == " "
        if not is_next or self._words.words[index].lower not in ORDERS:
            return False
        is_object = following in self._lexicon.jargon and self._starts_sentence(index)
        return following in OBJECTS or (is_object and following not in BY_FOLLOWER)

    def _is_plain_subject(self, index: int) -> bool:
        """Return whether a word that is a name, too, begins a sentence before a plain noun.

        `Crystal report is attached` and `Brown bag review`, but not `Crystal called`.
        """
        words = self._words.words
        if index + 1 >= len(words) or self._words.gap_after(index) != " ":
            return False
        if not self._starts_sentence(index):
            return False
        word, noun = words[index], words[index + 1]
        is_both = self._weights[index] in {LIKELY, MODERATE} or (
            word.lower in self._lexicon.sure_words
        )
        is_noun = noun.lower in self._lexicon.everyday or noun.lower in self._lexicon.jargon
        is_plain = is_noun and noun.lower not in self._lexicon.census
        if self._words.cased[index]:
            is_plain = is_plain and noun.text.islower()
        return (
            is_both
            and is_plain
            and not _ACTS.search(noun.lower)
            and (noun.lower not in NO_NAMES | BY_FOLLOWER | AFTER_NAMES | OWNED | _BEHIND_SUBJECTS)
        )

    def _starts_sentence(self, index: int) -> bool:
        return not index or bool(_SENTENCE_START.search(self._words.gap_before(index)))

    def _may_be_part(self, index: int) -> bool:
        word = self._words.words[index]
        is_jargon = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        is_word = is_jargon or word.lower in ORGANIZATION_WORDS or not word.is_alpha
        return not is_word and not self._taken[word.start]

    def _begins_field(self, index: int) -> bool:
        """Return whether a word is the first of a text, a line or a field."""
        if not 0 <= index < len(self._words.words) or self._weights[index] < WEAK:
            return False
        return not index or bool(_FIELD_START.search(self._words.gap_before(index)))
