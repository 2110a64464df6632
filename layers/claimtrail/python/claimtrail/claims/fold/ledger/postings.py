"""One remittance of a claim as it was taken in, and the room that it leaves in its submission."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import PayerNumber, payer_number_of
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.ledger.denials import Roles, is_duplicate_denial, roles_of
from claimtrail.claims.fold.ledger.lines import SentLines
from claimtrail.claims.lifecycle.remittances import (
    PAYER_SEQUENCES,
    Order,
    adjustment_code,
    all_adjustments,
)

Amounts = tuple[int, int]
"""Charge and payment, in cents."""
PayerAmounts = tuple[str, Amounts]
"""A payer, and charge and payment."""
Reasons = frozenset[tuple[str, int]]
"""Sums by adjustment code in cents, without those that come to nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Posting:
    """One remittance that was taken in. What follows from it is computed once."""

    key: str
    cycle: int
    """The submission of the claim that it answers."""
    order: Order
    event: ClaimEvent
    fact: Remitted
    sent: Submitted | None
    """That submission."""
    sent_lines: SentLines | None = None
    """Its lines, where somebody has indexed them already."""

    @cached_property
    def payer_number(self) -> PayerNumber:
        """Return the payer, and its number as it compares."""
        return payer_number_of(self.event)

    @property
    def payer(self) -> str:
        """Return the payer, as `payer_numbers.payer_of` names it."""
        return self.payer_number[0]

    @property
    def number(self) -> str:
        """Return the payer's number (CLP07), as it compares."""
        return self.payer_number[1]

    @property
    def payer_sequence(self) -> int | None:
        """Return the payer's place as CLP02 states it; None for a denial, which states none."""
        return PAYER_SEQUENCES.get(self.fact.status_code)

    @property
    def payment(self) -> tuple[str, date | None]:
        """Return what tells payments of one payer apart: TRN02 and BPR16."""
        return self.fact.payment_trace_number, self.fact.paid_on

    @property
    def amounts(self) -> Amounts:
        """Charge and payment, in cents."""
        return self.fact.charge_cents, self.fact.paid_cents

    @cached_property
    def roles(self) -> Roles:
        """Return the roles of its adjustments."""
        return roles_of(self.fact)

    @cached_property
    def is_duplicate_denial(self) -> bool:
        """Return whether it denies all of the charge as a duplicate."""
        return is_duplicate_denial(self.fact)

    @cached_property
    def reasons(self) -> Reasons:
        """Its adjustments, added up by code."""
        return reasons_of((self,))

    @cached_property
    def charged(self) -> tuple[tuple[list[int], int], ...]:
        """For each of its lines: the submitted lines that it may answer, and its charge."""
        known = self.sent_lines or SentLines(self.sent.lines if self.sent else ())
        return tuple((known.places_of(line), line.charge_cents) for line in self.fact.lines)


Parts = tuple[Posting, ...]
"""Remittances of one payment that belong together."""


def reasons_of(postings: Iterable[Posting], *, sign: int = 1) -> Reasons:
    """Return the adjustments of several remittances, added up by code; `sign` -1 negates them."""
    amounts: Counter[str] = Counter()
    for posting in postings:
        for each in all_adjustments(posting.fact):
            amounts[adjustment_code(each)] += sign * each.amount_cents
    return frozenset((code, cents) for code, cents in amounts.items() if cents)


def amounts_of(postings: Iterable[Posting]) -> Amounts:
    """Charge and payment of several remittances, in cents."""
    facts = [posting.fact for posting in postings]
    return sum(fact.charge_cents for fact in facts), sum(fact.paid_cents for fact in facts)
