"""The remittances of one claim: which count, which decide again, and what a reversal takes back.

Postings of one payer and place are read in order. As long as their charges find room in what was
submitted, they are parts of one decision (X12 RFI 137). One that finds no room decides again: it
counts in place of the decision before it, which stays known for the reversal that should come. A
duplicate's denial (CARC 18, B13) of what the same payer decided otherwise counts nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from claimtrail.claims.fold.ledger.payer_decisions import order_in
from claimtrail.claims.fold.ledger.payer_ledger import PayerLedger
from claimtrail.claims.fold.ledger.postings import Amounts, Parts, PayerAmounts, Posting
from claimtrail.claims.fold.ledger.tally import Tallies
from claimtrail.claims.lifecycle.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStanding:
    """The postings that count, and those that a person should know of."""

    counting: tuple[Posting, ...] = ()
    second: tuple[tuple[Posting, int], ...] = ()
    """Decisions over a charge that was paid and not taken back, with what was paid before, in
    cents."""
    duplicate_denials: tuple[Posting, ...] = ()

    @property
    def paid_cents(self) -> int:
        """Return what payers paid by the decisions that count."""
        return sum(posting.fact.paid_cents for posting in self.counting)

    def deciding(self, cycle: int) -> tuple[Posting, ...]:
        """Return the counting postings of the submission that decides (`deciding_cycle`)."""
        return tuple(posting for posting in self.counting if posting.cycle == cycle)


class Ledger:
    """The claim's remittances so far. A change costs what it changes, and can be undone."""

    def __init__(self, postings: Iterable[Posting] = ()) -> None:
        self.keys: set[str] = set()
        """Of everything that was taken in, also what was taken back since."""
        self.fresh: set[PayerAmounts | str] = set()
        """To what remittances, payments and decisions have come since somebody emptied it, and the
        keys of those that were taken in."""
        self._tallies = Tallies()
        self._payers: dict[str, PayerLedger] = {}
        for posting in postings:
            self.post(posting)

    @property
    def postings(self) -> tuple[Posting, ...]:
        """In order; without what was taken back."""
        found = (posting for payer in self._payers.values() for posting in payer.postings)
        return tuple(sorted(found, key=order_in))

    def _of(self, payer: str) -> PayerLedger:
        if payer not in self._payers:
            self._payers[payer] = PayerLedger(
                self._tallies, lambda amounts: self.fresh.add((payer, amounts))
            )
        return self._payers[payer]

    def post(self, posting: Posting) -> "Ledger":
        """Take a remittance in; the ledger itself."""
        self._know(posting)
        self._of(posting.payer).add(posting)
        return self

    def withdraw(self, posting: Posting) -> None:
        """Undo `post`."""
        self.keys.discard(posting.key)
        self._of(posting.payer).remove(posting)

    def reverse(self, taken_back: Parts, reversals: Parts) -> None:
        """Take remittances back."""
        for reversal in reversals:
            self._know(reversal)
        for posting in taken_back:
            self._of(posting.payer).remove(posting, by=reversals[-1].order)

    def restore(self, taken_back: Parts, reversals: Parts) -> None:
        """Undo `reverse`."""
        self.keys.difference_update(reversal.key for reversal in reversals)
        for posting in taken_back:
            self._of(posting.payer).restore(posting)

    def remember(self, posting: Posting) -> None:
        """Know a remittance without counting it."""
        self._know(posting)

    def _know(self, posting: Posting) -> None:
        self.keys.add(posting.key)
        self.fresh.add(posting.key)

    def taken_back_by(self, reversals: Parts) -> Parts:
        """Return the remittances whose amounts a reversal negates; none when there are none such.

        Of the same payer (X12 RFI 2143), whatever was paid between and whatever numbers it bears
        (X12 RFI 227, 791). Of several with these amounts: one that came before; then one whose
        reasons are negated too; then one with the same number; then the first. What was paid in
        parts, in one payment or several, may be taken back at once, and what was paid at once in
        parts.
        """
        payer = self._payers.get(reversals[0].payer)
        return payer.taken_back_by(reversals) if payer else ()

    def has_negated(self, payer: str, amounts: Amounts) -> bool:
        """Tell whether something of the payer's comes to the negative of these amounts."""
        found = self._payers.get(payer)
        return found is not None and found.has_amounts((-amounts[0], -amounts[1]))

    def is_copy(self, posting: Posting) -> bool:
        """Tell a duplicate's denial whose charge the same payer decided otherwise."""
        return self._of(posting.payer).is_copy(posting)

    def standing(self) -> LedgerStanding:
        """Return the postings that count, and what is odd about the others."""
        payers = self._payers.values()
        counting = (posting for payer in payers for posting in payer.decisions.counting())
        second = (pair for payer in payers for pair in payer.decisions.second())
        copies = (posting for payer in payers for posting in payer.copies())
        return LedgerStanding(
            counting=tuple(sorted(counting, key=order_in)),
            second=tuple(sorted(second, key=lambda one: one[0].order)),
            duplicate_denials=tuple(sorted(copies, key=order_in)),
        )

    def deciding_cycle(self, cycle: int) -> int:
        """Return the submission whose remittances decide about another one: as a rule, itself.

        A replacement that was denied as a duplicate of what was paid leaves the payment standing.
        """
        return self._tallies.deciding(cycle)

    def counting(self, cycle: int) -> tuple[Posting, ...]:
        """Return the postings that count for a submission."""
        return self.standing().deciding(self.deciding_cycle(cycle))

    def has_counting(self, cycle: int) -> bool:
        """Tell whether a posting counts for a submission."""
        return self._tallies.has_any(cycle)

    def outcome(self, cycle: int) -> State:
        """Return the state that the counted remittances of a submission add up to.

        REVERSED if none.
        """
        return self._tallies.outcome(cycle)
