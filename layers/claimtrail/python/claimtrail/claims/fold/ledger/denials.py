"""The meaning of each adjustment of a remittance: read line by line, never by its code alone.

A line is denied when it pays nothing and denial reasons take all of the charge that contractual
reasons leave (X12 RFI 2737). A smaller amount is an adjustment. A CARC 97 whose amount returns as
a negative CARC 94 on another line is a move of charge within a bundle. A denial at claim level is
read in the same way, over the amounts of the whole claim.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claimtrail.claims.facts.remittances import AdjustmentFact, RemittanceLineFact, Remitted
from claimtrail.claims.lifecycle.adjustments import (
    denial_category,
    is_contractual,
    is_denial,
    is_patient_share,
)
from claimtrail.claims.lifecycle.remittances import DENIED_STATUS, all_adjustments

DENIAL = "denial"
CONTRACTUAL = "contractual"
PATIENT = "patient"
MOVED = "moved"
"""A charge that went from one line of a bundle to another."""
OTHER = "other"

DUPLICATE_CARCS = frozenset({"18", "B13"})
"""Exact duplicate; previously paid."""
BUNDLED_CARC = "97"
BUNDLE_CARC = "94"
"""Processed in excess of charges: negative on the line that takes a bundle's charge."""


AdjustmentPlace = tuple[int, int]
"""The line's number from 0, and the adjustment's within it."""
_WHOLE = -1
"""In place of a line's number: at claim level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAdjustment:
    """An adjustment with its role: denial, contractual, patient, moved or other."""

    fact: AdjustmentFact
    role: str

    @property
    def category(self) -> str | None:
        """Our category of what it denies; None when it denies nothing."""
        return denial_category(self.fact) if self.role == DENIAL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The adjustments of a remittance, at claim level and by line."""

    claim: tuple[ReadAdjustment, ...]
    lines: tuple[tuple[ReadAdjustment, ...], ...]
    """In the order of the remittance's lines."""
    denied: bool
    """Of the claim, or of one of its lines."""

    @property
    def all(self) -> tuple[ReadAdjustment, ...]:
        """Of the claim, then of each line."""
        return (*self.claim, *(each for line in self.lines for each in line))


def roles_of(fact: Remitted) -> Roles:
    """Return the roles of a remittance's adjustments."""
    moved = _moved(fact)
    whole = _Holder(fact, _placed(fact, _WHOLE), moved)
    lines = [_Holder(line, _placed(line, number), moved) for number, line in enumerate(fact.lines)]
    all_left = [each for holder in (whole, *lines) for each in holder.left]
    # A payer that denies the claim (CLP02 4), or all of it, denies by each of its denial reasons.
    is_denied = fact.status_code == DENIED_STATUS or _takes_all(fact, all_left)
    denied = [is_denied or _takes_all(holder.of, holder.left) for holder in lines]
    return Roles(
        claim=whole.read(is_denied=is_denied),
        lines=tuple(
            holder.read(is_denied=each) for holder, each in zip(lines, denied, strict=True)
        ),
        denied=is_denied or any(denied),
    )


def is_duplicate_denial(fact: Remitted) -> bool:
    """Tell a remittance that denies all of the charge as a duplicate (CARC 18, B13; any group)."""
    whole = list(all_adjustments(fact))
    duplicate = sum(each.amount_cents for each in whole if each.carc in DUPLICATE_CARCS)
    left = fact.charge_cents - _sum(whole, is_contractual)
    return fact.paid_cents == 0 and 0 < left == duplicate


@dataclass(frozen=True, slots=True)
class _Holder:
    """A claim payment or a line with its own adjustments."""

    of: Remitted | RemittanceLineFact
    placed: list[tuple[AdjustmentPlace, AdjustmentFact]]
    moved: frozenset[AdjustmentPlace]

    @property
    def left(self) -> list[AdjustmentFact]:
        """Return the adjustments that are no move of charge."""
        return [each for place, each in self.placed if place not in self.moved]

    def read(self, *, is_denied: bool) -> tuple[ReadAdjustment, ...]:
        """Return each adjustment with its role."""
        return tuple(
            ReadAdjustment(
                fact=each, role=_role(each, is_moved=place in self.moved, is_denied=is_denied)
            )
            for place, each in self.placed
        )


def _placed(
    holder: Remitted | RemittanceLineFact, line_number: int
) -> list[tuple[AdjustmentPlace, AdjustmentFact]]:
    return [((line_number, number), each) for number, each in enumerate(holder.adjustments)]


def _role(adjustment: AdjustmentFact, *, is_moved: bool, is_denied: bool) -> str:
    if is_moved:
        return MOVED
    if is_denial(adjustment):
        return DENIAL if is_denied else OTHER
    if is_contractual(adjustment):
        return CONTRACTUAL
    return PATIENT if is_patient_share(adjustment) else OTHER


def _takes_all(holder: Remitted | RemittanceLineFact, adjustments: list[AdjustmentFact]) -> bool:
    """Nothing is paid, and denials take all of the charge that the contract leaves."""
    denied = _sum(adjustments, is_denial)
    left = holder.charge_cents - _sum(adjustments, is_contractual)
    # The charge of a reversal is negative, and so are its adjustments.
    return holder.paid_cents == 0 and denied != 0 and abs(denied) >= abs(left)


def _sum(adjustments: Iterable[AdjustmentFact], of: Callable[[AdjustmentFact], bool]) -> int:
    return sum(each.amount_cents for each in adjustments if of(each))


def _moved(fact: Remitted) -> frozenset[AdjustmentPlace]:
    """Return the place of each CARC 97 that returns as a negative 94, and of those 94.

    The bundle is known by the procedure that the payer paid for (SVC01). A 97 under a procedure of
    its own is found by what is left of the claim's 94.
    """
    sign = -1 if fact.charge_cents < 0 else 1  # of a reversal, which negates each of them
    amounts = [
        (place, line.procedure_code, each.carc, sign * each.amount_cents)
        for number, line in enumerate(fact.lines)
        for place, each in _placed(line, number)
    ]
    moved = {place for place, _, carc, cents in amounts if carc == BUNDLE_CARC and cents < 0}
    returned: Counter[str] = Counter()
    for place, code, _, cents in amounts:
        returned[code] -= cents if place in moved else 0
    bundled = [one for one in amounts if one[2] == BUNDLED_CARC and one[3] > 0] if moved else []
    for is_own in (True, False):
        for place, procedure, _, cents in bundled:
            codes = [procedure] if is_own else list(returned)
            bundle = next((code for code in codes if returned[code] >= cents), None)
            if place not in moved and bundle is not None:
                returned[bundle] -= cents
                moved.add(place)
    return frozenset(moved)
