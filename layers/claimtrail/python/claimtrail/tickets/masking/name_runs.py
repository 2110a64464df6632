"""Names of several words: how far a name goes on once it has begun."""

import re

from claimtrail.tickets.masking.name_cues import NO_NAMES, ORGANIZATION_WORDS, PARTICLES, SUFFIXES
from claimtrail.tickets.masking.name_words import LIKELY, RARE, UNKNOWN, WEAK, NameWords

_LONGEST = 4
_PARTICLES = 3
_INSIDE = re.compile(r"(?:[ \t]{1,2}|-|\.[ \t]?|,[ \t]?|['\u2019]|[ \t]?\([ \t]?)\Z")
_WITHIN_EMPLOYER = re.compile(r"[ \t]{1,2}|[ \t]?&[ \t]?|-")


class NameRuns(NameWords):
    """Takes words that belong to one name."""

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
                or self._leads_to_name(at, least)
            )
            if not is_part or (
                run and "," in self._words.gap_before(at) and not self._follows_comma(at, run)
            ):
                break
            run.append(at)
            at += 1
        while (
            run
            and self._is_initial(run[-1])
            and len(run) == 1
            and "." not in self._words.gap_after(run[-1])
        ):
            run.pop()
        return run

    def _employer_run(self, index: int) -> list[int]:
        run: list[int] = []
        for at in range(index, min(index + 5, len(self._words.words))):
            word = self._words.words[at]
            if run and not _WITHIN_EMPLOYER.fullmatch(self._words.gap_before(at)):
                break
            if self._taken[word.start] or not word.is_alpha:
                break
            is_part = (
                word.text[0].isupper()
                if self._words.cased[at]
                else (
                    self._weights[at] >= UNKNOWN
                    or word.lower in ORGANIZATION_WORDS
                    or (len(run) < 2 and word.lower not in self._lexicon.jargon)  # noqa: PLR2004 - of two words
                )
            )
            if not is_part:
                break
            run.append(at)
        return run

    def _plain_run(self, index: int) -> list[int]:
        """Return a name whose first word is a rarer word, where capitals say nothing."""
        word = self._words.words[index]
        is_rarer = word.is_alpha and word.lower not in self._lexicon.everyday
        if not is_rarer or word.lower in self._lexicon.jargon or self._taken[word.start]:
            return []
        rest = self._run(index + 1, UNKNOWN) if self._words.gap_after(index) in {" ", ", "} else []
        return [index, *rest] if rest else []

    def _take_run(self, index: int, rule: str, least: int, confidence: float) -> None:
        """Take the words of a name from here on."""
        if rule == "employer" and self._words.gap_after(index).lstrip().startswith(":"):
            return
        run = self._employer_run(index) if rule == "employer" else self._run(index, least)
        if not run and rule != "employer" and self._is_cased_word(index):
            is_next = self._words.gap_after(index) in {" ", ", "}
            least_of_rest = WEAK if self._is_jargon_given(index) else RARE
            rest = self._run(index + 1, least_of_rest) if is_next else []
            is_given = self._is_jargon_given(index) and least <= WEAK and rule in {"cue", "label"}
            run = [index, *rest] if rest or is_given else []
        if not run and rule == "title" and self._may_follow_title(index):
            run = [index]
        if not run and rule in {"cue", "label"} and not self._words.cased[index]:
            run = self._plain_run(index)
        if not run or (rule != "employer" and self._is_organization(run[-1] + 1)):
            return
        for one in run:
            self._found.setdefault(one, (rule, confidence))

    def _leads_to_name(self, at: int, least: int) -> bool:
        """Return whether a particle stands here, and after it, or another one, a name."""
        words, last = self._words.words, at
        while last < len(words) and last < at + _PARTICLES and words[last].lower in PARTICLES:
            last += 1
        is_name = at < last < len(words) and self._looks_like_name(last, least)
        return is_name and all(
            _INSIDE.match(self._words.gap_before(one)) for one in range(at + 1, last + 1)
        )

    def _may_follow_title(self, index: int) -> bool:
        """Return whether a word is a name because of its title, whatever it means: `Mr. Street`."""
        word = self._words.words[index]
        is_written = word.is_capital if self._words.cased[index] else (word.lower not in NO_NAMES)
        is_plain = word.lower in self._lexicon.jargon and word.lower not in self._lexicon.census
        return is_written and word.is_alpha and not is_plain and not self._taken[word.start]

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

    def _is_given_after_comma(self, at: int) -> bool:
        """Return whether a word after a comma is a given name, though it is a word as well."""
        is_given = self._words.words[at].lower in self._lexicon.given
        return is_given and "," in self._words.gap_before(at) and self._looks_like_name(at, WEAK)

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
            return word.text.isupper() or not self._words.cased[at]
        return "." in after or (
            at + 1 < len(self._words.words) and self._looks_like_name(at + 1, UNKNOWN)
        )

    def _follows_comma(self, at: int, run: list[int]) -> bool:
        """Return whether a word after a comma goes on with the name: `Garcia, Maria`."""
        if len(run) > 2:  # noqa: PLR2004 - family names of two words
            return False
        is_given = self._words.words[at].lower in self._lexicon.given
        return (
            is_given
            or self._is_initial(at)
            or (
                self._weights[at] in {UNKNOWN, RARE}
                and self._words.words[at].is_capital
                and self._words.cased[at]
            )
        )
