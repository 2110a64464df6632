"""835: the reversals (CLP02 22) of a payment, with the claims they take back and their corrections.

A reversal repeats a claim that was paid earlier with its amounts negated; the claim as decided
again follows with a status of its own (005010X221A1, section 1.10.2.8). The claim that is taken
back stands in an earlier payment as a rule, and now and then in the same one. What pairs them is
CLP07, else CLP01. What stands in other payments is the claim's own history, and not looked at here.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.extract.claim_numbers import names_a_claim
from claimtrail.x12.extract.values import parse_amount
from claimtrail.x12.model import RemittanceClaim, Reversal
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.limits import Counted, most
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS

REVERSALS_KEPT = most(Counted.REVERSALS)
"""Of one payment, so that memory stays flat; what comes after them is not paired."""
_CANDIDATES_KEPT = 16


class ReversalFact(NamedTuple):
    """The trace of a reversal that is kept until the payment ends."""

    offset: int
    """Of its CLP."""
    patient_control_number: str
    payer_claim_control_number: str
    charge: Decimal
    paid: Decimal


class ClaimHead(NamedTuple):
    """The elements of a CLP that pairing looks at, as text."""

    offset: int
    patient_control_number: str
    status_code: str
    charge: str
    paid: str
    payer_claim_control_number: str


def sign_is_wrong(claim: RemittanceClaim) -> bool:
    """Return whether a reversal gives instead of taking back."""
    return claim.status_code == REVERSAL_STATUS and (claim.charge > 0 or claim.paid > 0)


def fact_of(claim: RemittanceClaim) -> ReversalFact:
    """Return what is to be kept of a reversal."""
    return ReversalFact(
        claim.span.start,
        claim.patient_control_number,
        claim.payer_claim_control_number,
        claim.charge,
        claim.paid,
    )


@dataclass(slots=True)
class _Open:
    """A reversal with the claims of the payment that may belong to it."""

    fact: ReversalFact
    candidates: list[ClaimHead] = field(default_factory=list)

    def takes_more(self, head: ClaimHead) -> bool:
        """Take a claim; return whether there is room for another one.

        Who has no room is not asked again, so that many reversals of one claim cost no more than
        their candidates.
        """
        has_room = len(self.candidates) < _CANDIDATES_KEPT
        if has_room and head not in self.candidates:
            self.candidates.append(head)
        return len(self.candidates) < _CANDIDATES_KEPT

    def same_payer_claim(self, head: ClaimHead) -> bool:
        number = self.fact.payer_claim_control_number
        return number != "" and head.payer_claim_control_number == number

    def is_negated_by(self, head: ClaimHead) -> bool:
        try:
            amounts = parse_amount(head.charge), parse_amount(head.paid)
        except ValueError:
            return False
        return amounts == (-self.fact.charge, -self.fact.paid)


class Pairing(NamedTuple):
    """The reversals of a payment with what belongs to them."""

    reversals: tuple[Reversal, ...]
    odd: list[tuple[FindingCode, int, str]]
    """The faults in them: the code, the offset of the CLP, and the element."""


@dataclass(slots=True)
class _Taken:
    """Offsets of claims that belong to a reversal; a correction may be taken back in its turn."""

    originals: set[int | None] = field(default_factory=set)
    corrections: set[int | None] = field(default_factory=set)

    def add(self, original: int | None, correction: int | None) -> None:
        self.originals.add(original)
        self.corrections.add(correction)


def pair(
    facts: Sequence[ReversalFact],
    heads: Iterable[ClaimHead],
    shared: Collection[str] = frozenset(),
) -> Pairing:
    """Return the reversals with their claims, in order.

    `heads` are the claims of the payment that share a number with one of them, or more; they are
    gone through once. A CLP01 in `shared` stands on records of several patients and pairs nothing.
    """
    open_reversals = [_Open(fact) for fact in facts]
    _collect(open_reversals, heads, shared)
    taken = _Taken()
    paired: list[Reversal] = []
    odd: list[tuple[FindingCode, int, str]] = []
    for item in open_reversals:
        fact = item.fact
        original, correction, negated = _choose(item, taken)
        taken.add(original, correction)
        if not negated:
            odd.append((FindingCode.REVERSAL_AMOUNT, fact.offset, "04"))
        if correction is None:
            odd.append((FindingCode.REVERSAL_UNPAIRED, fact.offset, ""))
        paired.append(
            Reversal(
                offset=fact.offset,
                patient_control_number=fact.patient_control_number,
                payer_claim_control_number=fact.payer_claim_control_number,
                original=original,
                correction=correction,
            )
        )
    return Pairing(tuple(paired), odd)


def _collect(
    reversals: Sequence[_Open], heads: Iterable[ClaimHead], shared: Collection[str]
) -> None:
    """Give each reversal the claims that share a number with it."""
    by_number: dict[tuple[str, str], list[_Open]] = {}
    for item in reversals:
        for key in keys_of(item.fact, shared):
            by_number.setdefault(key, []).append(item)
    for head in heads:
        if head.status_code == REVERSAL_STATUS:
            continue
        for key in keys_of(head, shared):
            waiting = by_number.get(key)
            if waiting:
                by_number[key] = [item for item in waiting if item.takes_more(head)]


def keys_of(
    item: ReversalFact | ClaimHead, shared: Collection[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield what a claim may be paired by."""
    number = item.patient_control_number
    if names_a_claim(number) and number not in shared:
        yield "CLP01", number
    if item.payer_claim_control_number:
        yield "CLP07", item.payer_claim_control_number


def _choose(item: _Open, taken: _Taken) -> tuple[int | None, int | None, bool]:
    """Offsets of the claim taken back and of its correction, and whether the amounts agree.

    What stands after the reversal corrects it. What stands before it with the amounts negated is
    what it takes back. So is the same payer claim where another one corrects it; with nothing
    after the reversal it is taken for a correction that came first.
    """
    place = item.fact.offset
    ranked = sorted(
        item.candidates, key=lambda head: (not item.same_payer_claim(head), head.offset)
    )
    free = [head for head in ranked if head.offset not in taken.corrections]
    correction = next((head.offset for head in free if head.offset > place), None)
    before = [head for head in ranked if head.offset < place and head.offset not in taken.originals]
    for head in before:
        if item.is_negated_by(head):
            return head.offset, correction, True
    if correction is None:
        early = (head.offset for head in before if head.offset not in taken.corrections)
        return None, next(early, None), True
    same = [head.offset for head in before if item.same_payer_claim(head)]
    return (same[0] if same else None), correction, not same
