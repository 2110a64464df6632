"""Names by both sides: who does something, who is spoken to, and capitals that nothing explains."""

import re

from claimtrail.tickets.masking.name_contexts import NameContexts
from claimtrail.tickets.masking.name_cues import (
    ADDRESSING,
    BEFORE_MONTHS,
    BY_FOLLOWER,
    CONJUNCTIONS,
    CROWDS,
    DEEDS,
    FOLLOWERS,
    LABELS,
    MONTHS,
    ORGANIZATION_WORDS,
    RELATIVES,
    ROLES,
    SOFT_CUES,
    STATES,
    STRONG_CUES,
    TITLES,
)
from claimtrail.tickets.masking.name_words import MODERATE, OWNED, RARE, UNKNOWN, WEAK

_BESIDE = re.compile(r"[ \t]{1,2}")
_LINE_BEGIN = re.compile(r"(?:\A|\n)[ \t>*\[-]{0,4}\Z")
_POSSESSIVE = re.compile(r"['\u2019]s[ \t]", re.IGNORECASE)
_SPOKEN = re.compile(r":[ \t]")
_MENTION = re.compile(r"(?:\A|[\s(])@\Z")
_END = re.compile(r"[ \t]{0,8}(?:\Z|[\n.,;:)/?!|(@-])")
_OF_SENTENCE = re.compile(r"[ \t]|,[ \t]|[ \t]?[(\"\u201c][ \t]?|[ \t][-\u2013/][ \t]")
_HEADING = re.compile(r"[ \t]|[-/&]|[ \t][&/-][ \t]")
_CUES = STRONG_CUES | SOFT_CUES | LABELS | RELATIVES | TITLES


class NameSides(NameContexts):
    """Finds names by what stands on both sides."""

    def _by_deed(self) -> None:
        """Take who does what people do: `Hope called`, `told that Young wants`."""
        for index in range(len(self._words.words) - 1):
            is_next = _BESIDE.fullmatch(self._words.gap_after(index))
            following = self._cue_word(self._words.words[index + 1].lower)
            is_placed = following in BY_FOLLOWER and self._words.cased[index]
            if is_next and (following in DEEDS or is_placed) and self._acts(index):
                self._found.setdefault(index, ("deed", 0.7))

    def _by_possession(self) -> None:
        """Take who owns something: `Young's claim`."""
        for index, word in enumerate(self._words.words):
            if not _POSSESSIVE.match(self._words.gap_after(index)):
                continue
            is_written = word.text[0].isupper() if self._words.cased[index] else True
            least = WEAK if self._words.cased[index] else MODERATE
            is_name = self._weights[index] >= least and not self._is_misspelt(index)
            if is_written and is_name and self._may_be_person(index):
                self._found.setdefault(index, ("possession", 0.7))

    def _acts(self, index: int) -> bool:
        word = self._words.words[index]
        if not self._may_be_person(index):
            return False
        if not self._words.cased[index] or not word.is_capital:
            is_first = self._starts_sentence(index) or self._is_joined(index)
            is_plain = word.lower in self._lexicon.plain or self._weights[index] == UNKNOWN
            least = WEAK if is_first and not is_plain else MODERATE
            return self._weights[index] >= least and not self._is_misspelt(index)
        following = self._words.words[index + 1].lower
        if following in BY_FOLLOWER - STATES:
            return self._weights[index] > WEAK or self._is_jargon_given(index)
        if following in STATES:
            return self._weights[index] >= MODERATE and word.lower not in self._lexicon.everyday
        if self._starts_sentence(index):
            is_given = self._weights[index] >= WEAK or self._is_jargon_given(index)
            is_new = word.lower not in self._lexicon.words and not self._is_misspelt(index)
            return is_given or (is_new and word.lower not in self._lexicon.cut)
        is_plain = self._weights[index] <= WEAK
        return not is_plain or not self._words.words[index - 1].is_capital

    def _is_joined(self, index: int) -> bool:
        """Return whether a word goes on with a clause: `and hope called`."""
        return bool(index) and self._words.words[index - 1].lower in CONJUNCTIONS

    def _may_be_person(self, index: int) -> bool:
        """Return whether nothing says that a word is no person."""
        word = self._words.words[index]
        return (
            word.is_alpha
            and len(word.lower) > 2  # noqa: PLR2004 - no abbreviation
            and not self._taken[word.start]
            and not self._is_of_code(index)
            and word.lower not in ROLES
            and word.lower not in CROWDS
            and word.lower not in self._lexicon.proper
            and word.lower not in ORGANIZATION_WORDS
            and (word.lower not in self._lexicon.jargon or self._is_jargon_given(index))
        )

    def _between_sides(self) -> None:
        """Take a word between what announces a name and what ends it: `told hope about`."""
        words = self._words.words
        for index in range(1, len(words)):
            if index in self._found or not self._is_announced(index):
                continue
            if self._is_order(index) or self._does(index, ""):
                continue
            if not self._may_be_person(index) or self._weights[index] < WEAK:
                continue
            word, after = words[index], self._words.gap_after(index)
            is_known = word.lower not in self._lexicon.plain
            is_written = self._weights[index] > UNKNOWN or not self._words.cased[index]
            following = words[index + 1].lower if index + 1 < len(words) else ""
            ends = bool(_END.match(after)) or following in FOLLOWERS or following in DEEDS
            if is_known and is_written and ends and not self._is_misspelt(index):
                self._found[index] = ("both sides", 0.65)

    def _is_announced(self, index: int) -> bool:
        """Return whether the words before announce a person."""
        if not _BESIDE.fullmatch(self._words.gap_before(index)):
            return False
        words = self._words.words
        if self._is_title_case(index - 1):
            return False
        last = self._cue_word(words[index - 1].lower)
        before = words[index - 2].lower if index > 1 else ""
        return last in _CUES or f"{before} {last}" in _CUES or last in ROLES

    def _by_mention(self) -> None:
        """Take who is called by a sign: `@Hope`."""
        for index in range(len(self._words.words)):
            if _MENTION.search(self._words.gap_before(index)) and self._may_be_person(index):
                self._found.setdefault(index, ("mention", 0.8))

    def _by_speaker(self) -> None:
        """Take who speaks in a chat: `Hope: did it go out?`."""
        for index, word in enumerate(self._words.words):
            if not _LINE_BEGIN.search(self._words.gap_before(index)):
                continue
            is_given = word.lower in self._lexicon.given and self._weights[index] >= WEAK
            if (
                is_given
                and word.lower not in self._lexicon.plain
                and _SPOKEN.match(self._words.gap_after(index))
                and self._may_be_person(index)
            ):
                self._found.setdefault(index, ("speaker", 0.7))

    def _unexplained_capitals(self) -> None:
        """Take a capital in a sentence that no other word of it explains: `Please ask Treasure`."""
        for index, word in enumerate(self._words.words):
            is_written = self._words.cased[index] and word.is_capital
            if index in self._found or not is_written or not self._may_be_person(index):
                continue
            is_inside = _OF_SENTENCE.fullmatch(self._words.gap_before(index))
            if not index or not is_inside or self._starts_sentence(index):
                continue
            if not self._is_heading(index) and self._is_unexplained(index):
                self._found[index] = ("capital", 0.55)

    def _is_unexplained(self, index: int) -> bool:
        word = self._words.words[index]
        if word.lower in self._lexicon.proper or self._is_month(index):
            return False
        if self._is_jargon_given(index):
            return True
        if self._weights[index] > WEAK:
            return True
        words = self._words.words
        following = words[index + 1].lower if index + 1 < len(words) else ""
        is_owner = following in OWNED and self._words.gap_after(index) in {" ", "'s "}
        is_cue = words[index - 1].lower in ADDRESSING
        return (
            is_cue
            or is_owner
            or (word.lower not in self._lexicon.words and not self._is_of_jargon(word.lower))
        )

    def _is_month(self, index: int) -> bool:
        """Return whether a month's name is a month: `in May`, `June 2026`."""
        before = self._words.words[index - 1].lower if index else ""
        is_dated = self._words.gap_after(index).strip() == "" and (
            index + 1 < len(self._words.words) and not self._words.words[index + 1].is_alpha
        )
        return self._words.words[index].lower in MONTHS and (is_dated or before in BEFORE_MONTHS)

    def _is_heading(self, index: int) -> bool:
        """Return whether a word stands among others that are written with capitals as well."""
        words = self._words.words
        for other, gap in (
            (index - 1, self._words.gap_before(index)),
            (index + 1, self._words.gap_after(index)),
        ):
            if not 0 <= other < len(words) or not _HEADING.fullmatch(gap):
                continue
            is_name = other in self._found or other in self._anchors
            is_first = other < index and self._starts_sentence(other)
            is_plain_word = self._weights[other] < RARE and len(words[other].text) > 1
            if words[other].text[0].isupper() and is_plain_word and not is_name and not is_first:
                return True
        return self._words.gap_after(index).startswith(":")
