"""The decisions of one payer by its place, kept so that each change costs what it changes.

Postings of one place are read in order as decisions. A posting that joins or leaves in between
changes its decision, and those after it until one begins where it began before.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claimtrail.claims.fold.ledger.negations import Decided, Fresh
from claimtrail.claims.fold.ledger.payer_decisions import Decision, decisions_of, order_in
from claimtrail.claims.fold.ledger.postings import Amounts, Parts, Posting
from claimtrail.claims.fold.ledger.tally import Tallies
from claimtrail.claims.lifecycle.remittances import Order

_FIRST = 1
"""The place of a payer that states none."""


class DecisionsByPlace:
    """One payer's decisions: which count, and which are paid over."""

    def __init__(self, tallies: Tallies, fresh: Fresh) -> None:
        """`tallies` are those of the whole claim."""
        self.groups: dict[int, list[Decision]] = {}
        """By place the decisions in order; the place with the first posting first."""
        self._tallies = tallies
        self._fresh = fresh
        self._decided = Decided(fresh)
        self._joined: list[Posting] = []
        """In order."""
        self._stated: Counter[int | None] = Counter()
        self._numbers: Counter[str] = Counter()
        self._place_of: dict[str, int] = {}

    def join(self, posting: Posting) -> None:
        """Let a posting be part of a decision."""
        self._stated[posting.payer_sequence] += 1
        is_last = not self._joined or posting.order > self._joined[-1].order
        insort(self._joined, posting, key=order_in)
        if not (is_last or self._is_of_one_place()):
            self._read_again()
            return
        payer_sequence = self._place(posting)
        self._numbers[posting.number] += 1
        self._place_of.setdefault(posting.number, payer_sequence)
        decisions = self.groups.setdefault(payer_sequence, [])
        if is_last:
            self._append(payer_sequence, decisions, posting)
        else:
            self._put(payer_sequence, decisions, posting)

    def _is_of_one_place(self) -> bool:
        """Tell whether all that is joined is of one place, in whatever order it is read."""
        stated = {
            payer_sequence or _FIRST for payer_sequence, count in self._stated.items() if count
        }
        return len(stated) <= 1 and stated >= self.groups.keys()

    def _place(self, posting: Posting) -> int:
        """Return one number of the payer's stands in one place, whatever CLP02 says.

        What states no place is of the payer's first place.
        """
        known = self._place_of.get(posting.number) if posting.number else None
        return known or posting.payer_sequence or next(iter(self.groups), _FIRST)

    def _append(self, payer_sequence: int, decisions: list[Decision], posting: Posting) -> None:
        """Let the last posting of all be part of the last decision, or begin one."""
        last = decisions[-1] if decisions else None
        if last is not None and last.has_room(posting):
            self._decided.remove(last)
            last.takes(posting)
            self._decided.add(last, payer_sequence)
        else:
            self._tallies.leave(last.postings if last else ())
            decisions.append(Decision(posting))
        self._tallies.count((posting,))

    def _put(self, payer_sequence: int, decisions: list[Decision], posting: Posting) -> None:
        """Let a posting be part of a decision in between."""
        at = bisect_right(decisions, posting.order, key=_first_of) - 1
        if at < 0:
            self._splice(payer_sequence, 0, (), [posting], added=True)
            return
        decision, is_last = decisions[at], at == len(decisions) - 1
        self._decided.remove(decision)
        is_put = (is_last or decisions[at + 1].is_plain) and decision.puts(posting)
        self._decided.add(decision, payer_sequence)
        if is_put:
            self._tallies.count((posting,) if is_last else ())
            return
        split = bisect_left(decision.postings, posting.order, key=order_in)
        kept, others = decision.postings[:split], decision.postings[split:]
        self._splice(payer_sequence, at, kept, [posting, *others])

    def leave(self, posting: Posting) -> None:
        """Let a posting be no part of any decision any more."""
        is_of_one_place = self._is_of_one_place()
        self._stated[posting.payer_sequence] -= 1
        del self._joined[bisect_left(self._joined, posting.order, key=order_in)]
        if not is_of_one_place:
            self._read_again()
            return
        self._numbers[posting.number] -= 1
        if not self._numbers[posting.number]:
            del self._numbers[posting.number], self._place_of[posting.number]
        [(payer_sequence, decisions)] = self.groups.items()
        at = bisect_right(decisions, posting.order, key=_first_of) - 1
        if self._is_dropped(payer_sequence, at, posting):
            return
        parts = decisions[at].postings
        split = bisect_left(parts, posting.order, key=order_in)
        self._splice(payer_sequence, at, parts[:split], parts[split + 1 :])
        if not decisions:
            del self.groups[payer_sequence]

    def _is_dropped(self, payer_sequence: int, at: int, posting: Posting) -> bool:
        """Take a part out of its decision, if the others stay together."""
        decisions = self.groups[payer_sequence]
        decision, is_last = decisions[at], at == len(decisions) - 1
        has_others = len(decision.postings) > 1
        if has_others and at and posting is decision.postings[0]:
            may_go_on = not decisions[at - 1].has_room(decision.postings[1])
        else:
            may_go_on = has_others
        if not may_go_on:
            return False
        self._decided.remove(decision)
        is_dropped = decision.drops(posting)
        self._decided.add(decision, payer_sequence)
        if is_dropped and is_last:
            self._tallies.leave((posting,))
        elif is_dropped and decision.has_room(decisions[at + 1].postings[0]):
            self._splice(payer_sequence, at, list(decision.postings), [])
        return is_dropped

    def _splice(
        self,
        payer_sequence: int,
        at: int,
        kept: Sequence[Posting],
        following: Sequence[Posting],
        *,
        added: bool = False,
    ) -> None:
        """Read the decision `at` again as these parts, and those after it as far as it matters.

        `kept` begins where it began. With `added`, a decision is put before it instead.
        """
        decisions = self.groups[payer_sequence]
        last = decisions[-1] if decisions else None
        counted = list(last.postings) if last else []
        start = at if kept or not at else at - 1
        begun = decisions[start:at]
        end = at if added else at + 1
        for each in decisions[start:end]:
            self._decided.remove(each)
        made = decisions_of([*kept, *following], begun)
        while made and end < len(decisions) and made[-1].has_room(decisions[end].postings[0]):
            self._decided.remove(decisions[end])
            made = decisions_of(decisions[end].postings, made)
            end += 1
        decisions[start:end] = made
        for each in made:
            self._decided.add(each, payer_sequence)
        if last is None or not decisions or decisions[-1] is not last or last in made:
            self._tallies.leave(counted)
            self._tallies.count(decisions[-1].postings if decisions else ())

    def _read_again(self) -> None:
        """Read all postings again: where places are mixed, one may change those of others."""
        for decisions in self.groups.values():
            self._tallies.leave(decisions[-1].postings)
        self._decided = Decided(self._fresh)
        self.groups, self._place_of, self._numbers = {}, {}, Counter()
        for posting in self._joined:
            payer_sequence = self._place(posting)
            self._numbers[posting.number] += 1
            self._place_of.setdefault(posting.number, payer_sequence)
            self._append(payer_sequence, self.groups.setdefault(payer_sequence, []), posting)

    def second(self) -> Iterator[tuple[Posting, int]]:
        """Decisions over a charge that was paid and not taken back, with what was paid before."""
        for decisions in self.groups.values():
            for before, decision in pairwise(decisions):
                if before.paid_cents > 0:
                    yield decision.postings[0], before.paid_cents

    def counting(self) -> Iterator[Posting]:
        """Yield the postings that count, in no promised order."""
        return (one for decisions in self.groups.values() for one in decisions[-1].postings)

    def of(self, amounts: Amounts) -> list[Parts]:
        """Return the parts of each decision of several that come to these amounts."""
        places = list(self.groups)
        found = sorted(
            self._decided.of(amounts), key=lambda one: (places.index(one[0]), one[1].first)
        )
        return [tuple(decision.postings) for _, decision in found]


def _first_of(decision: Decision) -> Order:
    return decision.first
