"""The last word about each of a payer's numbers for one claim, as quick with thousands as with two.

A word about all numbers, or about all of one payer, is one word that they share from then on. What
is asked (which other number waits for us, which was decided) is kept in order, not searched for.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import PayerNumber
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.lifecycle.evidence import EvidenceReading
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import Rank

_DUPLICATES = frozenset({"54", "78"})
"""Claim status codes: duplicate of what was processed, or of what awaits processing."""

SPLIT = "A5"
"""Claim status category: the claim has been split upon acceptance."""

WAITS_FOR_US: Mapping[State, int] = MappingProxyType(
    {State.PENDED_PATIENT_INFO: 1, State.PENDED_PROVIDER_INFO: 2}
)
"""States in which the payer waits for something from our side; the greater is shown first."""


def says_duplicate(event: ClaimEvent) -> bool:
    """Tell whether a payer's status refuses a copy of what it has (list 508: 54, 78)."""
    fact = event.fact
    return isinstance(fact, FrontEndStatus | StatusReported) and any(
        code.status_code in _DUPLICATES and not code.code_list
        for status in fact.statuses
        for code in status.codes
    )


def says_split(event: ClaimEvent) -> bool:
    """Tell whether the payer's front end split the claim."""
    fact = event.fact
    return isinstance(fact, FrontEndStatus) and any(
        code.category_code == SPLIT for status in fact.statuses for code in status.codes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerStatement:
    """The last word about one number that weighs as much as those before it."""

    event: ClaimEvent
    reading: EvidenceReading
    state: State
    cycle: int
    """The submission that it is about."""

    @property
    def rank(self) -> Rank:
        """Return how much it weighs."""
        return self.reading.rank

    @property
    def urgency(self) -> int:
        """Return how much it waits for us; 0 when it does not."""
        return WAITS_FOR_US.get(self.state, 0)

    @property
    def decides(self) -> bool:
        """Return whether it decides, and not for a duplicate."""
        return self.rank >= Rank.FINAL and not says_duplicate(self.event)


_Member = tuple[int, PayerNumber]
"""A number, after its place among all that were heard of."""


class _Shared:
    """A word, and the numbers of one payer that it is the last one about."""

    __slots__ = ("members", "payer", "word")

    def __init__(self, payer: str, word: PayerStatement, members: list[_Member]) -> None:
        self.payer = payer
        self.word = word
        self.members = members
        """In the order in which they were first heard of."""


_Score = tuple[int, ...]


class _Ranking:
    """Words in order of a score, the highest first; of equal ones that of the first number."""

    def __init__(self) -> None:
        self._entries: list[tuple[_Score, int, _Shared]] = []

    def add(self, score: _Score, shared: _Shared) -> None:
        insort(self._entries, (*self._key(score, shared), shared))

    def remove(self, score: _Score, shared: _Shared) -> None:
        del self._entries[bisect_left(self._entries, self._key(score, shared))]

    def _key(self, score: _Score, shared: _Shared) -> tuple[_Score, int]:
        return tuple(-part for part in score), shared.members[0][0]

    def best_beside(self, number: PayerNumber) -> tuple[PayerNumber, PayerStatement] | None:
        """Return the first number but this one, and its word."""
        found: list[tuple[_Score, _Member, PayerStatement]] = []
        for score, _, shared in self._entries[:2]:
            others = [one for one in shared.members[:2] if one[1] != number]
            found += [(score, one, shared.word) for one in others[:1]]
        if not found:
            return None
        _, (_, other), word = min(found, key=lambda one: one[:2])
        return other, word


class PayerStatements:
    """The last word about each of the payer's numbers."""

    def __init__(self) -> None:
        self.shown: PayerNumber | None = None
        """The number whose word moved the claim last; None when it was a word about all of it."""
        self.version = 0
        """Grows with each word."""
        self._shared_of: dict[PayerNumber, _Shared] = {}
        self._places: dict[PayerNumber, int] = {}
        self._of_payer: dict[str, dict[int, _Shared]] = {}
        self._waiting: dict[int, _Ranking] = {}
        self._heaviest: dict[int, _Ranking] = {}
        self._decided: Counter[tuple[int, str]] = Counter()

    @property
    def words(self) -> dict[PayerNumber, PayerStatement]:
        """Return the last word by number, in the order in which numbers were first heard of."""
        return {number: self._shared_of[number].word for number in self._places}

    def word_of(self, number: PayerNumber | None) -> PayerStatement | None:
        """Return the last word about a number; None when there was none."""
        shared = self._shared_of.get(number) if number else None
        return shared.word if shared else None

    # Words

    def hear(self, number: PayerNumber, word: PayerStatement) -> None:
        """Keep a word about one number."""
        self.version += 1
        place = self._places.setdefault(number, len(self._places))
        known = self._shared_of.get(number)
        if known:
            self._unlist(known)
            del known.members[bisect_left(known.members, (place, number))]
            self._list(known)
        alone = _Shared(number[0], word, [(place, number)])
        self._shared_of[number] = alone
        self._list(alone)

    def hear_of_payer(self, payer: str, word: PayerStatement) -> None:
        """Keep a word about every number of one payer."""
        self.version += 1
        self._share(list(self._of_payer.get(payer, {}).values()), word)

    def hear_of_cycle(self, cycle: int, word: PayerStatement) -> None:
        """Keep a word about every number of which something was said since that submission."""
        self.version += 1
        for known in list(self._of_payer.values()):
            self._share([one for one in known.values() if one.word.cycle == cycle], word)

    def _share(self, known: list[_Shared], word: PayerStatement) -> None:
        """Let all these numbers of a payer share one word; those of the fewer join the others."""
        if not known:
            return
        for shared in known:
            self._unlist(shared)
        most = max(known, key=lambda shared: len(shared.members))
        for shared in known:
            for member in shared.members if shared is not most else ():
                insort(most.members, member)
                self._shared_of[member[1]] = most
        most.word = word
        self._list(most)

    def _list(self, shared: _Shared) -> None:
        if not shared.members:
            return
        self._of_payer.setdefault(shared.payer, {})[id(shared)] = shared
        self._count(shared, sign=1)
        word = shared.word
        if word.urgency:
            self._waiting.setdefault(word.cycle, _Ranking()).add((word.urgency,), shared)
        self._heaviest.setdefault(word.cycle, _Ranking()).add(_weight(word), shared)

    def _unlist(self, shared: _Shared) -> None:
        """Before the word or the numbers change."""
        del self._of_payer[shared.payer][id(shared)]
        self._count(shared, sign=-1)
        word = shared.word
        if word.urgency:
            self._waiting[word.cycle].remove((word.urgency,), shared)
        self._heaviest[word.cycle].remove(_weight(word), shared)

    def _count(self, shared: _Shared, *, sign: int) -> None:
        if shared.word.decides:
            self._decided[shared.word.cycle, shared.payer] += sign * len(shared.members)

    # Questions

    def outweighs(self, number: PayerNumber, word: PayerStatement) -> bool:
        """Tell whether a heavier word about the number came before."""
        known = self.word_of(number)
        return known is not None and known.cycle == word.cycle and known.rank > word.rank

    def is_known(self, number: PayerNumber, cycle: int) -> bool:
        """Tell whether a word about the number came before."""
        known = self.word_of(number)
        return known is not None and known.cycle == cycle

    def waiting_beside(
        self, number: PayerNumber, cycle: int
    ) -> tuple[PayerNumber, PayerStatement] | None:
        """Return the most urgent word that waits for us under another number."""
        ranking = self._waiting.get(cycle)
        return ranking.best_beside(number) if ranking else None

    def heaviest_beside(
        self, number: PayerNumber, cycle: int
    ) -> tuple[PayerNumber, PayerStatement] | None:
        """Return the weightiest word under another number, the latest of equal ones."""
        ranking = self._heaviest.get(cycle)
        return ranking.best_beside(number) if ranking else None

    def decided_beside(self, number: PayerNumber, cycle: int) -> bool:
        """Tell whether the same payer decided under another number, and not for a duplicate."""
        own = self.word_of(number)
        is_own = own is not None and own.cycle == cycle and own.decides
        return self._decided[cycle, number[0]] > is_own


def _weight(word: PayerStatement) -> _Score:
    return word.rank, word.event.effective_on.toordinal()
