"""The remittances of one payer for one claim: decisions, and denials of second copies beside them.

Each change costs what it changes.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from claimtrail.claims.fold.ledger.decision_places import DecisionsByPlace
from claimtrail.claims.fold.ledger.negations import Fresh, Payments, Singles, best, negated
from claimtrail.claims.fold.ledger.payer_decisions import fits_beside, order_in
from claimtrail.claims.fold.ledger.postings import Amounts, Parts, Posting
from claimtrail.claims.fold.ledger.tally import Tallies
from claimtrail.claims.lifecycle.remittances import Order


class PayerLedger:
    """One payer's postings: by place the decisions, and denials of second copies beside them."""

    def __init__(self, tallies: Tallies, fresh: Fresh) -> None:
        """`tallies` are those of the whole claim."""
        self.postings: list[Posting] = []
        """In order; without what was taken back."""
        self.decisions = DecisionsByPlace(tallies, fresh)
        self._tallies = tallies
        self._singles, self._payments = Singles(fresh), Payments(fresh)
        self._taken_back: dict[Order, tuple[Posting, Order]] = {}
        self._open_denials: dict[Order, Posting] = {}
        self._copies: dict[Order, tuple[Posting, Posting]] = {}
        """Denied second copies, each with a posting that decided otherwise."""

    # Changes

    def add(self, posting: Posting) -> None:
        """Take a remittance in."""
        insort(self.postings, posting, key=order_in)
        self._singles.add(posting)
        self._payments.add(posting)
        if posting.is_duplicate_denial:
            self._sort_out(posting)
            return
        for denial in [one for one in self._open_denials.values() if _is_of_copy(one, posting)]:
            self.decisions.leave(denial)
            del self._open_denials[denial.order]
            self._set_copy(denial, posting)
        self.decisions.join(posting)

    def remove(self, posting: Posting, *, by: Order | None = None) -> None:
        """Take a remittance out: back, by a reversal that stands there, or as if it never came."""
        del self.postings[bisect_left(self.postings, posting.order, key=order_in)]
        self._singles.remove(posting)
        self._payments.remove(posting)
        if by is not None:
            self._taken_back[posting.order] = (posting, by)
        if posting.is_duplicate_denial:
            if self._copies.pop(posting.order, None):
                self._tallies.copies[posting.cycle] -= 1
                return
            del self._open_denials[posting.order]
            self.decisions.leave(posting)
            return
        self.decisions.leave(posting)
        lost = [
            denial
            for denial, witness in self._copies.values()
            if witness is posting and not (by is not None and by > denial.order)
        ]
        for denial in lost:
            del self._copies[denial.order]
            self._tallies.copies[denial.cycle] -= 1
            self._sort_out(denial)

    def restore(self, posting: Posting) -> None:
        """Undo that a reversal took a remittance back."""
        del self._taken_back[posting.order]
        self.add(posting)

    # Denials of second copies

    def _sort_out(self, denial: Posting) -> None:
        """Count a duplicate's denial as a decision, unless the payer decided otherwise.

        The decision may be one that the payer took back after the denial: what it denied before
        was a second copy all the same.
        """
        later = (one for one, by in self._taken_back.values() if by > denial.order)
        others = (*self.postings, *later)
        witness = next((one for one in others if _is_of_copy(denial, one)), None)
        if witness is None:
            self._open_denials[denial.order] = denial
            self.decisions.join(denial)
        else:
            self._set_copy(denial, witness)

    def _set_copy(self, denial: Posting, witness: Posting) -> None:
        self._copies[denial.order] = (denial, witness)
        self._tallies.copies[denial.cycle] += 1

    def is_copy(self, posting: Posting) -> bool:
        """Tell a duplicate's denial whose charge the payer decided otherwise."""
        return posting.order in self._copies

    def copies(self) -> Iterator[Posting]:
        """Yield the denials of second copies, in no promised order."""
        return (denial for denial, _ in self._copies.values())

    # What stands

    def taken_back_by(self, reversals: Parts) -> Parts:
        """Return the remittances whose amounts reversals negate; see `Ledger.taken_back_by`."""
        wanted = negated(reversals)
        return (
            self._singles.negated_by(reversals, wanted)
            or best(self._payments.of(wanted), reversals)
            or best(self.decisions.of(wanted), reversals)
        )

    def has_amounts(self, amounts: Amounts) -> bool:
        """Tell whether one remittance, payment or decision comes to these amounts."""
        return (
            self._singles.has(amounts)
            or bool(self._payments.of(amounts))
            or bool(self.decisions.of(amounts))
        )


def _is_of_copy(denial: Posting, other: Posting) -> bool:
    """Tell whether a duplicate's denial is of a copy of what another remittance decided.

    Of an earlier submission's remittances only a payment counts: what was denied is sent again.
    """
    if other.is_duplicate_denial or other.cycle > denial.cycle:
        return False
    if other.cycle < denial.cycle:
        return other.fact.paid_cents > 0
    return not fits_beside(other, denial)
