"""Names of people by dictionary and context: titles, labels, salutations, neighbors.

Each word has a weight: how much it is a name by itself. What announces a name (a title, "spoke
with", "pt") lets weaker words count, and so does a neighbor that is a name.
"""

import re
from collections.abc import Iterator

from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass
from claimtrail.tickets.masking.name_cues import (
    AFTER_NAMES,
    DEEDS,
    NO_NAMES,
    ORGANIZATION_WORDS,
)
from claimtrail.tickets.masking.name_registers import NameRegisters
from claimtrail.tickets.masking.name_words import (
    COMMON,
    LIKELY,
    MODERATE,
    RARE,
    UNKNOWN,
    WEAK,
    WORD,
)

_LONGEST = 4
_FIELD_END = re.compile(r"[\n/|:>(;\[]|[ \t]{2}")
_ABBREVIATION = 3
"""Letters up to which a word that no list has may be an abbreviation."""
_WITHIN_WORD = re.compile(r"\.[^\s]")
_MIDDLE = re.compile(r"\.?[ \t]")
_NO_FAMILY = frozenset({"one", "two", "three", "first", "last", "up", "down", "per"})
_ENDS = re.compile(r"\Z|[;,|)\n]")
_CUED = frozenset(["both sides", "cue", "label", "role", "title"])
_CERTAIN = 6
"""Letters from which on a name needs no capital."""
_WITHIN_PAIR = re.compile(r"[ \t]{1,2}|,[ \t]?|-")
_PERIOD = re.compile(r"\.[ \t]?")
_BESIDE_INITIAL = re.compile(r"[ \t_^*]|\.[ \t]?|,[ \t]?")


class NameFinder(NameRegisters):
    """Finds the names of one text."""

    def find(self) -> Iterator[FoundIdentifier]:
        """Yield a finding for each word that belongs to a name."""
        self._by_cue()
        self._by_signature()
        self._before_payer()
        self._before_phone()
        self._addressed()
        self._before_account()
        self._by_mention()
        self._by_list_form()
        self._by_look()
        self._before_initial()
        self._by_speaker()
        self._by_neighbor()
        self._by_itself()
        self._by_deed()
        self._by_possession()
        self._by_register()
        self._between_sides()
        self._unexplained_capitals()
        self._after_initial()
        self._with_initials()
        self._beside_names()
        self._whole_names()
        self._joined_to_names()
        self._particles()
        self._whole_fields()
        self._repeated()
        for index, (rule, confidence) in sorted(self._found.items()):
            word = self._words.words[index]
            yield FoundIdentifier(
                word.start, word.end, SafeHarborClass.NAMES, f"names:{rule}", confidence
            )

    def _by_neighbor(self) -> None:
        for index in range(len(self._words.words) - 1):
            if not self._is_pair(index):
                continue
            least = WEAK if self._words.cased[index] else UNKNOWN
            run = self._run(index, least)
            if self._is_jargon_given(index) or not run:
                run = [index, *self._run(index + 1, least)]
            if len(run) > 1 and not self._is_organization(run[-1] + 1):
                for one in run:
                    self._found.setdefault(one, ("neighbors", 0.8))

    def _is_pair(self, index: int) -> bool:
        """Return whether two words in a row are a name: one of them surely, the other perhaps."""
        gap = self._words.gap_before(index + 1)
        if not _WITHIN_PAIR.fullmatch(gap):
            return False
        second = index + 1
        if self._is_initial(second) and second + 1 < len(self._words.words):
            second += 1
        if self._is_jargon_given(index) and self._weights[second] >= MODERATE:
            return self._looks_like_name(second, MODERATE)
        if not (self._looks_like_name(index, WEAK) and self._looks_like_name(second, WEAK)):
            return False
        return self._are_names(index, second, gap)

    def _are_names(self, index: int, second: int, gap: str) -> bool:
        """Return whether two words that may be names are one, by their weights."""
        first_weight, second_weight = self._weights[index], self._weights[second]
        first, other = self._words.words[index].lower, self._words.words[second].lower
        is_sure = max(first_weight, second_weight) >= RARE
        has_given = first in self._lexicon.given or other in self._lexicon.given
        if "," in gap:
            return (
                other in self._lexicon.given
                and (is_sure or min(first_weight, second_weight) >= MODERATE)
            ) or (is_sure and first_weight >= RARE and second_weight >= UNKNOWN)
        if not self._words.cased[index] and (
            other in _NO_FAMILY or (other.endswith("ed") and other in self._lexicon.words)
        ):
            return False
        least, most = sorted((first_weight, second_weight))
        if is_sure and (self._words.cased[index] or has_given or least >= RARE):
            return True
        if least == UNKNOWN:
            return most >= LIKELY and min(len(first), len(other)) > _ABBREVIATION
        is_written = self._words.cased[index] and (
            first in self._lexicon.given or not self._starts_sentence(index)
        )
        return has_given and (most >= MODERATE or is_written)

    def _by_itself(self) -> None:
        for index, word in enumerate(self._words.words):
            weight = self._weights[index]
            if weight < UNKNOWN or index in self._found or self._is_organization(index + 1):
                continue
            if self._is_order(index) or self._is_label(index) or self._is_plain_subject(index):
                continue
            if word.is_upper and len(word.text) < _ABBREVIATION and self._words.cased[index]:
                continue
            if weight == LIKELY:
                is_plain = not self._words.cased[index] and not self._is_inflected(word.lower)
                is_name = word.is_capital or is_plain
            elif weight in {UNKNOWN, RARE} and not self._words.cased[index]:
                is_typo = weight == RARE and self._is_inflected(word.lower)
                is_name = len(word.lower) > 3 and not is_typo  # noqa: PLR2004 - no abbreviation
            elif weight in {MODERATE, UNKNOWN}:
                is_name = (
                    self._words.cased[index]
                    and word.is_capital
                    and (
                        not self._starts_sentence(index)
                        or (weight == UNKNOWN and len(word.lower) > 3)  # noqa: PLR2004 - no abbreviation
                    )
                    and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
                    and not (weight == UNKNOWN and self._is_inflected(word.lower))
                )
            elif weight == COMMON and (
                len(word.lower) > _ABBREVIATION or word.lower in self._lexicon.frequent
            ):
                is_written = not self._words.cased[index] or word.is_capital or word.is_upper
                is_name = is_written or word.lower in self._lexicon.given or self._is_certain(index)
            else:
                is_begin = self._starts_sentence(index) and self._is_inflected(word.lower)
                is_name = self._words.cased[index] and (
                    (word.is_capital and not is_begin) or self._is_certain(index)
                )
            if is_name:
                self._found[index] = ("dictionary", 0.7)

    def _is_certain(self, index: int) -> bool:
        """Return whether a word in lower case is long enough to be a name alone."""
        letters = len(self._words.words[index].lower) + (self._weights[index] == COMMON)
        is_certain = letters >= _CERTAIN and self._weights[index] >= RARE
        return is_certain and not self._is_misspelt(index)

    def _is_label(self, index: int) -> bool:
        """Return whether a word begins a line and announces what follows: `Anesthesia:`."""
        is_first = not index or "\n" in self._words.gap_before(index)
        is_sure = self._weights[index] >= LIKELY and (
            self._words.words[index].lower in self._lexicon.given
        )
        return is_first and not is_sure and self._words.gap_after(index).startswith(":")

    def _after_initial(self) -> None:
        """Take the word after an initial with a period: `S. Ware`."""
        for index in range(1, len(self._words.words)):
            before = index - 1
            if (
                self._is_initial(before)
                and (self._words.words[before].text.isupper() or not self._words.cased[index])
                and _PERIOD.fullmatch(self._words.gap_before(index))
                and (self._looks_like_name(index, WEAK) or self._is_cased_word(index))
                and not self._is_organization(index + 1)
            ):
                self._found.setdefault(index, ("initial", 0.7))

    def _with_initials(self) -> None:
        """Take initials beside names: `J. Garcia`, `Maria G.`."""
        for index in (*self._found, *self._anchors):
            for other, gap in (
                (index - 1, self._words.gap_before(index)),
                (index + 1, self._words.gap_after(index)),
            ):
                if self._is_initial(other) and _BESIDE_INITIAL.fullmatch(gap):
                    after = self._words.gap_after(other)
                    is_written = self._words.words[other].text.isupper() or gap == "_"
                    is_end = not self._words.cased[index] and other > index
                    is_end = is_end and bool(_ENDS.match(after))
                    if is_written or after.startswith(".") or is_end:
                        self._found.setdefault(other, ("initial", 0.7))
                        self._after_middle(other + 1)

    def _after_middle(self, index: int) -> None:
        """Take the family name after a middle initial, whatever it means: `Thuy P. Street`."""
        if index >= len(self._words.words) or index - 2 not in self._found:
            return
        word = self._words.words[index]
        is_near = _MIDDLE.fullmatch(self._words.gap_before(index))
        is_written = word.is_capital and self._words.cased[index] and word.lower not in NO_NAMES
        if is_near and is_written and word.lower in self._lexicon.census:
            self._found.setdefault(index, ("initial", 0.7))

    def _whole_fields(self) -> None:
        """Take all words of a field that has a name in it: `>> Fields, Sage M >>`."""
        begin = 0
        for index in range(1, len(self._words.words) + 1):
            if index < len(self._words.words) and not _FIELD_END.search(
                self._words.gap_before(index)
            ):
                continue
            field = range(begin, index)
            begin = index
            if 1 < len(field) <= _LONGEST and any(one in self._found for one in field):
                for one in filter(self._goes_with_field, field):
                    self._found.setdefault(one, ("field of a name", 0.6))

    def _goes_with_field(self, index: int) -> bool:
        """Return whether a word of a field that has a name in it may be a part of the name."""
        word = self._words.words[index]
        is_written = (
            word.is_capital
            if self._words.cased[index]
            else self._weights[index] > WORD
            or (word.lower in self._lexicon.census and word.lower not in self._lexicon.plain)
        )
        is_plain = word.lower in self._lexicon.jargon or self._is_inflected(word.lower)
        is_plain = is_plain or len(word.lower) < 2  # noqa: PLR2004 - an initial
        return is_written and not is_plain and self._may_be_part(index)

    def _beside_names(self) -> None:
        """Take a capital word beside a name, whatever it means: `Summer Garcia`, `Ada Fields`."""
        for index in (*self._found, *self._anchors):
            for other, gap in (
                (index - 1, self._words.gap_before(index)),
                (index + 1, self._words.gap_after(index)),
            ):
                is_near = gap == " " or (gap in {", ", ","} and self._begins_field(other))
                if (
                    is_near
                    and 0 <= other < len(self._words.words)
                    and self._is_beside(other, index)
                ):
                    self._found.setdefault(other, ("beside a name", 0.6))

    def _is_beside(self, other: int, index: int) -> bool:
        """Return whether a word goes with the name beside it."""
        word = self._words.words[other]
        if not word.is_alpha or self._taken[word.start] or len(word.lower) < 2:  # noqa: PLR2004 - an initial
            return False
        is_jargon = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        if (
            is_jargon
            or word.lower in ORGANIZATION_WORDS
            or self._words.gap_after(other).startswith(":")
        ):
            return False
        if not self._words.cased[other] or self._words.words[index].text.islower():
            return self._is_beside_plain(other, index)
        is_sure = word.lower in self._lexicon.census or word.lower not in self._lexicon.everyday
        return word.is_capital and (other > index or is_sure or not self._starts_sentence(other))

    def _is_beside_plain(self, other: int, index: int) -> bool:
        """Return whether a word goes with the name beside it, where capitals say nothing."""
        word = self._words.words[other].lower
        is_name = self._weights[other] >= WEAK or word in self._lexicon.census
        is_cued = self._found.get(index, ("", 0))[0] in _CUED
        is_sure = index in self._anchors or self._weights[index] >= RARE or is_cued
        is_short_word = len(word) <= _ABBREVIATION and word in self._lexicon.everyday
        if other < index:
            is_small = is_short_word and word not in self._lexicon.common
            return is_sure and is_name and not is_small and word not in NO_NAMES
        is_given = self._words.words[index].lower in self._lexicon.given
        is_short = len(word) <= _ABBREVIATION and word in self._lexicon.strong
        begins = index - 1 not in self._found and self._weights[other] >= WEAK
        is_unknown = begins and self._weights[index] in {UNKNOWN, RARE}
        if word in NO_NAMES or (word in self._lexicon.short and word in self._lexicon.everyday):
            return False
        if is_name and (is_sure or self._weights[index] >= LIKELY) and self._ends_name(other):
            return True
        return is_name and ((is_sure and (is_given or is_short)) or is_unknown)

    def _ends_name(self, index: int) -> bool:
        """Return whether a field or a label follows, so that a word ends a name."""
        words, after = self._words.words, self._words.gap_after(index)
        if index + 1 == len(words) or after.strip(" \t"):
            return not after.startswith((":", "-")) and not _WITHIN_WORD.match(after)
        following = words[index + 1]
        return not following.is_alpha or following.lower in AFTER_NAMES | DEEDS

    def _repeated(self) -> None:
        """Take words that were names elsewhere in the text."""
        sure = {
            self._words.words[one].lower
            for one in self._found
            if self._weights[one] != WEAK and len(self._words.words[one].lower) >= _ABBREVIATION
        }
        for index, word in enumerate(self._words.words):
            is_open = index not in self._found and not self._taken[word.start]
            if word.lower in sure and is_open and self._is_repeated(index):
                self._found[index] = ("repeated", 0.75)

    def _is_repeated(self, index: int) -> bool:
        """Return whether a word is the name again, and no word that only is spelled like it."""
        word = self._words.words[index]
        is_word = word.lower in self._lexicon.everyday or word.lower in self._lexicon.jargon
        is_written = word.text[0].isupper() and self._words.cased[index]
        return not is_word or (is_written and not self._is_month(index))
