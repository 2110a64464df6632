"""Reviewing openings of restricted claims, and escalating the reviews that are late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrail.access.access_work import AccessTask, AccessWork
from claimtrail.access.break_glass.events import break_events
from claimtrail.access.break_glass.model import BreakState, GlassBreak
from claimtrail.access.break_glass.ports import GlassBreakStore
from claimtrail.access.errors import NotAllowedError, changed, require, unknown
from claimtrail.access.free_text import checked_words
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.model import TicketCategory

_UNJUSTIFIED_PREFIX = "unj_"
_UNPUBLISHED = timedelta(days=2)
"""For so long the schedule publishes an opening again: its own request may have ended too early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassReviews:
    """The use cases of a reviewer, and of the schedule."""

    store: GlassBreakStore
    publisher: EventPublisher
    clock: Clock
    work: AccessWork

    def awaiting_review(self) -> list[GlassBreak]:
        """Return the openings that nobody has reviewed, the nearest last day first."""
        return self.store.listed(BreakState.AWAITING_REVIEW)

    def review(
        self, break_id: str, *, by: Principal, is_justified: bool, finding: str
    ) -> GlassBreak:
        """Record what another person finds; one that is reviewed already stays as it is.

        Raises NotFoundError, NotAllowedError (for the person who opened it, too),
        UnusableTextError, ConflictError.
        """
        words = checked_words(finding)

        def write(opened: GlassBreak) -> GlassBreak:
            _require_reviewer(by, opened)
            if opened.state is not BreakState.AWAITING_REVIEW:
                return opened
            return opened.model_copy(
                update={
                    "state": BreakState.JUSTIFIED if is_justified else BreakState.UNJUSTIFIED,
                    "reviewed_by": f"user:{by.id}",
                    "reviewed_at": self.clock(),
                    "finding": words,
                }
            )

        reviewed = self._changed(break_id, write)
        self._conclude(reviewed)
        return reviewed

    def opening(self, break_id: str) -> GlassBreak | None:
        """Return an opening, strongly consistent."""
        return self.store.find(break_id)

    def _conclude(self, reviewed: GlassBreak) -> None:
        """Close the ticket of a late review; one without need goes to the privacy office."""
        if reviewed.reviewed_at is None:
            return
        self.work.close(reviewed.break_id, at=reviewed.reviewed_at, actor=reviewed.reviewed_by)
        if reviewed.state is BreakState.UNJUSTIFIED:
            self.work.open(
                AccessTask(
                    origin_id=derived_id(_UNJUSTIFIED_PREFIX, reviewed.break_id),
                    category=TicketCategory.OPENING_UNJUSTIFIED,
                    what="A restricted claim was opened without need",
                    next_step=(
                        f"Read /openings/{reviewed.break_id} and what was seen after it, and "
                        "follow the sanction policy (45 CFR 164.308(a)(1)(ii)(C))."
                    ),
                    actor=reviewed.reviewed_by,
                ),
                at=reviewed.reviewed_at,
            )

    def follow_up(self) -> int:
        """Escalate the reviews that are late: an event and a ticket each. Return their number.

        Openings of the last days are published again, for a request that ended too early.
        """
        now = self.clock()
        waiting = self.awaiting_review()
        for opened in waiting:
            if now - opened.broken_at < _UNPUBLISHED:
                self.publisher.publish(list(break_events(opened)))
        late = [one for one in waiting if one.review_by < now.date()]
        for opened in late:
            self._escalate(opened, now)
        return len(late)

    def _escalate(self, opened: GlassBreak, now: datetime) -> None:
        def write(latest: GlassBreak) -> GlassBreak:
            if latest.overdue_at or latest.state is not BreakState.AWAITING_REVIEW:
                return latest
            return latest.model_copy(update={"overdue_at": now})

        late = self._changed(opened.break_id, write)
        if late.state is BreakState.AWAITING_REVIEW:
            self.work.open(
                AccessTask(
                    origin_id=late.break_id,
                    category=TicketCategory.ACCESS_REVIEW_OVERDUE,
                    what="An opening of a restricted claim was not reviewed in time",
                    next_step=(
                        f"Review it on the page /openings/{late.break_id}, or by `claimtrail "
                        f"break-glass review {late.break_id} --justified --finding TEXT`."
                    ),
                    due_on=late.review_by,
                ),
                at=late.overdue_at or now,
            )

    def _changed(self, break_id: str, change: Callable[[GlassBreak], GlassBreak]) -> GlassBreak:
        """Store a change and publish what happened so far, however often it is asked for."""

        def write() -> GlassBreak:
            opened = self.store.find(break_id)
            if opened is None:
                raise unknown("opening", break_id)
            after = change(opened)
            if after is opened:
                return opened
            after = after.model_copy(update={"version": opened.version + 1})
            if not self.store.save(after):
                raise changed("opening", break_id)
            return after

        stored = repeat_on_conflict(write)
        self.publisher.publish(list(break_events(stored)))
        return stored


def _require_reviewer(by: Principal, opened: GlassBreak) -> None:
    """Raise NotAllowedError for the person who opened it, and for who reviews nobody's access."""
    if by.id == opened.person_id:
        raise NotAllowedError(
            Explanation(
                code="OWN_ACCESS",
                what="nobody reviews an opening of their own",
                where=f"opening {opened.break_id}",
                next_step="Another manager reviews it.",
            )
        )
    require(by, Operation.REVIEW, opening_target(opened))


def opening_target(opened: GlassBreak) -> AccessTarget:
    """Return an opening as decisions go by it: of its claim's facility and payer."""
    return AccessTarget(
        resource=Resource.OPENING,
        facility=opened.facility,
        payer=opened.payer,
        asked_by=f"user:{opened.person_id}",
    )
