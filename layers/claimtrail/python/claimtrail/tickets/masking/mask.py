"""Masks a text: what is known first, then forms and labels, then names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claimtrail.tickets.masking.dates import dates_in, holidays_in
from claimtrail.tickets.masking.employers import employers_in
from claimtrail.tickets.masking.explanations import explanation_of
from claimtrail.tickets.masking.hl7 import hl7_in
from claimtrail.tickets.masking.kept import file_names_in, kept_in
from claimtrail.tickets.masking.kept_terms import terms_in
from claimtrail.tickets.masking.known import NOTHING_KNOWN, KnownIdentifiers
from claimtrail.tickets.masking.known_names import KnownNames
from claimtrail.tickets.masking.known_numbers import (
    born_in,
    known_dates_in,
    known_numbers_in,
    known_places_in,
)
from claimtrail.tickets.masking.labels import labeled_in
from claimtrail.tickets.masking.lexicon import lexicon
from claimtrail.tickets.masking.model import (
    PLACEHOLDERS,
    FoundIdentifier,
    MaskedSpan,
    MaskedText,
    SafeHarborClass,
)
from claimtrail.tickets.masking.names import NameFinder
from claimtrail.tickets.masking.patterns import patterns_in, phones_in, unique_numbers_in
from claimtrail.tickets.masking.places import places_in
from claimtrail.tickets.masking.segments import segments_in
from claimtrail.tickets.masking.spelled import spelled_in
from claimtrail.tickets.masking.tokens import words_of

_CHUNK = 8_000
"""Letters that are looked at together: no rule's work grows with more than this."""
_FREE, _KEPT = 0, 1
_MASKED = {kind: number for number, kind in enumerate(SafeHarborClass, start=2)}
"""The states of a letter: free, to stay, or masked as this class."""
_SURE = 0.95
"""Confidence from which on the rest of a finding counts where a part of it is masked already."""
_JOINED = re.compile(r"[\s,.&'\u2019()/-]{0,3}")
_JOINABLE = frozenset({SafeHarborClass.NAMES, SafeHarborClass.GEOGRAPHY})
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,24})[.,]?[ \t](?:[^\W\d_]\.?[ \t])?\Z")
_WORD_AFTER = re.compile(r",?[ \t]([^\W\d_]{2,})")
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "miss"})
_LEAST_OF_TWO, _MOST_OF_TWO = 8, 30
_AGE_BEHIND = re.compile(r",?[ \t](?P<age>9\d|1[01]\d)(?=[ \t]?(?:[;\n|]|\Z|[.,)](?!\d)))")
_ALIVE = re.compile(r"\w")


def mask(
    text: str, known: KnownIdentifiers = NOTHING_KNOWN, *, keep: Iterable[str] = ()
) -> MaskedText:
    """Return a text without identifiers, and what was masked, by which rule.

    `keep`: names of organizations that have to stay, as those of a stage's payers.
    """
    kept = tuple(one for one in keep if one)
    pieces, spans = [], []
    for start, chunk in _chunks(text):
        found = _Chunk(chunk, known, kept).spans()
        pieces.append(_without(chunk, found))
        spans += [replace(one, start=one.start + start, end=one.end + start) for one in found]
    return MaskedText(text="".join(pieces), spans=tuple(spans))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield pieces of a text that end at a line, else at a blank, with their places."""
    start = 0
    while start < len(text):
        end = start + _CHUNK
        if end < len(text):
            cut = max(text.rfind("\n", start, end), 0) or max(text.rfind(" ", start, end), 0)
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end


def _without(text: str, spans: list[MaskedSpan]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[{span.placeholder}]"]
        at = span.end
    return "".join((*pieces, text[at:]))


class _Chunk:
    """A piece of text while rules go over it."""

    def __init__(self, text: str, known: KnownIdentifiers, keep: tuple[str, ...]) -> None:
        self._text = text
        self._known = known
        self._keep = keep
        self._words = words_of(text)
        lower = text.lower()
        self._lower = lower if len(lower) == len(text) else text
        """For rules to which capitals say nothing; letter by letter in the places of the text."""
        self._taken = bytearray(len(text))
        self._found: list[FoundIdentifier] = []

    def spans(self) -> list[MaskedSpan]:
        """Return what is masked, in order."""
        self._take_known()
        self._take(segments_in(self._text))
        self._take(hl7_in(self._lower))
        self._keep_files()
        self._take(patterns_in(self._lower))
        self._take(labeled_in(self._lower))
        self._take(spelled_in(self._lower))
        self._take(holidays_in(self._lower))
        self._keep_codes()
        self._take(dates_in(self._lower))
        self._take(phones_in(self._lower))
        self._take(places_in(self._text, self._lower))
        self._take(unique_numbers_in(self._text, self._lower))
        words = self._words
        named = _MASKED[SafeHarborClass.NAMES]
        anchors = frozenset(
            index for index, word in enumerate(words.words) if self._taken[word.start] == named
        )
        finder = NameFinder(words, self._taken, self._phones(), anchors=anchors)
        self._take(finder.find())
        self._take(employers_in(self._lower))
        self._take(self._ages_behind_names())
        return self._joined()

    def _ages_behind_names(self) -> list[FoundIdentifier]:
        """Return ages above 89 that end what begins with a name: `Roe, Ana M 94;`."""
        names = (one for one in self._found if one.safe_harbor is SafeHarborClass.NAMES)
        ages = (_AGE_BEHIND.match(self._text, one.end) for one in names)
        return [
            FoundIdentifier(*one.span("age"), SafeHarborClass.AGES, "form:age", 0.8)
            for one in ages
            if one
        ]

    def _phones(self) -> bytearray:
        """Return which letters belong to a phone number."""
        marks = bytearray(len(self._text))
        for finding in self._found:
            if finding.safe_harbor is SafeHarborClass.PHONES:
                marks[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
        return marks

    def _take_known(self) -> None:
        if self._known is NOTHING_KNOWN:
            return
        words = self._words
        self._take(known_numbers_in(self._text, self._known))
        self._take(born_in(self._text, self._known))
        self._take(known_dates_in(self._text, self._known))
        self._take(known_places_in(words, self._known))
        names = KnownNames(self._known.people)
        self._take(names.find(words))
        self._take(spelled_in(self._lower, names.parts))

    def _keep_files(self) -> None:
        """Keep names of files, unless a word in one is a person's name."""
        for start, end, words in file_names_in(self._text):
            if _are_names(words) or any(
                one in lexicon().common or _is_weak(one) or _is_two(one) for one in words
            ):
                self._take(
                    [FoundIdentifier(start, end, SafeHarborClass.OTHER, "form:file name", 0.7)]
                )
            else:
                self._mark_kept(start, end)

    def _keep_codes(self) -> None:
        for start, end in kept_in(self._text, self._lower):
            if not self._is_family_name(start, end):
                self._mark_kept(start, end)
        for span in terms_in(self._text, self._lower):
            self._mark_kept(*span)
        for span in self._phrases():
            self._mark_kept(*span)
        for name in self._keep:
            for found in re.finditer(re.escape(name), self._text, re.IGNORECASE):
                self._mark_kept(*found.span())

    def _phrases(self) -> Iterator[tuple[int, int]]:
        """Yield the terms and companies that are not people, though a name is in them."""
        words, phrases = self._words.words, lexicon().phrases
        for index in range(len(words) - 1):
            if words[index].lower not in lexicon().phrase_starts:
                continue
            for last in range(index + 1, min(index + 3, len(words))):
                if " ".join(one.lower for one in words[index : last + 1]) in phrases:
                    yield words[index].start, words[last].end

    def _is_family_name(self, start: int, end: int) -> bool:
        """Return whether a payer's name stands behind a given name: `Sophia Molina`."""
        payer = self._text[start:end].lower()
        before = _WORD_BEFORE.search(self._text, max(0, start - 24), start)
        after = _WORD_AFTER.match(self._text, end)
        given = (before[1] if before else after[1] if after else "").lower()
        is_given = given in lexicon().given and given not in lexicon().everyday
        return lexicon().is_name(payer) and (
            given in _TITLES or (is_given and given not in lexicon().jargon)
        )

    def _mark_kept(self, start: int, end: int) -> None:
        if not set(self._taken[start:end]) - {_FREE, _KEPT}:
            self._taken[start:end] = bytes([_KEPT]) * (end - start)

    def _take(self, findings: Iterable[FoundIdentifier]) -> None:
        for finding in findings:
            for piece in self._free_pieces(finding):
                self._found.append(piece)
                self._taken[piece.start : piece.end] = bytes([_MASKED[piece.safe_harbor]]) * (
                    piece.end - piece.start
                )

    def _free_pieces(self, finding: FoundIdentifier) -> list[FoundIdentifier]:
        """Return what of a finding is not masked yet; nothing where something has to stay."""
        states = self._taken[finding.start : finding.end]
        if not any(states):
            return [finding]
        if _KEPT in states:
            return []
        others = set(states) - {_FREE, _MASKED[finding.safe_harbor]}
        if others and finding.confidence < _SURE:
            return []
        return [
            replace(finding, start=finding.start + start, end=finding.start + end)
            for start, end in _runs_of_free(states)
            if _ALIVE.search(self._text, finding.start + start, finding.start + end)
        ]

    def _joined(self) -> list[MaskedSpan]:
        spans: list[MaskedSpan] = []
        for finding in sorted(self._found, key=lambda one: one.start):
            last = spans[-1] if spans else None
            if last and self._is_one(last, finding):
                spans[-1] = replace(last, end=finding.end)
            else:
                spans.append(_span(finding))
        return spans

    def _is_one(self, last: MaskedSpan, finding: FoundIdentifier) -> bool:
        """Return whether two findings are parts of one name or address."""
        if last.safe_harbor is not finding.safe_harbor:
            return False
        between = self._text[last.end : finding.start]
        if finding.safe_harbor in _JOINABLE:
            return bool(_JOINED.fullmatch(between)) and "\n" not in between
        return not between


def _is_weak(word: str) -> bool:
    """Return whether a word is a name that is a word as well, and no word of billing offices."""
    known = lexicon()
    return word in known.weak and word not in known.plain and word not in known.everyday


def _are_names(words: tuple[str, ...]) -> bool:
    """Return whether a file's name begins with two names, though they are words: `wells_page`."""
    known = lexicon()
    first, second = (*words, "", "")[:2]
    is_given = first in known.given or second in known.given
    is_name = known.is_name(first) and known.is_name(second)
    return is_name and is_given and min(len(first), len(second)) > 3  # noqa: PLR2004 - no abbreviation


def _is_two(word: str) -> bool:
    """Return whether a word of a file's name is a given and a family name."""
    return _LEAST_OF_TWO <= len(word) <= _MOST_OF_TWO and lexicon().is_run_together(word)


def _runs_of_free(states: bytearray) -> Iterator[tuple[int, int]]:
    start = states.find(_FREE)
    while start >= 0:
        end = start
        while end < len(states) and states[end] == _FREE:
            end += 1
        yield start, end
        start = states.find(_FREE, end)


def _span(finding: FoundIdentifier) -> MaskedSpan:
    words = PLACEHOLDERS[finding.safe_harbor]
    return MaskedSpan(
        start=finding.start,
        end=finding.end,
        safe_harbor=finding.safe_harbor,
        rule=finding.rule,
        explanation=explanation_of(finding.rule),
        confidence=finding.confidence,
        placeholder=f"{words} {finding.year}" if finding.year else words,
    )
