"""Names by their own form: of lists, with initials and particles, and what is joined to them."""

import re

from claimtrail.tickets.masking.name_cues import (
    BOUND_WORDS,
    NO_NAMES,
    ORGANIZATION_WORDS,
    PARTICLES,
    SUFFIXES,
    SURE_PARTICLES,
    USERS,
)
from claimtrail.tickets.masking.name_sides import NameSides
from claimtrail.tickets.masking.name_words import LIKELY, MODERATE, UNKNOWN, WEAK

_QUOTED = re.compile(r"[ \t][\"\u201c'(]")
_UNQUOTED = re.compile(r"[\"\u201d')][ \t]")
_BOUND = re.compile(r"[\n|:;/()<>\[\]\"]|[ \t]-[ \t]|[ \t]{2}")
_SEEN = 5
_CUT = (7, 8, 9)
"""Letters up to which systems take the name of a user."""
_READ = re.compile(r"[A-Za-z]{1,16}[01358][A-Za-z]{1,16}")
_AS_LETTERS = (str.maketrans("01358", "olesb"), str.maketrans("01358", "oiesb"))
_OF_NAME = (2, 3)
"""Words of a name that stands alone."""
_PARTICLES = 3
_PARTICLE_GAP = re.compile(r"[ \t]|\.[ \t]?|['\u2019-]")
_COMMA = re.compile(r",[ \t]?")
_FIELD_BEGIN = re.compile(r"(?:\A|[\n|:;\"\u201c(>/])[ \t*-]{0,4}\Z|\d[.)][ \t]\Z")
_FIELD_STOP = re.compile(r"[ \t]{0,8}(?:\Z|[\n|;\"\u201d)</]|[ \t][-$\[(]|[ \t]{2})")


class NameJoints(NameSides):
    """Finds names by their form, and what belongs to names that are found."""

    def _by_look(self) -> None:
        """Take names with a digit in place of a letter, and names of users: `Garc1a`, `mlopez2`."""
        for index, word in enumerate(self._words.words):
            if self._taken[word.start] or len(word.text) < _SEEN:
                continue
            is_read = not word.is_alpha and _READ.fullmatch(word.text)
            readings = [word.lower.translate(one) for one in _AS_LETTERS] if is_read else []
            if any(one in self._lexicon.common for one in readings):
                self._found.setdefault(index, ("look", 0.7))
            elif self._is_user(index):
                self._found.setdefault(index, ("user name", 0.7))

    def _is_user(self, index: int) -> bool:
        """Return whether an initial and a family name are run together, as users are named."""
        word = self._words.words[index]
        letters = word.lower.rstrip("0123456789")
        is_plain = word.is_alpha and word.lower in self._lexicon.words
        if len(letters) < _SEEN or not letters.isalpha() or is_plain:
            return False
        before = self._words.words[index - 1].lower if index else ""
        is_named = letters[1:] in self._lexicon.strong
        if before in USERS and is_named:
            return True
        if not word.is_alpha:
            return len(word.text) - len(letters) < _SEEN - 1 and (
                is_named or self._is_cut(letters) or letters in self._lexicon.common
            )
        is_written = word.is_upper or word.text.islower()
        is_unknown = self._weights[index] == UNKNOWN and not self._is_inflected(word.lower)
        return is_named and is_written and is_unknown and self._words.has_cases

    def _is_cut(self, letters: str) -> bool:
        """Return whether the name of a user was cut off at a number of letters: `bpatters`."""
        return len(letters) in _CUT and letters[1:] in self._lexicon.begins_of_common

    def _by_list_form(self) -> None:
        """Take how lists write names, whatever they mean: `Wine, G.`, `"Salt, Maria L"`."""
        for index in range(len(self._words.words) - 1):
            if not _COMMA.fullmatch(self._words.gap_after(index)):
                continue
            begin = self._family_from(index)
            if begin is None:
                continue
            begins = bool(_FIELD_BEGIN.search(self._words.gap_before(begin)))
            if self._is_given_of_list(index + 1, begins=begins):
                for one in range(begin, index + 2):
                    self._found.setdefault(one, ("list form", 0.7))

    def _family_from(self, index: int) -> int | None:
        """Return where a family name that ends here begins; None if it is none."""
        begin = index
        while self._may_be_family(begin):
            is_joined = self._words.gap_before(begin) in {" ", "-", ". "}
            if not is_joined or not self._may_be_family(begin - 1) or index - begin > 1:
                return begin
            begin -= 1
        return None

    def _may_be_family(self, index: int) -> bool:
        if index < 0:
            return False
        word = self._words.words[index]
        is_written = word.text[0].isupper() or not self._words.cased[index]
        is_plain = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        is_plain = (is_plain and word.lower not in PARTICLES) or word.lower in NO_NAMES
        is_open = not self._taken[word.start] and word.is_alpha and len(word.text) > 1
        return is_open and is_written and not is_plain

    def _is_given_of_list(self, index: int, *, begins: bool) -> bool:
        """Return whether a given name, or its initial, goes on with a list's name."""
        word, after = self._words.words[index], self._words.gap_after(index)
        if self._is_initial(index):
            is_written = word.text.isupper() or not self._words.cased[index]
            if word.lower == "i" and after.startswith(" "):  # `please help, I am`
                return False
            return is_written and (
                after.startswith(".") or (begins and bool(_FIELD_STOP.match(after)))
            )
        is_given = word.lower in self._lexicon.given and (
            self._weights[index] >= MODERATE or self._is_jargon_given(index)
        )
        is_whole = bool(_FIELD_STOP.match(after)) or self._is_initial(index + 1)
        is_written = self._looks_like_name(index, MODERATE) or self._is_jargon_given(index)
        return begins and is_whole and is_given and is_written

    def _before_initial(self) -> None:
        """Take a word before an initial with a period: `Bear B. hung up`."""
        for index in range(len(self._words.words) - 1):
            is_initial = self._is_initial(index + 1) and self._words.gap_after(index) == " "
            letter, after = self._words.words[index + 1], self._words.gap_after(index + 1)
            is_written = letter.text.isupper() or not self._words.cased[index]
            is_name = self._weights[index] >= WEAK and self._looks_like_name(index, WEAK)
            is_plain = self._words.words[index].lower in self._lexicon.plain
            if is_initial and is_written and is_name and not is_plain and after.startswith("."):
                self._found.setdefault(index, ("initial", 0.7))

    def _whole_names(self) -> None:
        """Take words alone between two bounds, all names that may be words: `SUMMER CHANCE EXT`."""
        begin, words = 0, self._words.words
        for index in range(1, len(words) + 1):
            if index < len(words) and not _BOUND.search(self._words.gap_before(index)):
                following = words[index]
                if following.is_alpha and following.lower not in BOUND_WORDS:
                    continue
            field = [one for one in range(begin, index) if not self._is_initial(one)]
            begin = index
            if len(field) in _OF_NAME and self._is_whole_name(field):
                for one in field:
                    self._found.setdefault(one, ("field of a name", 0.6))

    def _is_whole_name(self, field: list[int]) -> bool:
        words = [self._words.words[one].lower for one in field]
        is_sure = any(
            self._weights[one] >= MODERATE and self._words.words[one].lower in self._lexicon.given
            for one in (field[0], field[-1])
        )
        return (
            is_sure
            and (self._is_full(field) or self._begins_with_given(field))
            and not any(word in NO_NAMES or word in ORGANIZATION_WORDS for word in words)
        )

    def _is_full(self, field: list[int]) -> bool:
        """Return whether each word may be a name."""
        words = self._words.words
        return all(
            self._looks_like_name(one, WEAK) and words[one].lower in self._lexicon.census
            for one in field
        )

    def _begins_with_given(self, field: list[int]) -> bool:
        """Return whether a given name stands before one rarer word: `ARIANA CROWN EXT`."""
        given, family = field[0], self._words.words[field[-1]]
        is_rarer = family.lower not in self._lexicon.everyday and family.is_alpha
        is_plain = family.lower in self._lexicon.jargon or self._is_misspelt(field[-1])
        is_given = self._weights[given] >= LIKELY and self._looks_like_name(given, LIKELY)
        return len(field) == _OF_NAME[0] and is_given and is_rarer and not is_plain

    def _particles(self) -> None:
        """Take particles within and before names: `Silva` of `da Silva` is found already."""
        words = self._words.words
        for index in sorted((*self._found, *self._anchors), reverse=True):
            first = index
            while (
                first > max(index - _PARTICLES, 0)
                and words[first - 1].lower in PARTICLES
                and _PARTICLE_GAP.fullmatch(self._words.gap_before(first))
            ):
                first -= 1
            is_within = first - 1 in self._found or first - 1 in self._anchors
            is_sure = is_within or index - first > 1 or words[first].lower in SURE_PARTICLES
            is_capital = words[first].is_capital and words[first].lower not in {"al", "st"}
            for one in range(first, index) if is_sure or is_capital else ():
                if not self._taken[words[one].start]:
                    self._found.setdefault(one, ("particle", 0.7))

    def _joined_to_names(self) -> None:
        """Take what is joined to a name: `Maria and Hope`, `Smith-Stone`, `Bob "Sky" Lee`."""
        for index in (*self._found, *self._anchors):
            for step in (-1, 1):
                self._take_hyphenated(index, step)
                self._take_coordinated(index, step)
        for index in range(1, len(self._words.words)):
            if self._words.words[index].lower in SUFFIXES and index - 1 in self._found:
                self._found.setdefault(index, ("suffix", 0.7))
        for index in range(1, len(self._words.words) - 1):
            is_quoted = _QUOTED.fullmatch(self._words.gap_before(index)) and _UNQUOTED.match(
                self._words.gap_after(index)
            )
            is_between = {index - 1, index + 1} <= self._found.keys() | self._anchors
            if is_quoted and is_between and self._may_be_person(index):
                self._found.setdefault(index, ("nickname", 0.7))

    def _gap_towards(self, index: int, step: int) -> str:
        return self._words.gap_after(index) if step > 0 else self._words.gap_before(index)

    def _take_hyphenated(self, index: int, step: int) -> None:
        other = index + step
        if self._gap_towards(index, step) != "-" or not 0 <= other < len(self._words.words):
            return
        word = self._words.words[other]
        is_written = (
            word.text[0].isupper() if self._words.cased[index] else self._weights[other] >= WEAK
        )
        is_open = word.is_alpha and not self._taken[word.start] and word.lower not in NO_NAMES
        if is_written and is_open:
            self._found.setdefault(other, ("hyphen", 0.75))

    def _take_coordinated(self, index: int, step: int) -> None:
        link, other = index + step, index + 2 * step
        if not 0 <= other < len(self._words.words):
            return
        gaps = (self._gap_towards(index, step), self._gap_towards(link, step))
        is_linked = self._words.words[link].lower in {"and", "or"} and gaps == (" ", " ")
        if not is_linked and self._gap_towards(index, step) in {" & ", "/", ", "}:
            other, is_linked = link, self._gap_towards(index, step) != ", "
        if is_linked and self._may_be_person(other) and self._is_coordinated(other, step):
            self._found.setdefault(other, ("beside a name", 0.65))

    def _is_coordinated(self, other: int, step: int) -> bool:
        word = self._words.words[other]
        if not self._words.cased[other]:
            return self._weights[other] >= MODERATE
        is_sure = self._weights[other] >= WEAK or step > 0
        return word.is_capital and is_sure and not self._is_heading(other)
