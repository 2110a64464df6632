"""Postings of one payer and place as decisions: those that find room together are one decision."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from claimtrail.claims.fold.ledger.postings import Amounts, Posting
from claimtrail.claims.lifecycle.remittances import Order


def order_in(posting: Posting) -> Order:
    """Return where a posting stands, for bisection."""
    return posting.order


class Decision:
    """Postings that are parts of one decision, and the room that they leave in the submission."""

    __slots__ = ("charge_left", "is_plain", "lines_left", "paid_cents", "postings", "total_cents")

    def __init__(self, first: Posting) -> None:
        """A decision of one posting, however much it charges."""
        sent = first.sent
        self.postings: list[Posting] = []
        self.total_cents = sent.total_charge_cents if sent else 0
        self.charge_left = self.total_cents
        self.lines_left = [line.charge_cents for line in sent.lines] if sent else []
        self.paid_cents = 0
        self.is_plain = first.fact.charge_cents >= 0
        """Every line has one place at most, found room there, and no charge is negative: the room
        is what the parts leave of the submission, whatever their order."""
        self._fill(first)

    @property
    def amounts(self) -> Amounts:
        """Charge and payment of all parts, in cents."""
        return self.total_cents - self.charge_left, self.paid_cents

    @property
    def first(self) -> Order:
        """Return where its first part stands."""
        return self.postings[0].order

    def takes(self, posting: Posting) -> bool:
        """Add a posting if it is a part: of the same submission, and there is room for it."""
        if not self.has_room(posting):
            return False
        self._fill(posting)
        return True

    def has_room(self, posting: Posting) -> bool:
        """Tell whether a posting is of the same submission and fits beside the parts."""
        if posting.cycle != self.postings[0].cycle or posting.fact.charge_cents > self.charge_left:
            return False
        left = dict[int, int]()
        return all(
            _find_room(left, self.lines_left, places, charge) for places, charge in posting.charged
        )

    def puts(self, posting: Posting) -> bool:
        """Add a posting between the parts if all of them keep their room; only if it is plain."""
        is_plain = self.is_plain and _is_plain(posting)
        if not is_plain or posting.order < self.first or not self.has_room(posting):
            return False
        self._fill(posting)
        return True

    def drops(self, posting: Posting) -> bool:
        """Take a part out, if the others stay as they are; only if it is plain, and not alone."""
        if not self.is_plain or len(self.postings) == 1:
            return False
        del self.postings[bisect_left(self.postings, posting.order, key=order_in)]
        self.charge_left += posting.fact.charge_cents
        self.paid_cents -= posting.fact.paid_cents
        for places, charge in posting.charged:
            for payer_sequence in places:
                self.lines_left[payer_sequence] += charge
        return True

    def _fill(self, posting: Posting) -> None:
        payer_sequence = bisect_left(self.postings, posting.order, key=order_in)
        self.postings.insert(payer_sequence, posting)
        self.charge_left -= posting.fact.charge_cents
        self.paid_cents += posting.fact.paid_cents
        self.is_plain = self.is_plain and _is_plain(posting)
        for places, charge in posting.charged:
            found = next((one for one in places if self.lines_left[one] >= charge), None)
            if found is not None:
                self.lines_left[found] -= charge
            elif places:
                self.lines_left[places[0]] = 0
                self.is_plain = False


def _find_room(taken: dict[int, int], left: Sequence[int], places: list[int], charge: int) -> bool:
    """Take a charge from the first line with room; a line that answers none of ours needs none."""
    for payer_sequence in places:
        if left[payer_sequence] - taken.get(payer_sequence, 0) >= charge:
            taken[payer_sequence] = taken.get(payer_sequence, 0) + charge
            return True
    return not places


def _is_plain(posting: Posting) -> bool:
    return posting.fact.charge_cents >= 0 and all(
        len(places) <= 1 and charge >= 0 for places, charge in posting.charged
    )


def fits_beside(first: Posting, other: Posting) -> bool:
    """Tell whether a posting would be a part of a decision that another one begins."""
    return Decision(first).has_room(other)


def decisions_of(postings: Iterable[Posting], begun: Sequence[Decision] = ()) -> list[Decision]:
    """Return the decisions of postings in order; the last of those begun may take some of them."""
    decisions = list(begun)
    for posting in postings:
        if not (decisions and decisions[-1].takes(posting)):
            decisions.append(Decision(posting))
    return decisions
