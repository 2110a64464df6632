"""The remittances of one payer by their amounts: which of them a reversal may take back.

A look-up takes as long with one remittance as with thousands of equal ones.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from heapq import heappop, heappush

from claimtrail.claims.fold.ledger.payer_decisions import Decision, order_in
from claimtrail.claims.fold.ledger.postings import Amounts, Parts, Posting, amounts_of, reasons_of
from claimtrail.claims.lifecycle.remittances import Order

_Key = tuple[Hashable, ...]
Fresh = Callable[[Amounts], object]
"""Called with amounts to which something comes that did not before."""


class Singles:
    """Single remittances, the first one of each kind first."""

    def __init__(self, fresh: Fresh) -> None:
        self._fresh = fresh
        self._live: dict[Order, Posting] = {}
        self._heaps: dict[_Key, list[Order]] = {}

    def add(self, posting: Posting) -> None:
        """Count a remittance in."""
        self._live[posting.order] = posting
        self._fresh(posting.amounts)
        reasons = posting.reasons
        for number in (None, posting.number):
            for why in (None, reasons):
                heap = self._heaps.setdefault((*posting.amounts, why, number), [])
                heappush(heap, posting.order)

    def remove(self, posting: Posting) -> None:
        """Count a remittance out."""
        self._live.pop(posting.order, None)

    def _first(self, amounts: Amounts, why: object, number: str | None) -> Posting | None:
        heap = self._heaps.get((*amounts, why, number), [])
        while heap and heap[0] not in self._live:
            heappop(heap)
        return self._live[heap[0]] if heap else None

    def has(self, amounts: Amounts) -> bool:
        """Tell whether there is one with these amounts."""
        return self._first(amounts, None, None) is not None

    def negated_by(self, reversals: Parts, wanted: Amounts) -> Parts:
        """Return the one whose amounts are `wanted`, as `Ledger.taken_back_by` prefers one.

        () if none.
        """
        if self._first(wanted, None, None) is None:
            return ()
        before, number = reversals[0].order, reversals[0].number
        why = reasons_of(reversals, sign=-1)
        earlier = ((why, number), (why, None), (None, number), (None, None))
        for reason, own in earlier:
            found = self._first(wanted, reason, own)
            if found is not None and found.order < before:
                return (found,)
        later = (self._first(wanted, why, own) for own in (number, None))
        return next(((found,) for found in later if found is not None), ())


class Payments:
    """Remittances of one payment and number, where there are several."""

    def __init__(self, fresh: Fresh) -> None:
        self._fresh = fresh
        self._parts: dict[_Key, list[Posting]] = {}
        self._sums: dict[_Key, Amounts] = {}
        self._found: dict[Amounts, dict[_Key, None]] = {}

    def add(self, posting: Posting) -> None:
        """Count a remittance in."""
        self._change(posting, sign=1)

    def remove(self, posting: Posting) -> None:
        """Count a remittance out."""
        self._change(posting, sign=-1)

    def _change(self, posting: Posting, *, sign: int) -> None:
        key = (posting.payment, posting.number, posting.cycle)
        parts = self._parts.setdefault(key, [])
        charge, paid = self._sums.get(key, (0, 0))
        self._found.get((charge, paid), {}).pop(key, None)
        payer_sequence = bisect_left(parts, posting.order, key=order_in)
        if sign > 0:
            parts.insert(payer_sequence, posting)
        else:
            del parts[payer_sequence]
        sums = (charge + sign * posting.amounts[0], paid + sign * posting.amounts[1])
        self._sums[key] = sums
        if len(parts) > 1:
            self._found.setdefault(sums, {})[key] = None
            self._fresh(sums)

    def of(self, amounts: Amounts) -> list[Parts]:
        """Return the parts of each payment that come to these amounts, the first payment first."""
        found = [tuple(self._parts[key]) for key in self._found.get(amounts, ())]
        return sorted(found, key=lambda parts: parts[0].order)


class Decided:
    """Decisions of several parts, by what these come to."""

    def __init__(self, fresh: Fresh) -> None:
        self._fresh = fresh
        self._found: dict[Amounts, dict[int, tuple[int, Decision]]] = {}

    def add(self, decision: Decision, payer_sequence: int) -> None:
        """Count a decision in with the payer's place, if it has several parts."""
        if len(decision.postings) > 1:
            self._found.setdefault(decision.amounts, {})[id(decision)] = (payer_sequence, decision)
            self._fresh(decision.amounts)

    def remove(self, decision: Decision) -> None:
        """Count a decision out; before its parts change."""
        self._found.get(decision.amounts, {}).pop(id(decision), None)

    def of(self, amounts: Amounts) -> Iterator[tuple[int, Decision]]:
        """Yield the decisions that come to these amounts, each with its place."""
        return iter(self._found.get(amounts, {}).values())


def negated(reversals: Parts) -> Amounts:
    """Charge and payment of what the reversals take back, in cents."""
    charge, paid = amounts_of(reversals)
    return -charge, -paid


def best(candidates: Iterable[Parts], reversals: Parts) -> Parts:
    """Of parts with the amounts that the reversals negate, the best; the first of equal ones.

    Of what stands later, the reasons are negated too.
    """
    before, number = reversals[0].order, reversals[0].number
    why = reasons_of(reversals, sign=-1)
    weighed = [
        ((parts[0].order < before, reasons_of(parts) == why, parts[0].number == number), parts)
        for parts in candidates
    ]
    matching = [one for one in weighed if one[0][0] or one[0][1]]
    return max(matching, key=lambda one: one[0], default=(None, ()))[1]
