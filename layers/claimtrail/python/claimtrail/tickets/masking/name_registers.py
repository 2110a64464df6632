"""Names as registers write them, the family's first: `LOPEZ, TAMSIN J member W123`."""

import re

from claimtrail.tickets.masking.name_cues import (
    AFTER_NAMES,
    NO_NAMES,
    ORGANIZATION_WORDS,
    SUFFIXES,
)
from claimtrail.tickets.masking.name_joints import NameJoints
from claimtrail.tickets.masking.name_words import MODERATE, RARE, UNKNOWN

_COMMA = re.compile(r",[ \t]{0,2}")
_BLANK = re.compile(r"[ \t]{1,2}")
_STOP = re.compile(r"[ \t]{0,8}(?:\Z|[\n|;:()/])")
_BEHIND = AFTER_NAMES | {
    *("beneficiary", "dependent", "guarantor", "insured", "patient", "policyholder"),
    *("subscriber", "ptnt"),
}
"""Words of registers behind a whole name."""
_LEAST = 2
"""Letters of a word that is no initial."""


class NameRegisters(NameJoints):
    """Finds names with a comma in them, where capitals, a list or a label says what they are."""

    def _by_register(self) -> None:
        """Take given names behind a found family name, and family names before a given one."""
        words = self._words
        for given in range(1, len(words.words)):
            if not _COMMA.fullmatch(words.gap_before(given)):
                continue
            family = given - 1
            if words.words[family].lower in SUFFIXES and family:
                family -= 1
            if self._is_named(family):
                if self._is_given_of(family, given):
                    self._take_given(family, given)
            elif self._is_family_of(family, given):
                self._found.setdefault(family, ("register", 0.7))
                self._take_given(family, given)

    def _is_named(self, index: int) -> bool:
        return index in self._found or index in self._anchors

    def _take_given(self, family: int, given: int) -> None:
        """Take a given name, and a second one that nothing else explains."""
        if given not in self._anchors:
            self._found.setdefault(given, ("register", 0.7))
        second = given + 1
        if (
            second < len(self._words.words)
            and _BLANK.fullmatch(self._words.gap_before(second))
            and self._stand_out(family, second)
            and self._may_be_given(second)
            and self._weights[second] >= RARE
        ):
            self._found.setdefault(second, ("register", 0.7))

    def _is_given_of(self, family: int, given: int) -> bool:
        """Return whether a word goes on with a family name that is found."""
        if not self._may_be_given(given):
            return False
        lower, known = self._words.words[given].lower, self._lexicon
        is_whole = self._is_whole(given)
        if lower in known.everyday or lower in known.jargon or lower in known.plain:
            return lower in known.given and is_whole
        if lower in known.words:
            return lower in known.given or (is_whole and lower in known.census)
        return self._stand_out(family, given) or is_whole or self._weights[given] >= UNKNOWN

    def _is_family_of(self, family: int, given: int) -> bool:
        """Return whether a word that may be anything is the family name of a given one."""
        if not (self._may_be_family(family) and self._may_be_given(given)):
            return False
        lower, known = self._words.words[family].lower, self._lexicon
        if lower not in known.census and lower in known.words:
            return False
        is_given = self._words.words[given].lower in known.given
        if self._stand_out(family, given) and self._is_named(given):
            return True
        return is_given and self._is_labeled(given) and self._weights[given] >= MODERATE

    def _stand_out(self, family: int, given: int) -> bool:
        """Return whether both are in capitals among words that are not."""
        words = self._words
        return words.cased[family] and words.words[family].is_upper and words.words[given].is_upper

    def _may_be_given(self, index: int) -> bool:
        word = self._words.words[index]
        is_written = word.text[0].isupper() or not self._words.cased[index]
        is_open = word.is_alpha and (index in self._anchors or not self._taken[word.start])
        is_plain = word.lower in NO_NAMES or word.lower in ORGANIZATION_WORDS
        is_plain = is_plain or (
            word.lower in self._lexicon.jargon and word.lower not in self._lexicon.given
        )
        return is_open and is_written and not is_plain and len(word.lower) >= _LEAST

    def _is_whole(self, given: int) -> bool:
        """Return whether the name ends behind its given name: by a label, a number or a bound."""
        return bool(_STOP.match(self._words.gap_after(given))) or self._is_labeled(given)

    def _is_labeled(self, given: int) -> bool:
        """Return whether a label or a number follows a given name and its initial."""
        after = given + 1
        if self._is_initial(after):
            after += 1
        if after >= len(self._words.words):
            return False
        following = self._words.words[after]
        return following.lower in _BEHIND or not following.is_alpha
