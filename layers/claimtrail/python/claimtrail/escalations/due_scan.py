"""The walk over the days on which claims were listed: payers in turns, from the last run's end.

A claim is listed under the day on which it was late, or on which it was stored when that was later.
So a run finds what is new under today and yesterday, and older days hold what could not be started
then. They are walked each hour.

A claim whose escalation is recorded leaves the list, so that a walk meets what is new alone. Each
walk takes a share of each payer's claims of a day. Days that have more are walked again with twice
the share. So a small payer's claims wait for a share of a large one's, and not for its backlog.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.due_claims import DueListing, DuePage
from claimtrail.escalations.model import ScanPosition

LOOK_BACK_DAYS = 180
"""Listed claims may be as old: when an earlier escalation is long in ending, or none ran."""

FRESH_DAYS = 2
"""Today and yesterday: each run begins there, with half of its starts and of its time."""

OLDER_EVERY = timedelta(hours=1)
"""The least time between two walks over all older days."""

PAYER_SHARE = 20
"""Claims of a payer and a day that the first walk takes."""

PAGE = 100
"""Claims that are in memory at once."""


class DueScan:
    """The pages of some days' listed claims, and the position from which a later scan goes on."""

    def __init__(
        self, claims: DueListing, days: Sequence[date], *, position: ScanPosition | None = None
    ) -> None:
        self.begun = position
        """The position of the page in hand; None when all pages were read."""
        self.behind = position
        """The position of the page after it."""
        self._claims = claims
        self._days = _rotated(days, position)
        self._after = position.after if position and position.day in days else None
        self._cut: dict[date, None] = {}

    def pages(self) -> Iterator[Sequence[Claim]]:
        """Yield pages that hold claims, walk after walk, until no payer has more."""
        days, share = self._days, PAYER_SHARE
        while days:
            self._cut = {}
            for day in days:
                yield from self._pages_of(day, share)
            days, share = list(self._cut), 2 * share
        self.begun = self.behind = None

    def _pages_of(self, day: date, share: int) -> Iterator[Sequence[Claim]]:
        self.begun = ScanPosition(day=day, after=self._after)
        while self.begun.day == day:
            page = self._page(self.begun, share)
            self._cut |= {day: None} if page.is_cut else {}
            self.behind = ScanPosition(
                day=day if page.after else day - timedelta(days=1), after=page.after
            )
            if page.claims:
                yield page.claims
            self.begun = self.behind
        self._after = None

    def _page(self, position: ScanPosition, share: int) -> DuePage:
        return self._claims.list_due(
            day=position.day, limit=PAGE, per_payer=share, after=position.after
        )


def days_to_scan(today: date) -> list[date]:
    """Return the days under which claims may be listed, from today backwards."""
    return [today - timedelta(days=back) for back in range(LOOK_BACK_DAYS + 1)]


def _rotated(days: Sequence[date], position: ScanPosition | None) -> list[date]:
    """Return the days from the position's on, and then those before it."""
    if position is None or position.day not in days:
        return list(days)
    begin = days.index(position.day)
    return [*days[begin:], *days[:begin]]
