"""Reversals that find nothing to take back: those of one payment and number are parts of one."""

from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from claimtrail.claims.fold.ledger.claim_ledger import Ledger
from claimtrail.claims.fold.ledger.postings import Amounts, Parts, PayerAmounts, Posting

_Payment = tuple[Hashable, ...]


@dataclass(slots=True)
class _Beside:
    """The reversals of one payment and number, and what they come to."""

    postings: dict[str, Posting] = field(default_factory=dict)
    charge_cents: int = 0
    paid_cents: int = 0


@dataclass(slots=True)
class HeldReversals:
    """Held reversals by payment and number, in the order in which they wait."""

    _found: dict[_Payment, _Beside] = field(default_factory=dict)
    _wanted: set[PayerAmounts | str] = field(default_factory=set)
    """The amounts that one of them would take back, alone or with those before; and their keys."""
    count: int = 0
    """The number of them that found nothing to take back."""

    def clear(self) -> None:
        """Begin again: what waits is tried again."""
        self._found.clear()
        self._wanted.clear()
        self.count = 0

    def add(self, posting: Posting, *, found_nothing: bool = True) -> None:
        """Count a reversal that is held; because it found nothing, as a rule."""
        beside = self._found.setdefault(_payment(posting), _Beside())
        beside.postings[posting.order[-1]] = posting
        beside.charge_cents += posting.fact.charge_cents
        beside.paid_cents += posting.fact.paid_cents
        self.count += found_nothing
        charge, paid = posting.amounts
        self._wanted.add(posting.key)
        self._wanted.add((posting.payer, (-charge, -paid)))
        self._wanted.add((posting.payer, (-beside.charge_cents, -beside.paid_cents)))

    def may_go(self, fresh: AbstractSet[PayerAmounts | str]) -> bool:
        """Tell whether what came to these amounts, or has these keys, may end the waiting."""
        return not self._wanted.isdisjoint(fresh)

    def remove(self, parts: Parts) -> None:
        """Count reversals no more: all of a payment and number that are held so far."""
        for posting in parts:
            beside = self._found[_payment(posting)]
            del beside.postings[posting.order[-1]]
            self.count -= 1
            beside.charge_cents -= posting.fact.charge_cents
            beside.paid_cents -= posting.fact.paid_cents

    def amounts_with(self, reversal: Posting) -> Amounts | None:
        """Return what those beside a reversal come to with it, in cents.

        None when there is none.
        """
        beside = self._found.get(_payment(reversal))
        if beside is None or not beside.postings:
            return None
        charge, paid = reversal.amounts
        return beside.charge_cents + charge, beside.paid_cents + paid

    def beside(self, reversal: Posting) -> Parts:
        """Return the reversals that are held of the same payment and number."""
        beside = self._found.get(_payment(reversal))
        return tuple(beside.postings.values()) if beside else ()


def _payment(posting: Posting) -> _Payment:
    return posting.payer_number, posting.payment


class WaitingReversals:
    """The reversals among all that is tried again, in its order.

    They are left alone until something comes to the amounts that one of them negates. From then on
    each is tried beside those that were tried before it.
    """

    def __init__(self, held: HeldReversals, ledger: Ledger) -> None:
        self._held = held
        self._ledger = ledger
        self._left: list[Posting] | None = []

    def leaves(self, reversal: Posting, *, found_nothing: bool) -> bool:
        """Tell whether the next reversal is left alone; `found_nothing` is why it waits."""
        if self._left is None:
            return False
        if found_nothing and not self._held.may_go(self._ledger.fresh):
            self._ledger.fresh.clear()
            self._left.append(reversal)
            return True
        self._ledger.fresh.clear()
        self._held.clear()
        for each in self._left:
            self._held.add(each)
        self._left = None
        return False
