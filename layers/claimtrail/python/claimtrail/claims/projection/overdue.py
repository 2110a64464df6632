"""The schedule's work: what is held too long becomes an exception, once, whoever notices first.

A projection marks what is overdue on its day; this marks what no event has touched since. Both
store the claim's next version under the version before, so that of two at once one is refused and
finds it done. The stored change is reported on the bus and in the trail like any other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Protocol

from claimtrail.claims.fold.review.hold_deadlines import as_of, overdue
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.ports import ChangeWriter, ClaimReader, Listings
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.retry import repeat_on_conflict

LOOK_BACK_DAYS = 35
"""Days on which a run looks for what is due: those of a stage that was down for a month too."""
PER_DAY = 5_000
"""Claims of one day that are looked at in one run; the next run finds the others still due."""

_CLAIM_SECONDS = 5.0
"""With less than this left, a run ends."""


class WaitingClaims(Listings, ClaimReader, ChangeWriter, Protocol):
    """Claims by the day on which their held evidence becomes an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionOpener:
    """Marks what is overdue in claims that stand still."""

    store: WaitingClaims
    clock: Clock
    deadline: Deadline = no_deadline

    def run(self, day: date | None = None) -> int:
        """Raise what is due by today or that day; how many claims changed. Safe to repeat.

        What does not fit into the time that is left is due in the next run.
        Raises ConflictError when other writers of a claim keep winning; the next run goes on.
        """
        today = day or self.clock().date()
        due = (
            claim
            for day in days_due(today)
            for claim in self.store.list_waiting(day=day, limit=PER_DAY)
        )
        in_time = takewhile(lambda _: self.deadline() >= _CLAIM_SECONDS, due)
        return sum(self._raise(claim.claim_id, today) for claim in in_time)

    def _raise(self, claim_id: str, today: date) -> bool:
        return repeat_on_conflict(lambda: self._mark(claim_id, today))

    def _mark(self, claim_id: str, today: date) -> bool:
        stored = self.store.find(claim_id)
        if stored is None:
            return False
        claim = as_of(stored, today)
        late = overdue(claim) - overdue(stored)
        if not late:
            return False
        version = stored.version + 1
        self.store.save(
            Change(
                claim_id=claim_id,
                version=version,
                before=stored.state,
                claim=claim.model_copy(update={"version": version, "updated_at": self.clock()}),
                cause_event_ids=(),
                newly_overdue=tuple(sorted(late)),
            )
        )
        return True


def days_due(today: date) -> list[date]:
    """Return the days on which something may have become due, from today backwards."""
    return [today - timedelta(days=back) for back in range(LOOK_BACK_DAYS + 1)]
