"""The sums of each submission's counted remittances, kept as they come and go."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimtrail.claims.fold.ledger.denials import CONTRACTUAL, MOVED, PATIENT
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.lifecycle.states import State


@dataclass(slots=True)
class RemittanceTally:
    """The counted remittances of one submission."""

    count: int = 0
    paid_cents: int = 0
    denied: int = 0
    """The number of them that deny the claim or a line."""
    roles: Counter[str] = field(default_factory=Counter)
    """The number of adjustments of each role."""

    def add(self, posting: Posting, *, sign: int) -> None:
        """Count a remittance in, or out with sign -1."""
        roles = posting.roles
        self.count += sign
        self.paid_cents += sign * posting.fact.paid_cents
        self.denied += sign * roles.denied
        for each in roles.all:
            self.roles[each.role] += sign

    @property
    def outcome(self) -> State:
        """Return the state that they add up to; REVERSED if there is none."""
        if not self.count:
            return State.REVERSED
        if self.paid_cents > 0:
            return State.PARTIALLY_PAID if self.denied else State.PAID
        if self.denied:
            return State.DENIED
        found = {role for role, count in self.roles.items() if count} - {MOVED}
        is_patients = PATIENT in found and found <= {PATIENT, CONTRACTUAL}
        return State.PATIENT_RESPONSIBILITY if is_patients else State.FINAL_NO_PAYMENT


class Tallies:
    """The tallies of a claim by submission, and how many second copies were denied of each."""

    def __init__(self) -> None:
        self.copies: Counter[int] = Counter()
        """Denials of second copies by submission."""
        self._by_cycle: dict[int, RemittanceTally] = {}
        self._cycles: list[int] = []

    def count(self, postings: Iterable[Posting]) -> None:
        """Let remittances count."""
        for posting in postings:
            if posting.cycle not in self._by_cycle:
                self._by_cycle[posting.cycle] = RemittanceTally()
                insort(self._cycles, posting.cycle)
            self._by_cycle[posting.cycle].add(posting, sign=1)

    def leave(self, postings: Iterable[Posting]) -> None:
        """Let remittances count no more."""
        for posting in postings:
            tally = self._by_cycle[posting.cycle]
            tally.add(posting, sign=-1)
            if not tally.count:
                del self._by_cycle[posting.cycle]
                self._cycles.remove(posting.cycle)

    def deciding(self, cycle: int) -> int:
        """Return the submission whose remittances decide about another one: as a rule, itself.

        A replacement that was denied as a duplicate of what was paid leaves the payment standing.
        """
        if cycle in self._by_cycle or not self.copies[cycle]:
            return cycle
        before = bisect_left(self._cycles, cycle)
        return self._cycles[before - 1] if before else cycle

    def outcome(self, cycle: int) -> State:
        """Return the state that the counted remittances of a submission add up to."""
        return self._by_cycle.get(self.deciding(cycle), RemittanceTally()).outcome

    def has_any(self, cycle: int) -> bool:
        """Tell whether a remittance counts for a submission."""
        return self.deciding(cycle) in self._by_cycle
