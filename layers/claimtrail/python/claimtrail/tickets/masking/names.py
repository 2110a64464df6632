"""Names of people by dictionary and context: titles, labels, salutations, neighbors.

Each word gets a weight: how much it is a name by itself. What announces a name (a title, "spoke
with", "pt") lets weaker words count, and so does a neighbor that is a name.
"""

import re
from collections.abc import Iterator

from claimtrail.tickets.masking.lexicon import Lexicon, lexicon
from claimtrail.tickets.masking.model import Finding, SafeHarborClass
from claimtrail.tickets.masking.name_cues import (
    CLOSINGS,
    EMPLOYER_CUES,
    LABELS,
    ORGANIZATION_WORDS,
    PARTICLES,
    RELATIVES,
    SOFT_CUES,
    STRONG_CUES,
    SUFFIXES,
    TITLES,
)
from claimtrail.tickets.masking.tokens import Word, Words

COMMON, RARE, LIKELY, MODERATE, UNKNOWN, WEAK, WORD = 5, 4, 3, 2, 1, 0, -1
_LONGEST = 4
"""Words of a name at most."""
_INSIDE = re.compile(r"(?:[ \t]{1,2}|-|\.[ \t]?|,[ \t]?|['\u2019]|[ \t]?\([ \t]?)\Z")
_AFTER_CUE = re.compile(r"[ \t]{0,3}(?:[:;=>(/\"'\u201c-]{0,3}|\.)[ \t]{0,20}(?:\n(?=.))?\Z")
_LINE_START = re.compile(r"\n[ \t>*-]{0,4}\Z")
_LINE_END = re.compile(r"[ \t]{0,3}(?:\Z|[,!:-]?[ \t]*\n|,|[ \t]-[ \t]|[ \t]?\|)")
_ASKING = frozenset("can could would will please pls plz i we do did are is have has any the this thanks".split())
_OWNED = frozenset("acct account accts appeal claim claims chart balance refund".split())
_VOWEL = re.compile("[aeiouy]")
_FIELD_START = re.compile(r"[\n/|:>(][ \t]*\Z")
_FIELD_END = re.compile(r"[\n/|:>(;\[]|[ \t]{2}")
_LONG_CUE = 6
_LONG_CUES = frozenset(
    one for one in EMPLOYER_CUES | LABELS | STRONG_CUES if len(one) >= _LONG_CUE and " " not in one
) | {"employed"}
_GAP_0 = re.compile(r"[ \t]{1,2}|[ \t]?&[ \t]?|-")
_GAP_1 = re.compile(r"[ \t]{1,2}|[ \t]&[ \t]")
_GAP_2 = re.compile(r"[ \t]{1,2}|,[ \t]?|-")
_GAP_3 = re.compile(r"\.[ \t]?")
_GAP_4 = re.compile(r"[ \t]|\.[ \t]?|,[ \t]?")
_PRONOUNS = frozenset({"we", "i", "they", "she", "he", "it"})
_SPEAKS_FOR = frozenset({"from", "at", "with"})
_SENTENCE_START = re.compile(r"[.!?:;\n>|(\"\u201c-][ \t]*\Z")


class NameFinder:
    """Finds the names of one text."""

    def __init__(
        self, words: Words, taken: bytearray, phones: bytearray, *, anchors: frozenset[int]
    ) -> None:
        self._words = words
        self._taken = taken
        self._phones = phones
        self._anchors = anchors
        """Words that are masked as names already, as those of the linked claim."""
        self._lexicon: Lexicon = lexicon()
        self._weights = [self._weight(word) for word in words.words]
        self._found: dict[int, tuple[str, float]] = {}

    def find(self) -> Iterator[Finding]:
        """Yield a finding for each word that belongs to a name."""
        self._by_cue()
        self._by_signature()
        self._before_payer()
        self._before_phone()
        self._addressed()
        self._before_account()
        self._by_neighbor()
        self._by_itself()
        self._after_initial()
        self._with_initials()
        self._beside_names()
        self._whole_fields()
        self._repeated()
        for index, (rule, confidence) in sorted(self._found.items()):
            word = self._words.words[index]
            yield Finding(word.start, word.end, SafeHarborClass.NAMES, f"names:{rule}", confidence)

    def _weight(self, word: Word) -> int:
        """Return how much a word is a name by itself."""
        if not word.is_alpha or self._taken[word.start] or len(word.lower) < 2:  # noqa: PLR2004 - an initial
            return WORD
        if word.lower in self._lexicon.common:
            return COMMON
        if word.lower in self._lexicon.strong:
            is_short = len(word.lower) < 4 and not self._words.has_cases  # noqa: PLR2004 - as codes
            return WEAK if is_short else RARE
        if word.lower in self._lexicon.jargon:
            return WORD
        if word.lower in self._lexicon.likely:
            return LIKELY
        if word.lower in self._lexicon.weak:
            return WEAK if word.lower in self._lexicon.everyday else MODERATE
        if word.lower in self._lexicon.words:
            return WORD
        if not _VOWEL.search(word.lower):
            return WORD
        is_written_as_name = self._words.has_cases and word.is_capital
        if is_written_as_name or not self._is_inflected(word.lower):
            return UNKNOWN
        return WORD if self._is_of_jargon(word.lower) else WEAK

    def _is_inflected(self, word: str) -> bool:
        """Return whether a word is a form, a compound or a typo of one that is known."""
        known = self._lexicon.words
        for ending in ("s", "ed", "ing", "er", "ly", "d", "es", "able", "ment"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 2 and (stem in known or f"{stem}e" in known):  # noqa: PLR2004 - a word
                return True
        if any(word.startswith(one) and word[len(one) :] in known for one in ("re", "un", "non", "pre", "de", "mis", "over", "sub", "co")):
            return True
        return len(word) > 4 and self._is_typo(word, known)  # noqa: PLR2004 - shorter ones have too many neighbors

    def _is_of_jargon(self, word: str) -> bool:
        """Return whether a word is a typo of one that billing offices use."""
        stems = (word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("ing"))
        jargon = self._lexicon.jargon
        return any(one in jargon or self._is_typo(one, jargon) for one in stems)

    def _is_typo(self, word: str, known: frozenset[str]) -> bool:
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
        if self._weights[index] == UNKNOWN and self._words.gap_after(index).startswith(":"):
            return False
        if not self._words.has_cases:
            return True
        return word.is_capital or (word.is_upper and len(word.lower) > 2)  # noqa: PLR2004 - no abbreviation

    def _is_initial(self, index: int) -> bool:
        if not 0 <= index < len(self._words.words):
            return False
        word = self._words.words[index]
        before = self._words.text[word.start - 1 : word.start]
        is_letter = len(word.text) == 1 and word.text.isalpha() and before != "/"
        return is_letter and not self._taken[word.start]

    # Cues

    def _by_cue(self) -> None:
        for index in range(len(self._words.words)):
            cue = self._cue_before(index)
            if cue:
                self._take_run(index, *cue)

    def _cue_word(self, word: str) -> str:
        """Return a word, or of a typo the longer cue that it is meant to be."""
        if len(word) < _LONG_CUE or word in self._lexicon.words:
            return word
        swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
        return next((one for one in swaps if one in _LONG_CUES), word)

    def _cue_before(self, index: int) -> tuple[str, int, float] | None:
        """Return the rule, the least weight and the confidence of what announces this word."""
        if not index:
            return None
        gap = self._words.gap_before(index)
        is_relative = gap == ", " and self._words.words[index - 1].lower in RELATIVES
        if not is_relative and not _AFTER_CUE.match(gap):
            return None
        words = self._words.words
        last = self._cue_word(words[index - 1].lower)
        two = f"{words[index - 2].lower} {last}" if index > 1 else ""
        if last in {"is", "was"} and index > 1 and words[index - 2].lower in LABELS:
            return "label", WEAK if self._words.has_cases else UNKNOWN, 0.85
        if (last in EMPLOYER_CUES or two in EMPLOYER_CUES) and "." not in gap:
            return "employer", WORD, 0.8
        if last in LABELS or two in LABELS:
            is_sure = self._words.has_cases or ":" in gap
            return "label", LIKELY if "." in gap else WEAK if is_sure else UNKNOWN, 0.9
        if last in TITLES and len(gap) < 3:  # noqa: PLR2004 - a period and a blank
            return "title", WEAK, 0.9
        if last in STRONG_CUES or two in STRONG_CUES:
            return "cue", WEAK if self._words.has_cases or last in TITLES else UNKNOWN, 0.85
        if ("\n" in gap or "." in gap or ";" in gap):
            return None
        if last in SOFT_CUES or two in SOFT_CUES:
            return "cue", WEAK if self._words.has_cases else MODERATE, 0.75
        return None

    def _take_run(self, index: int, rule: str, least: int, confidence: float) -> None:
        """Take the words of a name from here on."""
        run = self._employer_run(index) if rule == "employer" else self._run(index, least)
        if not run and rule != "employer" and self._is_cased_word(index):
            is_next = self._words.gap_after(index) in {" ", ", "}
            rest = self._run(index + 1, RARE) if is_next else []
            is_given = self._is_jargon_given(index) and least <= WEAK and rule == "cue"
            run = [index, *rest] if rest or is_given else []
        word = self._words.words[index]
        is_written = word.is_capital if self._words.has_cases else (
            word.lower not in self._lexicon.everyday
        )
        if not run and rule == "title" and is_written and self._may_be_part(index):
            run = [index]
        if not run and rule in {"cue", "label"} and not self._words.has_cases:
            run = self._plain_run(index)
        if not run or (rule != "employer" and self._is_organization(run[-1] + 1)):
            return
        for one in run:
            self._found.setdefault(one, (rule, confidence))

    def _plain_run(self, index: int) -> list[int]:
        """Return a name whose first word is a rarer word, where capitals say nothing."""
        word = self._words.words[index]
        is_rarer = word.is_alpha and word.lower not in self._lexicon.everyday
        if not is_rarer or word.lower in self._lexicon.jargon or self._taken[word.start]:
            return []
        rest = self._run(index + 1, UNKNOWN) if self._words.gap_after(index) in {" ", ", "} else []
        return [index, *rest] if rest else []

    def _is_cased_word(self, index: int) -> bool:
        """Return whether a word is written as a name, though the dictionary has it as a word."""
        word = self._words.words[index]
        is_jargon = word.lower in self._lexicon.jargon and not self._is_jargon_given(index)
        return self._words.has_cases and word.is_capital and word.is_alpha and not is_jargon and (
            not self._taken[word.start] and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
        )

    def _run(self, index: int, least: int) -> list[int]:
        run: list[int] = []
        at = index
        while at < len(self._words.words) and len(run) < _LONGEST:
            if run and not _INSIDE.match(self._words.gap_before(at)):
                break
            word = self._words.words[at]
            is_part = (
                self._looks_like_name(at, WEAK if self._follows_given(at, run) else least)
                or (not run and self._begins_full_name(at))
                or (bool(run) and self._is_given_after_comma(at))
                or (self._is_initial(at) and self._initial_fits(at, run))
                or (bool(run) and word.lower in SUFFIXES)
                or (word.lower in PARTICLES and at + 1 < len(self._words.words)
                    and self._looks_like_name(at + 1, least))
            )  # fmt: skip
            if not is_part or (run and "," in self._words.gap_before(at) and not self._follows_comma(at, run)):
                break
            run.append(at)
            at += 1
        while run and self._is_initial(run[-1]) and len(run) == 1 and "." not in self._words.gap_after(run[-1]):
            run.pop()
        return run

    def _is_given_after_comma(self, at: int) -> bool:
        """Return whether a word after a comma is a given name, though it is a word as well."""
        is_given = self._words.words[at].lower in self._lexicon.given
        return is_given and "," in self._words.gap_before(at) and self._looks_like_name(at, WEAK)

    def _begins_full_name(self, at: int) -> bool:
        """Return whether a given name that is a word as well stands before a family name."""
        is_given = self._weights[at] >= WEAK and self._words.words[at].lower in self._lexicon.given
        return (
            is_given
            and at + 1 < len(self._words.words)
            and self._words.gap_after(at) == " "
            and self._looks_like_name(at + 1, UNKNOWN)
            and self._looks_like_name(at, WEAK)
        )

    def _follows_given(self, at: int, run: list[int]) -> bool:
        """Return whether a given name stands before: a family name may be any word then."""
        if not run or at != run[-1] + 1 or "," in self._words.gap_before(at):
            return False
        names = [one for one in run if not self._is_initial(one)]
        if len(names) != 1:
            return False
        weight = self._weights[names[0]]
        is_given = self._words.words[names[0]].lower in self._lexicon.given
        return weight == UNKNOWN or (weight >= LIKELY and is_given)

    def _initial_fits(self, at: int, run: list[int]) -> bool:
        """Return whether a letter is an initial: within a name, or before one with a period."""
        after = self._words.gap_after(at)
        word = self._words.words[at]
        if run:
            return word.text.isupper() or not self._words.has_cases
        return "." in after or (at + 1 < len(self._words.words) and self._looks_like_name(at + 1, UNKNOWN))

    def _follows_comma(self, at: int, run: list[int]) -> bool:
        """Return whether a word after a comma goes on with the name: `Garcia, Maria`."""
        if len(run) > 2:  # noqa: PLR2004 - family names of two words
            return False
        is_given = self._words.words[at].lower in self._lexicon.given
        return is_given or self._is_initial(at) or (
            self._weights[at] in {UNKNOWN, RARE} and self._words.words[at].is_capital and self._words.has_cases
        )

    def _employer_run(self, index: int) -> list[int]:
        run = []
        for at in range(index, min(index + 5, len(self._words.words))):
            word = self._words.words[at]
            if run and not _GAP_0.fullmatch(self._words.gap_before(at)):
                break
            if self._taken[word.start] or not word.is_alpha:
                break
            is_part = word.text[0].isupper() if self._words.has_cases else (
                self._weights[at] >= UNKNOWN or word.lower in ORGANIZATION_WORDS or (len(run) < 2 and word.lower not in self._lexicon.jargon)  # noqa: PLR2004 - of two words
            )
            if not is_part:
                break
            run.append(at)
        return run

    def _is_organization(self, index: int) -> bool:
        """Return whether the next word makes an organization of what stands before it."""
        if index >= len(self._words.words) or not _GAP_1.fullmatch(self._words.gap_before(index)):
            return False
        word = self._words.words[index]
        return word.lower in ORGANIZATION_WORDS and (word.text[0].isupper() or not self._words.has_cases)

    # Signatures and salutations

    def _by_signature(self) -> None:
        for index in range(len(self._words.words)):
            before = self._words.gap_before(index)
            if index and not _LINE_START.search(before):
                continue
            is_closing = self._follows_closing(index)
            is_sure = is_closing or before.lstrip("\n \t").startswith("-")
            is_sure = is_sure or self._words.gap_after(index).startswith(",")
            least = WEAK if is_closing else UNKNOWN if is_sure else RARE
            run = self._run(index, least)
            if run and _LINE_END.match(self._words.gap_after(run[-1])) and not self._is_organization(run[-1] + 1):
                for one in run:
                    self._found.setdefault(one, ("line of its own", 0.75))

    def _follows_closing(self, index: int) -> bool:
        words = self._words.words
        return any(
            index > back and words[index - back - 1].lower in CLOSINGS
            and "\n" in self._words.text[words[index - back - 1].end : words[index].start]
            for back in (0, 1, 2)
        )  # fmt: skip

    def _addressed(self) -> None:
        """Take who is spoken to, or signs: `Grace, can you ...`, `..., Grace.`, `-Grace`."""
        for index, word in enumerate(self._words.words):
            after, before = self._words.gap_after(index), self._words.gap_before(index)
            following = self._words.words[index + 1].lower if index + 1 < len(self._words.words) else ""
            begins = not index or "\n" in before
            asks = begins and after.startswith(",") and (following in _ASKING or "\n" in after)
            ends = not following or "\n" in after
            signs = ends and (before.endswith(", ") or before.endswith("-"))
            is_name = (
                self._is_cased_word(index)
                if self._words.has_cases
                else (self._weights[index] >= UNKNOWN and not self._is_inflected(word.lower))
                or (self._weights[index] == WEAK and word.lower in self._lexicon.given)
            )
            if (asks or signs) and is_name:
                self._found.setdefault(index, ("spoken to", 0.75))

    def _before_account(self) -> None:
        """Take the first word of a text before `acct`: whose account it is."""
        if len(self._words.words) > 1 and self._words.words[1].lower in _OWNED:
            if self._looks_like_name(0, WEAK) and self._words.gap_after(0) in {" ", "'s "}:
                self._found.setdefault(0, ("before an account", 0.7))

    def _before_phone(self) -> None:
        """Take the word right before a phone number: `call Dave 555-0100`."""
        for index, word in enumerate(self._words.words):
            after = self._words.text[word.end : word.end + 3]
            number = word.end + len(after) - len(after.lstrip(" ("))
            is_before = number > word.end and self._phones[number : number + 1] == b"\x01"
            least = WEAK if self._words.has_cases else UNKNOWN
            if is_before and self._looks_like_name(index, least):
                self._found.setdefault(index, ("before a phone number", 0.75))

    def _before_payer(self) -> None:
        """Take who speaks for a payer: `Drew from Larkspur`."""
        for index in range(len(self._words.words) - 2):
            word = self._words.words[index]
            link, payer = self._words.words[index + 1], self._words.words[index + 2]
            is_payer = self._taken[payer.start] or (
                payer.is_capital and self._words.has_cases and payer.lower in self._lexicon.jargon
            )
            is_name = self._weights[index] >= WEAK and word.lower not in _PRONOUNS and not (
                self._weights[index] == UNKNOWN and self._is_inflected(word.lower)
            )
            if link.lower in _SPEAKS_FOR and is_payer and is_name:
                self._found.setdefault(index, ("speaks for a payer", 0.75))

    # Neighbors

    def _by_neighbor(self) -> None:
        for index in range(len(self._words.words) - 1):
            if not self._is_pair(index):
                continue
            least = WEAK if self._words.has_cases else UNKNOWN
            run = self._run(index, least)
            if self._is_jargon_given(index) or not run:
                run = [index, *self._run(index + 1, least)]
            if len(run) > 1 and not self._is_organization(run[-1] + 1):
                for one in run:
                    self._found.setdefault(one, ("neighbors", 0.8))

    def _is_pair(self, index: int) -> bool:
        """Return whether two words in a row are a name: one of them surely, the other perhaps."""
        gap = self._words.gap_before(index + 1)
        if not _GAP_2.fullmatch(gap):
            return False
        second = index + 1
        if self._is_initial(second) and second + 1 < len(self._words.words):
            second += 1
        if self._is_jargon_given(index) and self._weights[second] >= MODERATE:
            return self._looks_like_name(second, MODERATE)
        if not (self._looks_like_name(index, WEAK) and self._looks_like_name(second, WEAK)):
            return False
        first_weight, second_weight = self._weights[index], self._weights[second]
        first, other = self._words.words[index].lower, self._words.words[second].lower
        is_sure = max(first_weight, second_weight) >= RARE
        has_given = first in self._lexicon.given or other in self._lexicon.given
        if "," in gap:
            return (
                other in self._lexicon.given
                and (is_sure or min(first_weight, second_weight) >= MODERATE)
            ) or (is_sure and first_weight >= RARE and second_weight >= UNKNOWN)
        least, most = sorted((first_weight, second_weight))
        if is_sure and (self._words.has_cases or has_given or least >= RARE):
            return True
        if least == UNKNOWN:
            return most >= LIKELY and min(len(first), len(other)) > 3  # noqa: PLR2004 - no abbreviation
        if not has_given:
            return False
        return most >= MODERATE or (
            self._words.has_cases
            and (first in self._lexicon.given or not self._starts_sentence(index))
        )

    def _is_jargon_given(self, index: int) -> bool:
        """Return whether a word of billing offices is written as a given name: `Bill`."""
        word = self._words.words[index]
        return (
            word.lower in self._lexicon.jargon
            and word.lower in self._lexicon.given
            and self._words.has_cases
            and word.is_capital
            and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
        )

    def _starts_sentence(self, index: int) -> bool:
        return not index or bool(_SENTENCE_START.search(self._words.gap_before(index)))

    # Single words

    def _by_itself(self) -> None:
        for index, word in enumerate(self._words.words):
            weight = self._weights[index]
            if weight < UNKNOWN or index in self._found or self._is_organization(index + 1):
                continue
            if weight == LIKELY:
                is_plain = not self._words.has_cases and not self._is_inflected(word.lower)
                is_name = word.is_capital or is_plain
            elif weight == UNKNOWN and not self._words.has_cases:
                is_name = len(word.lower) > 3  # noqa: PLR2004 - no abbreviation
            elif weight in {MODERATE, UNKNOWN}:
                is_name = (
                    self._words.has_cases
                    and word.is_capital
                    and (
                        not self._starts_sentence(index)
                        or (weight == UNKNOWN and len(word.lower) > 3)  # noqa: PLR2004 - no abbreviation
                    )
                    and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
                    and not (weight == UNKNOWN and self._is_inflected(word.lower))
                )
            elif weight == COMMON and len(word.lower) > 3:  # noqa: PLR2004 - short ones are often codes
                is_written = not self._words.has_cases or word.is_capital or word.is_upper
                is_name = is_written or word.lower in self._lexicon.given
            else:
                is_begin = self._starts_sentence(index) and self._is_inflected(word.lower)
                is_name = self._words.has_cases and word.is_capital and not is_begin
            if is_name:
                self._found[index] = ("dictionary", 0.7)

    def _after_initial(self) -> None:
        """Take the word after an initial with a period: `S. Ware`."""
        for index in range(1, len(self._words.words)):
            before = index - 1
            if (
                self._is_initial(before)
                and (self._words.words[before].text.isupper() or not self._words.has_cases)
                and _GAP_3.fullmatch(self._words.gap_before(index))
                and self._looks_like_name(index, WEAK)
                and not self._is_organization(index + 1)
            ):
                self._found.setdefault(index, ("initial", 0.7))

    def _with_initials(self) -> None:
        """Take initials beside names: `J. Garcia`, `Maria G.`."""
        for index in list(self._found):
            for other, gap in (
                (index - 1, self._words.gap_before(index)),
                (index + 1, self._words.gap_after(index)),
            ):
                if self._is_initial(other) and _GAP_4.fullmatch(gap):
                    after = self._words.gap_after(other)
                    if self._words.words[other].text.isupper() or after.startswith("."):
                        self._found.setdefault(other, ("initial", 0.7))

    def _whole_fields(self) -> None:
        """Take all words of a field that has a name in it: `>> Fields, Sage M >>`."""
        begin = 0
        for index in range(1, len(self._words.words) + 1):
            if index < len(self._words.words) and not _FIELD_END.search(self._words.gap_before(index)):
                continue
            field = range(begin, index)
            begin = index
            if 1 < len(field) <= _LONGEST and any(one in self._found for one in field):
                for one in filter(self._may_be_part, field):
                    if self._words.words[one].lower in self._lexicon.jargon:
                        continue
                    self._found.setdefault(one, ("field of a name", 0.6))

    def _may_be_part(self, index: int) -> bool:
        word = self._words.words[index]
        is_jargon = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        is_word = is_jargon or word.lower in ORGANIZATION_WORDS or not word.is_alpha
        return not is_word and not self._taken[word.start]

    def _beside_names(self) -> None:
        """Take a capital word beside a name, whatever it means: `Summer Garcia`, `Ada Fields`."""
        for index in (*self._found, *self._anchors):
            for other, gap in (
                (index - 1, self._words.gap_before(index)),
                (index + 1, self._words.gap_after(index)),
            ):
                is_near = gap == " " or (gap in {", ", ","} and self._begins_field(other))
                if is_near and 0 <= other < len(self._words.words) and self._is_beside(other, index):
                    self._found.setdefault(other, ("beside a name", 0.6))

    def _begins_field(self, index: int) -> bool:
        """Return whether a word is the first of a text, a line or a field."""
        if not 0 <= index < len(self._words.words) or self._weights[index] < WEAK:
            return False
        return not index or bool(_FIELD_START.search(self._words.gap_before(index)))

    def _is_beside(self, other: int, index: int) -> bool:
        """Return whether a word goes with the name beside it."""
        word = self._words.words[other]
        if not word.is_alpha or self._taken[word.start] or len(word.lower) < 2:  # noqa: PLR2004 - an initial
            return False
        is_jargon = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        if is_jargon or word.lower in ORGANIZATION_WORDS or self._words.gap_after(other).startswith(":"):
            return False
        if not self._words.has_cases:
            is_sure = index in self._anchors or self._weights[index] >= RARE
            is_name = self._weights[other] >= WEAK or word.lower in self._lexicon.census
            is_given = self._words.words[index].lower in self._lexicon.given
            is_short = len(word.lower) < 4 and word.lower in self._lexicon.strong  # noqa: PLR2004 - as codes
            return is_sure and is_name and (other < index or is_given or is_short)
        is_sure = word.lower in self._lexicon.census or word.lower not in self._lexicon.everyday
        return word.is_capital and (other > index or is_sure or not self._starts_sentence(other))

    def _repeated(self) -> None:
        """Take words that were names elsewhere in the text."""
        sure = {self._words.words[one].lower for one in self._found if self._weights[one] != WEAK and len(self._words.words[one].lower) > 2}  # noqa: PLR2004 - no initials
        for index, word in enumerate(self._words.words):
            if word.lower in sure and index not in self._found and not self._taken[word.start]:
                self._found[index] = ("repeated", 0.75)
