"""Names by both sides: who speaks, who is joined to a name, and capitals that nothing explains."""

import re

from claimtrail.tickets.masking.name_contexts import OWNED, NameContexts
from claimtrail.tickets.masking.name_cues import (
    CONJUNCTIONS,
    CROWDS,
    DEEDS,
    FOLLOWERS,
    LABELS,
    NO_NAMES,
    ORGANIZATION_WORDS,
    PARTICLES,
    RELATIVES,
    ROLES,
    SOFT_CUES,
    STRONG_CUES,
    SUFFIXES,
    TITLES,
)
from claimtrail.tickets.masking.name_words import MODERATE, RARE, UNKNOWN, WEAK

_BESIDE = re.compile(r"[ \t]{1,2}")
_LINE_BEGIN = re.compile(r"(?:\A|\n)[ \t>*\[-]{0,4}\Z")
_SPOKEN = re.compile(r":[ \t]")
_MENTION = re.compile(r"(?:\A|[\s(])@\Z")
_END = re.compile(r"[ \t]*(?:\Z|[\n.,;:)/?!|(@-])")
_OF_SENTENCE = re.compile(r"[ \t]|,[ \t]|[ \t]?[(\"\u201c][ \t]?|[ \t][-\u2013/][ \t]")
_QUOTED = re.compile(r"[ \t][\"\u201c'(]")
_UNQUOTED = re.compile(r"[\"\u201d')][ \t]")
_BOUND = re.compile(r"[\n|:;/()<>\[\]\"]|[ \t]-[ \t]|[ \t]{2}")
_BOUND_WORDS = frozenset("ext phone tel dob mrn acct id ssn md do rn np pa".split())
_OF_NAME = (2, 3)
_PARTICLE_GAP = re.compile(r"[ \t]|\.[ \t]?|['\u2019-]")
_SURE_PARTICLES = frozenset(
    ["de", "del", "della", "der", "den", "di", "da", "van", "von", "bin", "ibn"]
)
_COMMA = re.compile(r",[ \t]?")
_FIELD_BEGIN = re.compile(r"(?:\A|[\n|:;\"\u201c(>/])[ \t*-]{0,4}\Z|\d[.)][ \t]\Z")
_FIELD_STOP = re.compile(r"[ \t]*(?:\Z|[\n|;\"\u201d)</]|[ \t][-$\[]|[ \t]{2})")
_ADDRESSING = frozenset(
    "ask asked tell told called call contact contacted email emailed informed inform notified notify "
    "remind reminded thank thanked per paged phoned".split()
)
_STATES = frozenset(["is", "was", "has", "will", "would", "can", "did", "does"])
_PLACED = frozenset(["at", "from"])
_PLACED = frozenset(["at", "from"])
_STATES = frozenset(["is", "was", "has", "will", "would", "can", "did", "does"])
_BY_FOLLOWER = _PLACED | _STATES
_MONTHS = frozenset(["april", "may", "june", "august", "march"])
_BEFORE_MONTHS = frozenset(
    "in since by until till from through thru to of this last next early late mid before after and"
    " for".split()
)
_ADDRESSING = STRONG_CUES | frozenset(
    "ask asked tell told called call contact contacted email emailed informed inform notified notify "
    "remind reminded thank thanked per paged phoned".split()
)
_CUES = STRONG_CUES | SOFT_CUES | LABELS | RELATIVES | TITLES


class NameSides(NameContexts):
    """Finds names by what stands on both sides."""

    def _by_deed(self) -> None:
        """Take who does what people do: `Hope called`, `told that Young wants`."""
        for index in range(len(self._words.words) - 1):
            is_next = _BESIDE.fullmatch(self._words.gap_after(index))
            following = self._words.words[index + 1].lower
            is_placed = following in _BY_FOLLOWER and self._words.cased[index]
            if is_next and (following in DEEDS or is_placed) and self._acts(index):
                self._found.setdefault(index, ("does something", 0.7))

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
        if following in _PLACED:
            return self._weights[index] > WEAK or self._is_jargon_given(index)
        if following in _STATES:
            return self._weights[index] >= MODERATE and word.lower not in self._lexicon.everyday
        if self._starts_sentence(index):
            return self._weights[index] >= WEAK or word.lower not in self._lexicon.words
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
            if not self._may_be_person(index) or self._weights[index] < WEAK:
                continue
            word, after = words[index], self._words.gap_after(index)
            is_known = word.lower not in self._lexicon.plain
            is_written = self._weights[index] > UNKNOWN or not self._words.cased[index]
            following = words[index + 1].lower if index + 1 < len(words) else ""
            ends = bool(_END.match(after)) or following in FOLLOWERS or following in DEEDS
            if is_known and is_written and ends and not self._is_misspelt(index):
                self._found[index] = ("between", 0.65)

    def _is_announced(self, index: int) -> bool:
        """Return whether the words before announce a person."""
        if not _BESIDE.fullmatch(self._words.gap_before(index)):
            return False
        words = self._words.words
        last = words[index - 1].lower
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
                    self._found.setdefault(one, ("last name first", 0.7))

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
            return is_written and (
                after.startswith(".") or (begins and bool(_FIELD_STOP.match(after)))
            )
        is_given = self._weights[index] >= MODERATE and word.lower in self._lexicon.given
        is_whole = bool(_FIELD_STOP.match(after)) or self._is_initial(index + 1)
        return begins and is_whole and is_given and self._looks_like_name(index, MODERATE)

    def _before_initial(self) -> None:
        """Take a word before an initial with a period: `Bear B. hung up`."""
        for index in range(len(self._words.words) - 1):
            is_initial = self._is_initial(index + 1) and self._words.gap_after(index) == " "
            letter, after = self._words.words[index + 1], self._words.gap_after(index + 1)
            is_written = letter.text.isupper() or not self._words.cased[index]
            is_name = self._weights[index] >= WEAK and self._looks_like_name(index, WEAK)
            is_plain = self._words.words[index].lower in self._lexicon.plain
            if is_initial and is_written and is_name and not is_plain and after.startswith("."):
                self._found.setdefault(index, ("before an initial", 0.7))

    def _whole_names(self) -> None:
        """Take words alone between two bounds, all names that may be words: `SUMMER CHANCE EXT`."""
        begin, words = 0, self._words.words
        for index in range(1, len(words) + 1):
            if index < len(words) and not _BOUND.search(self._words.gap_before(index)):
                following = words[index]
                if following.is_alpha and following.lower not in _BOUND_WORDS:
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
            and all(self._looks_like_name(one, WEAK) for one in field)
            and all(word in self._lexicon.census for word in words)
            and not any(word in NO_NAMES or word in ORGANIZATION_WORDS for word in words)
        )

    def _particles(self) -> None:
        """Take particles within and before names: `Silva` of `da Silva` is found already."""
        words = self._words.words
        for index in sorted((*self._found, *self._anchors), reverse=True):
            first = index
            while (
                first
                and words[first - 1].lower in PARTICLES
                and _PARTICLE_GAP.fullmatch(self._words.gap_before(first))
            ):
                first -= 1
            is_within = first - 1 in self._found or first - 1 in self._anchors
            is_sure = is_within or index - first > 1 or words[first].lower in _SURE_PARTICLES
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
        is_cue = words[index - 1].lower in _ADDRESSING
        return (
            is_cue
            or is_owner
            or (word.lower not in self._lexicon.words and not self._is_misspelt(index))
        )

    def _is_month(self, index: int) -> bool:
        """Return whether a month's name is a month: `in May`, `June 2026`."""
        before = self._words.words[index - 1].lower if index else ""
        is_dated = self._words.gap_after(index).strip() == "" and (
            index + 1 < len(self._words.words) and not self._words.words[index + 1].is_alpha
        )
        return self._words.words[index].lower in _MONTHS and (is_dated or before in _BEFORE_MONTHS)

    def _is_heading(self, index: int) -> bool:
        """Return whether a word stands among others that are written with capitals as well."""
        words = self._words.words
        for other, gap in (
            (index - 1, self._words.gap_before(index)),
            (index + 1, self._words.gap_after(index)),
        ):
            if not 0 <= other < len(words) or not re.fullmatch(r"[ \t]|[-/&]|[ \t][&/-][ \t]", gap):
                continue
            is_name = other in self._found or other in self._anchors
            is_first = other < index and self._starts_sentence(other)
            is_plain_word = self._weights[other] < RARE and len(words[other].text) > 1
            if words[other].text[0].isupper() and is_plain_word and not is_name and not is_first:
                return True
        return self._words.gap_after(index).startswith(":")
