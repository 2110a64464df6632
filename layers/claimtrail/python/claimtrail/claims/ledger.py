"""The remittances of one claim: which count, which decide anew, and what a reversal takes back.

Postings of one payer and place are read in order. As long as their charges find room in what was
submitted, they are parts of one decision (X12 RFI 137). One that finds no room decides anew: it
counts in place of the decision before it, which stays known for the reversal that should come. A
duplicate's denial (CARC 18, B13) of what the same payer decided otherwise counts nowhere.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from claimtrail.claims.denials import (
    CONTRACTUAL,
    MOVED,
    PATIENT,
    is_duplicate_denial,
    roles_of,
)
from claimtrail.claims.events import ClaimEvent, Remitted, Submitted
from claimtrail.claims.lines import lines_answered
from claimtrail.claims.payer_numbers import payer_number_of
from claimtrail.claims.remittances import PLACES, Order, adjustment_code, all_adjustments
from claimtrail.claims.states import State

Group = tuple[str, int]
"""A payer, and its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One remittance that was taken in."""

    key: str
    cycle: int
    """Which submission of the claim it answers."""
    order: Order
    event: ClaimEvent
    fact: Remitted
    sent: Submitted | None
    """That submission."""

    @property
    def payer(self) -> str:
        """The payer, as `payer_numbers.payer_of` names it."""
        return payer_number_of(self.event)[0]

    @property
    def number(self) -> str:
        """The payer's number (CLP07), as it compares."""
        return payer_number_of(self.event)[1]

    @property
    def place(self) -> int | None:
        """The payer's place as CLP02 states it; None for a denial, which states none."""
        return PLACES.get(self.fact.status_code)

    @property
    def payment(self) -> tuple[str, date | None]:
        """What tells payments of one payer apart: TRN02 and BPR16."""
        return self.fact.payment_trace_number, self.fact.paid_on


Parts = tuple[Posting, ...]
"""Remittances of one payment that belong together."""


@dataclass(slots=True)
class _Decision:
    """Postings that are parts of one decision, and the room that they leave in the submission."""

    postings: list[Posting]
    charge_left: int = 0
    lines_left: list[int] = field(default_factory=list)

    @classmethod
    def begun_by(cls, posting: Posting) -> "_Decision":
        """A decision of one posting, however much it charges."""
        sent = posting.sent
        decision = cls([])
        if sent is not None:
            decision.charge_left = sent.total_charge_cents
            decision.lines_left = [line.charge_cents for line in sent.lines]
        decision._fill(posting)
        return decision

    @property
    def paid_cents(self) -> int:
        return sum(posting.fact.paid_cents for posting in self.postings)

    def takes(self, posting: Posting) -> bool:
        """Add a posting if it is a part: of the same submission, and there is room for it."""
        if posting.cycle != self.postings[0].cycle or posting.fact.charge_cents > self.charge_left:
            return False
        left = list(self.lines_left)
        if not all(_find_room(left, places, charge) for places, charge in _charged(posting)):
            return False
        self._fill(posting)
        return True

    def _fill(self, posting: Posting) -> None:
        self.postings.append(posting)
        self.charge_left -= posting.fact.charge_cents
        for places, charge in _charged(posting):
            if not _find_room(self.lines_left, places, charge) and places:
                self.lines_left[places[0]] = 0


def _charged(posting: Posting) -> Iterator[tuple[list[int], int]]:
    """For each line of a posting: the lines that it may answer, and its charge."""
    for line in posting.fact.lines:
        sent = posting.sent.lines if posting.sent else ()
        yield lines_answered(line, sent), line.charge_cents


def _find_room(left: list[int], places: list[int], charge: int) -> bool:
    """Take a charge from the first line with room; a line that answers none of ours needs none."""
    place = next((place for place in places if left[place] >= charge), None)
    if place is not None:
        left[place] -= charge
    return place is not None or not places


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The postings that count, and those that a person should know of."""

    counting: tuple[Posting, ...] = ()
    second: tuple[tuple[Posting, int], ...] = ()
    """Decisions over a charge that was paid and not taken back, with what was paid before, in
    cents."""
    duplicate_denials: tuple[Posting, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The claim's remittances so far. Immutable: a move is tried before it is kept."""

    postings: tuple[Posting, ...] = ()
    """In order; without what was taken back."""
    keys: frozenset[str] = frozenset()
    """Of everything that was taken in, also what was taken back since."""
    taken_back: tuple[tuple[Posting, Order], ...] = ()
    """With where the reversal stands that took it back."""

    def post(self, posting: Posting) -> "Ledger":
        """Take a remittance in."""
        postings = sorted((*self.postings, posting), key=lambda one: one.order)
        return replace(self, postings=tuple(postings), keys=self.keys | {posting.key})

    def reverse(self, taken_back: Parts, reversals: Parts) -> "Ledger":
        """Take remittances back."""
        gone = {posting.order for posting in taken_back}
        kept = tuple(posting for posting in self.postings if posting.order not in gone)
        return Ledger(
            postings=kept,
            keys=self.keys | {reversal.key for reversal in reversals},
            taken_back=(
                *self.taken_back,
                *((posting, reversals[-1].order) for posting in taken_back),
            ),
        )

    def remember(self, posting: Posting) -> "Ledger":
        """Know a remittance without counting it."""
        return replace(self, keys=self.keys | {posting.key})

    def taken_back_by(self, reversals: Parts) -> Parts:
        """The remittances whose amounts a reversal negates; none when there are none such.

        Of the same payer (X12 RFI 2143), whatever was paid between and whatever numbers it bears
        (X12 RFI 227, 791). Of several with these amounts: one that came before; then one whose
        reasons are negated too; then one with the same number; then the first. What was paid in
        parts, in one payment or several, may be taken back at once, and what was paid at once in
        parts.
        """
        own = [posting for posting in self.postings if posting.payer == reversals[0].payer]
        alone: list[Parts] = [(posting,) for posting in own]
        return (
            _best(alone, reversals)
            or _best(_payments(own), reversals)
            or _best(self._decided_in_parts(reversals[0].payer), reversals)
        )

    def _decided_in_parts(self, payer: str) -> list[Parts]:
        """The parts of each decision of a payer that has several."""
        return [
            tuple(decision.postings)
            for group, decisions in self._decisions().items()
            for decision in decisions
            if group[0] == payer and len(decision.postings) > 1
        ]

    def _decisions(self) -> "dict[Group, list[_Decision]]":
        """By payer and place, the decisions in order, without denied second copies."""
        groups: dict[Group, list[_Decision]] = {}
        for posting in self.postings:
            if self._is_second_copy(posting):
                continue
            decisions = groups.setdefault(_group_of(posting, groups), [])
            if not (decisions and decisions[-1].takes(posting)):
                decisions.append(_Decision.begun_by(posting))
        return groups

    def standing(self) -> Standing:
        """The postings that count, and what is odd about the others."""
        groups = self._decisions().values()
        counting = [posting for each in groups for posting in each[-1].postings]
        second = [
            (decision.postings[0], before.paid_cents)
            for each in groups
            for before, decision in pairwise(each)
            if before.paid_cents > 0
        ]
        return Standing(
            counting=tuple(sorted(counting, key=lambda one: one.order)),
            second=tuple(sorted(second, key=lambda one: one[0].order)),
            duplicate_denials=tuple(filter(self._is_second_copy, self.postings)),
        )

    def _is_second_copy(self, posting: Posting) -> bool:
        """Tell a duplicate's denial whose charge the same payer decided otherwise.

        The decision may be one that the payer took back after the denial: what it denied before
        was a second copy all the same.
        """
        if not is_duplicate_denial(posting.fact):
            return False
        taken_back = (one for one, on in self.taken_back if on > posting.order)
        return any(_is_of_copy(posting, other) for other in (*self.postings, *taken_back))

    def deciding_cycle(self, cycle: int) -> int:
        """The submission whose remittances decide about another one: as a rule, itself.

        A replacement that was denied as a duplicate of what was paid leaves the payment standing.
        """
        standing = self.standing()
        own = [one for one in standing.counting if one.cycle == cycle]
        is_copy = any(one.cycle == cycle for one in standing.duplicate_denials)
        before = [one.cycle for one in standing.counting if one.cycle < cycle]
        return max(before) if before and is_copy and not own else cycle

    def counting(self, cycle: int) -> tuple[Posting, ...]:
        """The postings that count for a submission."""
        deciding = self.deciding_cycle(cycle)
        return tuple(one for one in self.standing().counting if one.cycle == deciding)

    def outcome(self, cycle: int) -> State:
        """The state that the counted remittances of a submission add up to; REVERSED if none."""
        facts = [posting.fact for posting in self.counting(cycle)]
        if not facts:
            return State.REVERSED
        roles = [roles_of(fact) for fact in facts]
        denied = any(each.denied for each in roles)
        if sum(fact.paid_cents for fact in facts) > 0:
            return State.PARTIALLY_PAID if denied else State.PAID
        if denied:
            return State.DENIED
        found = {read.role for each in roles for read in each.all} - {MOVED}
        is_patients = PATIENT in found and found <= {PATIENT, CONTRACTUAL}
        return State.PATIENT_RESPONSIBILITY if is_patients else State.FINAL_NO_PAYMENT

    @property
    def paid_cents(self) -> int:
        """What payers paid by the decisions that count."""
        return sum(posting.fact.paid_cents for posting in self.standing().counting)

    def denial_codes(self, cycle: int) -> tuple[str, ...]:
        """`CO-16` and the like of the current submission's remittances, sorted, once each."""
        return tuple(
            sorted(
                {
                    adjustment_code(read.fact)
                    for posting in self.counting(cycle)
                    for read in roles_of(posting.fact).all
                    if read.category is not None
                }
            )
        )


def _group_of(posting: Posting, groups: Mapping[Group, list[_Decision]]) -> Group:
    """The payer and its place. One number of the payer's stands in one place, whatever CLP02 says.

    What states no place is of the payer's first place.
    """
    own = {group: decisions for group, decisions in groups.items() if group[0] == posting.payer}
    numbered = (
        group
        for group, decisions in own.items()
        for decision in decisions
        for other in decision.postings
        if posting.number and other.number == posting.number
    )
    stated = (posting.payer, posting.place) if posting.place else next(iter(own), None)
    return next(numbered, stated) or (posting.payer, 1)


def _is_of_copy(denial: Posting, other: Posting) -> bool:
    """Tell whether a duplicate's denial is of a copy of what another remittance decided.

    Of an earlier submission's remittances only a payment counts: what was denied is sent again.
    """
    is_decided = other.cycle == denial.cycle or (
        other.cycle < denial.cycle and other.fact.paid_cents > 0
    )
    return (
        is_decided
        and other.payer == denial.payer
        and not is_duplicate_denial(other.fact)
        and not _Decision.begun_by(other).takes(denial)
    )


def _payments(own: list[Posting]) -> list[Parts]:
    """The parts of each payment and number, where it has several."""
    found: dict[tuple[object, ...], list[Posting]] = {}
    for posting in own:
        found.setdefault((posting.payment, posting.number, posting.cycle), []).append(posting)
    return [tuple(parts) for parts in found.values() if len(parts) > 1]


def _best(candidates: list[Parts], reversals: Parts) -> Parts:
    matching = [one for one in candidates if _is_negated(one, reversals)]
    return max(matching, key=lambda one: _preference(one, reversals), default=())


def _is_negated(postings: Parts, reversals: Parts) -> bool:
    """Tell whether charge and payment are negated; of what stands later, the reasons too."""
    facts = [posting.fact for posting in (*postings, *reversals)]
    charge, paid = sum(fact.charge_cents for fact in facts), sum(fact.paid_cents for fact in facts)
    if charge or paid:
        return False
    return postings[0].order < reversals[0].order or _are_reasons_negated(postings, reversals)


def _preference(postings: Parts, reversals: Parts) -> tuple[bool, bool, bool]:
    return (
        postings[0].order < reversals[0].order,
        _are_reasons_negated(postings, reversals),
        postings[0].number == reversals[0].number,
    )


def _are_reasons_negated(postings: Parts, reversals: Parts) -> bool:
    amounts: Counter[str] = Counter()
    for posting in (*postings, *reversals):
        for each in all_adjustments(posting.fact):
            amounts[adjustment_code(each)] += each.amount_cents
    return not any(amounts.values())
