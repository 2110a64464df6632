"""The payer's own numbers for one claim, each with its own state.

A payer has several when it split the claim (277CA A5) or took it in more than once. Precedence of
evidence holds within one number. Across several, the state that waits for us is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from claimtrail.claims.events import ClaimEvent, FrontEndStatus, StatusReported
from claimtrail.claims.evidence import Reading
from claimtrail.claims.ledger import Ledger
from claimtrail.claims.model import PayerClaim
from claimtrail.claims.payer_numbers import PayerNumber, number_of, payer_number_of
from claimtrail.claims.states import State
from claimtrail.claims.status_categories import Rank

SPLIT = "A5"
"""Claim status category: the claim has been split upon acceptance."""

_DUPLICATES = frozenset({"54", "78"})
"""Claim status codes: duplicate of what was processed, or of what awaits processing."""

WAITS_FOR_US: Mapping[State, int] = MappingProxyType(
    {State.PENDED_PATIENT_INFO: 1, State.PENDED_PROVIDER_INFO: 2}
)
"""States in which the payer waits for something from our side; the greater is shown first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The last word about one number that weighs as much as those before it."""

    event: ClaimEvent
    reading: Reading
    state: State
    cycle: int
    """The submission that it is about."""

    @property
    def rank(self) -> Rank:
        """How much it weighs."""
        return self.reading.rank

    @property
    def urgency(self) -> int:
        """How much it waits for us; 0 when it does not."""
        return WAITS_FOR_US.get(self.state, 0)


@dataclass(slots=True)
class PayerWords:
    """The last word about each of the payer's numbers."""

    words: dict[PayerNumber, Word] = field(default_factory=dict)
    shown: PayerNumber | None = None
    """The number whose word moved the claim last; None when it was a word about all of it."""

    def hear(self, about: Iterable[PayerNumber], word: Word) -> None:
        """Keep a word about these numbers."""
        self.words.update(dict.fromkeys(about, word))

    def outweighs(self, number: PayerNumber, word: Word) -> bool:
        """Tell whether a heavier word about the number came before."""
        known = self.words.get(number)
        return known is not None and known.cycle == word.cycle and known.rank > word.rank

    def is_known(self, number: PayerNumber, cycle: int) -> bool:
        """Tell whether a word about the number came before."""
        return number in self.words and self.words[number].cycle == cycle

    def waiting_beside(self, number: PayerNumber, cycle: int) -> tuple[PayerNumber, Word] | None:
        """The most urgent word that waits for us under another number."""
        others = [
            (other, self.words[other])
            for other in self.of_cycle(cycle)
            if other != number and self.words[other].urgency
        ]
        return max(others, key=lambda other: other[1].urgency, default=None)

    def heaviest_beside(self, number: PayerNumber, cycle: int) -> tuple[PayerNumber, Word] | None:
        """The weightiest word under another number, the latest of equal ones."""
        others = [(other, self.words[other]) for other in self.of_cycle(cycle) if other != number]
        return max(
            others,
            key=lambda other: (other[1].rank, other[1].event.effective_on),
            default=None,
        )

    def decided_beside(self, number: PayerNumber, cycle: int) -> bool:
        """Tell whether the same payer decided under another number, and not for a duplicate."""
        return any(
            other != number
            and other[0] == number[0]
            and self.words[other].rank >= Rank.FINAL
            and not says_duplicate(self.words[other].event)
            for other in self.of_cycle(cycle)
        )

    def of_cycle(self, cycle: int) -> list[PayerNumber]:
        """The numbers of which something was said since that submission."""
        return [number for number, word in self.words.items() if word.cycle == cycle]

    def of_payer(self, payer: str) -> list[PayerNumber]:
        """The numbers of one payer."""
        return [number for number in self.words if number[0] == payer]


def numbered(event: ClaimEvent) -> PayerNumber | None:
    """The payer and the number by which an event names the claim; None when it names none."""
    number = payer_number_of(event)
    return number if number[1] else None


def payer_claims(
    ordered: Sequence[ClaimEvent], ledger: Ledger, words: Mapping[PayerNumber, Word]
) -> tuple[PayerClaim, ...]:
    """The numbers that payers gave, in order; empty when there is one only and no split."""
    found: dict[PayerNumber, PayerClaim] = {}
    for event in ordered:
        number = numbered(event)
        if number is None:
            continue
        known = found.get(number)
        own = tuple(one for one in ledger.postings if (one.payer, one.number) == number)
        found[number] = PayerClaim(
            number=known.number if known else number_of(event),
            payer_id=event.payer_id,
            event_id=known.event_id if known else event.event_id,
            split=says_split(event) or (known is not None and known.split),
            paid_cents=sum(one.fact.paid_cents for one in own),
            state=_state(words.get(number), Ledger(own)),
        )
    several = len(found) > 1 or any(one.split for one in found.values())
    return tuple(found.values()) if several else ()


def _state(word: Word | None, own: Ledger) -> State | None:
    """The state of one number: of what was remitted under it, or as its last word has it."""
    if word is None:
        return None
    is_remitted = word.reading.rank is Rank.REMITTANCE and bool(own.postings)
    return own.outcome(word.cycle) if is_remitted else word.state


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
