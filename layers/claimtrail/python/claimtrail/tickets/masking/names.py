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
    SOFT_CUES,
    STRONG_CUES,
    SUFFIXES,
)
from claimtrail.tickets.masking.tokens import Word, Words

COMMON, RARE, LIKELY, MODERATE, WEAK, UNKNOWN, WORD = 5, 4, 3, 2, 1, 0, -1
_LONGEST = 4
"""Words of a name at most."""
_INSIDE = re.compile(r"(?:[ \t]{1,2}|-|\.[ \t]?|,[ \t]?|['\u2019]|[ \t]?\([ \t]?)\Z")
_AFTER_CUE = re.compile(r"[ \t]{0,3}(?:[:;=>(/\"'\u201c-]{0,3}|\.)[ \t]{0,20}(?:\n(?=.))?\Z")
_LINE_START = re.compile(r"\n[ \t>*-]{0,4}\Z")
_LINE_END = re.compile(r"[ \t]{0,3}(?:\Z|[,!:-]?[ \t]*\n|,|[ \t]-[ \t]|[ \t]?\|)")
_SPEAKS_FOR = frozenset({"from", "at", "with"})
_SENTENCE_START = re.compile(r"[.!?:;\n>|(\"\u201c-][ \t]*\Z")


class NameFinder:
    """Finds the names of one text."""

    def __init__(self, words: Words, taken: bytearray, phones: bytearray) -> None:
        self._words = words
        self._taken = taken
        self._phones = phones
        self._lexicon: Lexicon = lexicon()
        self._weights = [self._weight(word) for word in words.words]
        self._found: dict[int, tuple[str, float]] = {}

    def find(self) -> Iterator[Finding]:
        """Yield a finding for each word that belongs to a name."""
        self._by_cue()
        self._by_signature()
        self._before_payer()
        self._before_phone()
        self._by_neighbor()
        self._by_itself()
        self._after_initial()
        self._with_initials()
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
            return RARE
        if word.lower in self._lexicon.jargon:
            return WORD
        if word.lower in self._lexicon.likely:
            return LIKELY
        if word.lower in self._lexicon.weak:
            return WEAK if word.lower in self._lexicon.everyday else MODERATE
        return WORD if word.lower in self._lexicon.words or self._is_inflected(word.lower) else UNKNOWN

    def _is_inflected(self, word: str) -> bool:
        """Return whether a word is a form, a compound or a typo of one that is known."""
        known = self._lexicon.words
        for ending in ("s", "ed", "ing", "er", "ly", "d", "es", "able", "ment"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 2 and (stem in known or f"{stem}e" in known):  # noqa: PLR2004 - a word
                return True
        if any(word.startswith(one) and word[len(one) :] in known for one in ("re", "un", "non", "pre", "de", "mis", "over", "sub", "co")):
            return True
        return len(word) > 4 and self._is_typo(word)  # noqa: PLR2004 - shorter ones have too many neighbors

    def _is_typo(self, word: str) -> bool:
        """Return whether two letters of a word stand in the wrong order, or one is doubled or missing."""
        known = self._lexicon.words
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

    def _cue_before(self, index: int) -> tuple[str, int, float] | None:
        """Return the rule, the least weight and the confidence of what announces this word."""
        if not index or not _AFTER_CUE.match(self._words.gap_before(index)):
            return None
        words = self._words.words
        last = words[index - 1].lower
        gap = self._words.gap_before(index)
        two = f"{words[index - 2].lower} {last}" if index > 1 else ""
        if (last in EMPLOYER_CUES or two in EMPLOYER_CUES) and "." not in gap:
            return "employer", WORD, 0.8
        if last in LABELS or two in LABELS:
            least = UNKNOWN if ":" in gap or two in LABELS else WEAK
            return "label", least, 0.9
        if last in STRONG_CUES or two in STRONG_CUES:
            return "cue", UNKNOWN, 0.85
        if ("\n" in gap or "." in gap or ";" in gap):
            return None
        if last in SOFT_CUES or two in SOFT_CUES:
            return "cue", UNKNOWN if self._words.has_cases else MODERATE, 0.75
        return None

    def _take_run(self, index: int, rule: str, least: int, confidence: float) -> None:
        """Take the words of a name from here on."""
        run = self._employer_run(index) if rule == "employer" else self._run(index, least)
        if not run or (rule != "employer" and self._is_organization(run[-1] + 1)):
            return
        for one in run:
            self._found.setdefault(one, (rule, confidence))

    def _run(self, index: int, least: int) -> list[int]:
        run: list[int] = []
        at = index
        while at < len(self._words.words) and len(run) < _LONGEST:
            if run and not _INSIDE.match(self._words.gap_before(at)):
                break
            word = self._words.words[at]
            is_part = (
                self._looks_like_name(at, least)
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

    def _initial_fits(self, at: int, run: list[int]) -> bool:
        """Return whether a letter is an initial: within a name, or before one with a period."""
        after = self._words.gap_after(at)
        word = self._words.words[at]
        if run:
            return word.text.isupper() or not self._words.has_cases
        return "." in after or (at + 1 < len(self._words.words) and self._looks_like_name(at + 1, WEAK))

    def _follows_comma(self, at: int, run: list[int]) -> bool:
        """Return whether a word after a comma goes on with the name: `Garcia, Maria`."""
        if len(run) > 2:  # noqa: PLR2004 - family names of two words
            return False
        return self._words.words[at].lower in self._lexicon.given or self._is_initial(at) or (
            self._weights[at] in {UNKNOWN, RARE} and self._words.words[at].is_capital and self._words.has_cases
        )

    def _employer_run(self, index: int) -> list[int]:
        run = []
        for at in range(index, min(index + 5, len(self._words.words))):
            word = self._words.words[at]
            if run and not re.fullmatch(r"[ \t]{1,2}|[ \t]?&[ \t]?|\.?[ \t]|-", self._words.gap_before(at)):
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
        if index >= len(self._words.words) or not re.fullmatch(r"[ \t]{1,2}|[ \t]&[ \t]", self._words.gap_before(index)):
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
            least = UNKNOWN if is_closing or before.lstrip("\n \t").startswith("-") else RARE
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

    def _before_phone(self) -> None:
        """Take the word right before a phone number: `call Dave 555-0100`."""
        for index, word in enumerate(self._words.words):
            after = self._words.text[word.end : word.end + 3]
            number = word.end + len(after) - len(after.lstrip(" ("))
            is_before = number > word.end and self._phones[number : number + 1] == b"\x01"
            if is_before and self._looks_like_name(index, WEAK):
                self._found.setdefault(index, ("before a phone number", 0.75))

    def _before_payer(self) -> None:
        """Take who speaks for a payer: `Drew from Larkspur`."""
        for index in range(len(self._words.words) - 2):
            link, payer = self._words.words[index + 1], self._words.words[index + 2]
            if link.lower in _SPEAKS_FOR and self._weights[index] >= WEAK and self._taken[payer.start]:
                self._found.setdefault(index, ("speaks for a payer", 0.75))

    # Neighbors

    def _by_neighbor(self) -> None:
        for index in range(len(self._words.words) - 1):
            if not self._is_pair(index):
                continue
            least = UNKNOWN if self._words.has_cases else WEAK
            run = self._run(index, least)
            if self._is_jargon_given(index):
                run = [index, *self._run(index + 1, least)]
            if len(run) > 1 and not self._is_organization(run[-1] + 1):
                for one in run:
                    self._found.setdefault(one, ("neighbors", 0.8))

    def _is_pair(self, index: int) -> bool:
        """Return whether two words in a row are a name: one of them surely, the other perhaps."""
        gap = self._words.gap_before(index + 1)
        if not re.fullmatch(r"[ \t]{1,2}|,[ \t]?|-", gap):
            return False
        second = index + 1
        if self._is_initial(second) and second + 1 < len(self._words.words):
            second += 1
        if self._is_jargon_given(index) and self._weights[second] >= MODERATE:
            return self._looks_like_name(second, MODERATE)
        if not (self._looks_like_name(index, UNKNOWN) and self._looks_like_name(second, UNKNOWN)):
            return False
        first_weight, second_weight = self._weights[index], self._weights[second]
        first, other = self._words.words[index].lower, self._words.words[second].lower
        is_sure = max(first_weight, second_weight) >= RARE
        has_given = first in self._lexicon.given or other in self._lexicon.given
        if "," in gap:
            return (
                other in self._lexicon.given
                and (is_sure or min(first_weight, second_weight) >= MODERATE)
            ) or (is_sure and first_weight >= RARE and second_weight > WEAK)
        least, most = sorted((first_weight, second_weight))
        if is_sure and (self._words.has_cases or has_given or least >= RARE):
            return True
        if least == UNKNOWN:
            return most >= LIKELY
        if not has_given or least < WEAK:
            return False
        return most >= MODERATE or (self._words.has_cases and not self._starts_sentence(index))

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
            if weight < MODERATE or index in self._found or self._is_organization(index + 1):
                continue
            if weight in {MODERATE, LIKELY}:
                is_name = (
                    self._words.has_cases
                    and word.is_capital
                    and (weight == LIKELY or not self._starts_sentence(index))
                )
            elif weight == COMMON and len(word.lower) > 3:  # noqa: PLR2004 - short ones are often codes
                is_name = not self._words.has_cases or word.is_capital or word.is_upper or word.lower in self._lexicon.given
            else:
                is_name = self._words.has_cases and word.is_capital and not self._starts_sentence(index)
            if is_name:
                self._found[index] = ("dictionary", 0.7)

    def _after_initial(self) -> None:
        """Take the word after an initial with a period: `S. Ware`."""
        for index in range(1, len(self._words.words)):
            before = index - 1
            if (
                self._is_initial(before)
                and self._words.words[before].text.isupper()
                and re.fullmatch(r"\.[ \t]?", self._words.gap_before(index))
                and self._looks_like_name(index, UNKNOWN if self._words.has_cases else WEAK)
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
                if self._is_initial(other) and re.fullmatch(r"[ \t]|\.[ \t]?|,[ \t]?", gap):
                    after = self._words.gap_after(other)
                    if self._words.words[other].text.isupper() or after.startswith("."):
                        self._found.setdefault(other, ("initial", 0.7))

    def _repeated(self) -> None:
        """Take words that were names elsewhere in the text."""
        sure = {self._words.words[one].lower for one in self._found if self._weights[one] != WEAK and len(self._words.words[one].lower) > 2}  # noqa: PLR2004 - no initials
        for index, word in enumerate(self._words.words):
            if word.lower in sure and index not in self._found and not self._taken[word.start]:
                self._found[index] = ("repeated", 0.75)
