"""Names by what stands before or after them: cues, salutations, signatures, phone numbers."""

import re

from claimtrail.tickets.masking.name_cues import (
    CLOSINGS,
    DEEDS,
    EMPLOYER_CUES,
    LABELS,
    RELATIVES,
    ROLES,
    SOFT_CUES,
    STRONG_CUES,
    TITLES,
)
from claimtrail.tickets.masking.name_runs import NameRuns
from claimtrail.tickets.masking.name_words import (
    LIKELY,
    MODERATE,
    OWNED,
    RARE,
    UNKNOWN,
    WEAK,
    WORD,
)

_AFTER_CUE = re.compile(r"[ \t]{0,3}(?:[:;=>(/\"'\u201c-]{0,3}|\.)[ \t]{0,20}(?:\n(?=.))?\Z")
_LINE_START = re.compile(r"\n[ \t>*-]{0,4}\Z")
_LINE_END = re.compile(r"[ \t]{0,3}(?:\Z|[,!:-]?[ \t]*+\n|,|[ \t]-[ \t]|[ \t]?\|)")
_ASKING = frozenset(
    [
        "can",
        "could",
        "would",
        "will",
        "please",
        "pls",
        "plz",
        "i",
        "we",
        "do",
        "did",
        "are",
        "is",
        "have",
        "has",
        "any",
        "the",
        "this",
        "thanks",
    ]
)
_SMALL = frozenset({"and", "by", "for", "from", "of", "or", "to", "with"})
_AFTER_ROLE = frozenset([" ", ": ", ":"])
_LONG_CUE = 6
_LONG_CUES = frozenset(
    one
    for one in DEEDS | EMPLOYER_CUES | LABELS | ROLES | SOFT_CUES | STRONG_CUES
    if len(one) >= _LONG_CUE and " " not in one
) | {"employed"}
_PRONOUNS = frozenset({"we", "i", "they", "she", "he", "it"})
_SPEAKS_FOR = frozenset({"from", "at", "with"})


class NameContexts(NameRuns):
    """Finds names by their context."""

    def _by_cue(self) -> None:
        for index in range(len(self._words.words)):
            cue = self._cue_before(index)
            if cue and not self._is_order(index) and not self._does(index, cue[0]):
                self._take_run(index, *cue)

    def _is_title_case(self, index: int) -> bool:
        """Return whether a small word has a capital, as in headings: `Judge And Jury`."""
        words = self._words.words
        is_small = words[index].lower in _SMALL and words[index].is_capital
        return (
            is_small
            and self._words.cased[index]
            and not self._starts_sentence(index)
            and words[index - 1].text[0].isupper()
            and self._words.gap_before(index) == " "
        )

    def _does(self, index: int, rule: str) -> bool:
        """Return whether a word says what the one does who is named by a label: `pt speaks`."""
        word = self._words.words[index]
        is_next = self._words.gap_before(index) == " "
        is_written = word.text.islower() or not self._words.cased[index]
        return is_next and is_written and rule != "title" and word.lower in DEEDS

    def _cue_word(self, word: str) -> str:
        """Return a word, or of a typo the longer cue that it is meant to be."""
        if len(word) < _LONG_CUE or word in self._lexicon.words:
            return word
        swaps = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
        )
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
        if self._is_title_case(index - 1):
            return None
        last = self._cue_word(words[index - 1].lower)
        before = words[index - 2].lower if index > 1 else ""
        cues = frozenset({last, f"{before} {last}"})
        if last in {"is", "was"} and before in LABELS:
            return "label", WEAK if self._words.cased[index] else UNKNOWN, 0.85
        is_cased = self._words.cased[index]
        return self._label_cue(cues, gap, is_cased=is_cased) or self._plain_cue(
            cues, last, gap, is_cased=is_cased
        )

    def _label_cue(
        self, cues: frozenset[str], gap: str, *, is_cased: bool
    ) -> tuple[str, int, float] | None:
        if cues & EMPLOYER_CUES and "." not in gap:
            return "employer", WORD, 0.8
        if not cues & LABELS:
            return None
        is_sure = is_cased or ":" in gap
        return "label", LIKELY if "." in gap else WEAK if is_sure else UNKNOWN, 0.9

    def _plain_cue(
        self, cues: frozenset[str], last: str, gap: str, *, is_cased: bool
    ) -> tuple[str, int, float] | None:
        if last in TITLES and len(gap) < 3:  # noqa: PLR2004 - a period and a blank
            return "title", WEAK, 0.9
        if cues & STRONG_CUES:
            return "cue", WEAK if is_cased or last in TITLES else UNKNOWN, 0.85
        if last in ROLES and gap in _AFTER_ROLE:
            return "role", UNKNOWN if is_cased and gap == " " else MODERATE, 0.75
        goes_on = not any(one in gap for one in "\n.;")
        if goes_on and cues & SOFT_CUES:
            return "cue", WEAK if is_cased else MODERATE, 0.75
        return None

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
            if len(run) == 1 and self._is_job(index):
                continue
            if (
                run
                and not self._is_order(index)
                and _LINE_END.match(self._words.gap_after(run[-1]))
                and not self._is_organization(run[-1] + 1)
            ):
                for one in run:
                    self._found.setdefault(one, ("line of its own", 0.75))

    def _is_job(self, index: int) -> bool:
        """Return whether a plain word begins what somebody is: `Case Manager`."""
        words = self._words.words
        following = words[index + 1].lower if index + 1 < len(words) else ""
        is_next = self._words.gap_after(index) == " "
        return is_next and following in ROLES and words[index].lower in self._lexicon.plain

    def _follows_closing(self, index: int) -> bool:
        words = self._words.words
        return any(
            index > back
            and words[index - back - 1].lower in CLOSINGS
            and "\n" in self._words.text[words[index - back - 1].end : words[index].start]
            for back in (0, 1, 2)
        )

    def _addressed(self) -> None:
        """Take who is spoken to, or signs: `Grace, can you ...`, `..., Grace.`, `-Grace`."""
        for index, word in enumerate(self._words.words):
            after, before = self._words.gap_after(index), self._words.gap_before(index)
            following = (
                self._words.words[index + 1].lower if index + 1 < len(self._words.words) else ""
            )
            begins = not index or "\n" in before
            asks = begins and after.startswith(",") and (following in _ASKING or "\n" in after)
            ends = not following or "\n" in after
            is_dashed = before.endswith("- ") and self._weights[index] >= WEAK
            signs = ends and (before.endswith((", ", "-")) or is_dashed)
            is_name = (
                self._is_cased_word(index)
                if self._words.cased[index]
                else (self._weights[index] >= UNKNOWN and not self._is_inflected(word.lower))
                or (self._weights[index] == WEAK and word.lower in self._lexicon.given)
            )
            if (asks or signs) and is_name:
                self._found.setdefault(index, ("spoken to", 0.75))

    def _before_account(self) -> None:
        """Take the first word of a text before `acct`: whose account it is."""
        is_owner = len(self._words.words) > 1 and self._words.words[1].lower in OWNED
        is_beside = is_owner and self._words.gap_after(0) in {" ", "'s "}
        if is_beside and self._looks_like_name(0, WEAK):
            self._found.setdefault(0, ("before an account", 0.7))

    def _before_phone(self) -> None:
        """Take the word right before a phone number: `call Dave 555-0100`."""
        for index, word in enumerate(self._words.words):
            after = self._words.text[word.end : word.end + 3]
            number = word.end + len(after) - len(after.lstrip(" ("))
            is_before = number > word.end and self._phones[number : number + 1] == b"\x01"
            least = WEAK if self._words.cased[index] else UNKNOWN
            if is_before and self._looks_like_name(index, least):
                self._found.setdefault(index, ("before a phone number", 0.75))

    def _before_payer(self) -> None:
        """Take who speaks for a payer: `Drew from Larkspur`."""
        for index in range(len(self._words.words) - 2):
            word = self._words.words[index]
            link, payer = self._words.words[index + 1], self._words.words[index + 2]
            is_payer = self._taken[payer.start] or (
                payer.is_capital
                and self._words.cased[index]
                and payer.lower in self._lexicon.jargon
            )
            is_name = (
                self._weights[index] >= WEAK
                and word.lower not in _PRONOUNS
                and not (word.lower == "back" and self._phones[payer.start])
                and not self._is_misspelt(index)
            )
            if link.lower in _SPEAKS_FOR and is_payer and is_name:
                self._found.setdefault(index, ("speaks for a payer", 0.75))
