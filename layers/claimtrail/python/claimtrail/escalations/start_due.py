"""The schedule's work: start escalations of claims that are due, and look after those under way.

A crash anywhere is fixed by the next run: an escalation is recorded as STARTING before its
execution is started, and starting the same execution name twice starts it once. An execution that
was lost (aborted, or gone with a restart of the local cloud) is resumed at the step where it stood.
A claim that moved in the moment between a check and a wait is noticed here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple, Protocol

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store.due_claims import DueListing
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.escalations.due_scan import FRESH_DAYS, OLDER_EVERY, DueScan, days_to_scan
from claimtrail.escalations.events import entry_id, recorded_event
from claimtrail.escalations.model import (
    Escalation,
    EscalationEntry,
    EscalationEventType,
    EscalationKey,
    EscalationStatus,
    EscalationStep,
)
from claimtrail.escalations.ports import (
    EscalationStore,
    ExecutionInput,
    ScanPositions,
    Workflow,
)
from claimtrail.escalations.rules import begin, has_changed_status, never_escalates
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.routing.openings import RulesAt, shipped_at

ACTOR = "system:start_escalations"

STARTS_PER_RUN = 10_000
"""New escalations of one run, one after the other; the next run goes on where this one ended."""

CHECKS_PER_RUN = 500
"""Escalations of one status that are looked after in one run, the longest unchecked first."""

_ESCALATION_SECONDS = 5.0
"""With less than this left, a run ends."""

FAILURES_BEFORE_GIVING_UP = 3
"""Then the escalation waits, visibly failed, for a person or for its claim to move."""


_UNDER_WAY = frozenset({EscalationStatus.STARTING, EscalationStatus.RUNNING})


class _Budget(NamedTuple):
    """The bounds of a part of a run."""

    starts: int
    """The run's starts at which it ends."""
    seconds_left: float
    """The seconds that it leaves."""


@dataclass(slots=True, kw_only=True)
class StartedEscalations:
    """The counts of one run: escalations started, resumed and woken."""

    started: int = 0
    resumed: int = 0
    woken: int = 0


class DueClaims(DueListing, ClaimReader, Protocol):
    """Claims by the day under which they are listed as late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDueEscalations:
    """Starts, resumes and wakes executions."""

    claims: DueClaims
    escalations: EscalationStore
    positions: ScanPositions
    workflow: Workflow
    publisher: EventPublisher
    clock: Clock
    recheck_after: timedelta
    """The least time between two checks of a running escalation: each costs a write."""
    settle_after: timedelta
    """The least time since a claim's last change: files that come late come together."""
    rules_at: RulesAt = shipped_at
    """The rules of routing, which name owner and manager."""
    deadline: Deadline = no_deadline
    """The end of the time of a run; the next one begins with the longest unchecked."""

    def start_due(self) -> StartedEscalations:
        """Look after what is under way, then start what is due. Safe to repeat at any point."""
        tally = StartedEscalations()
        until = self._half_time()
        for key in self._unchecked():
            if self.deadline() < until:
                break
            try:
                self._look_after(key, tally)
            except ConflictError:
                continue  # Someone else moves this escalation right now: it is not stuck.
        self._start_each(tally)
        return tally

    def _half_time(self) -> float:
        """Return how many seconds are left when half of the rest is over."""
        return max(_ESCALATION_SECONDS, self.deadline() / 2)

    def _unchecked(self) -> Iterator[EscalationKey]:
        """Yield the escalations to look after; a list has the longest unchecked first."""
        since = self.clock() - self.recheck_after
        for status in (
            EscalationStatus.STARTING,
            EscalationStatus.RUNNING,
            EscalationStatus.FAILED,
        ):
            found = self.escalations.list_by_status(status, limit=CHECKS_PER_RUN)
            if status is EscalationStatus.RUNNING:
                found = list(takewhile(lambda one: one.checked_at <= since, found))
            yield from (one.key for one in found)

    def _look_after(self, key: EscalationKey, tally: StartedEscalations) -> None:
        escalation = self.escalations.get(key)
        if escalation is None or escalation.status is EscalationStatus.ENDED:
            return
        if escalation.status is EscalationStatus.STARTING:
            self._launch(escalation)
            tally.resumed += 1
            return
        claim = self.claims.find(escalation.claim_id)
        moved = claim is not None and has_changed_status(escalation, claim)
        if self._is_lost(escalation, moved=moved):
            self._resume(escalation, claim)
            tally.resumed += 1
            return
        if moved and escalation.task_token and self.workflow.wake(escalation.task_token):
            tally.woken += 1
        self.escalations.save(escalation.next(checked_at=self.clock()))

    def _is_lost(self, escalation: Escalation, *, moved: bool) -> bool:
        if escalation.status is EscalationStatus.FAILED:
            return moved or escalation.failures < FAILURES_BEFORE_GIVING_UP
        return not self.workflow.is_running(escalation.execution_name)

    def _resume(self, escalation: Escalation, claim: Claim | None) -> None:
        """Record the next attempt, then start it.

        The record keeps the latest resumption only, so that it does not grow without end while a
        function is broken; the audit trail keeps them all.
        """
        changed = escalation.next(
            attempt=escalation.attempt + 1,
            status=EscalationStatus.STARTING,
            task_token=None,
            checked_at=self.clock(),
        )
        entry = EscalationEntry(
            event_type=EscalationEventType.RESUMED,
            event_id=entry_id(changed, EscalationEventType.RESUMED),
            at=self.clock(),
            actor=ACTOR,
            claim_state=claim.state if claim else escalation.state_at_start,
            note=f"attempt {changed.attempt} begins at "
            f"{(changed.step or EscalationStep.NOTIFY).value}",
        )
        kept = (
            item for item in changed.history if item.event_type is not EscalationEventType.RESUMED
        )
        changed = changed.model_copy(update={"history": (*kept, entry)})
        self.escalations.save(changed)
        self._launch(changed)

    def _start_each(self, tally: StartedEscalations) -> None:
        """Start what fell due lately, then what is older, then what is left of the former."""
        days = days_to_scan(self.clock().date())
        fresh = DueScan(self.claims, days[:FRESH_DAYS]).pages()
        half = _Budget(tally.started + STARTS_PER_RUN // 2, self._half_time())
        whole = _Budget(tally.started + STARTS_PER_RUN, _ESCALATION_SECONDS)
        self._start_pages(fresh, tally, half)
        if self._start_older(days[FRESH_DAYS:], tally, whole):
            self._start_pages(fresh, tally, whole)

    def _start_older(
        self, days: Sequence[date], tally: StartedEscalations, budget: _Budget
    ) -> bool:
        """Start from where the last run ended. Return True when all was seen, an hour ago at most.

        After an error the next run goes on behind the page that had it.
        """
        before = self.positions.find()
        walked_at = self.positions.walked_at()
        if before is None and walked_at and self.clock() < walked_at + OLDER_EVERY:
            return True
        scan = DueScan(self.claims, days, position=before)
        position = before
        try:
            is_whole = self._start_pages(scan.pages(), tally, budget)
            position = None if is_whole else scan.begun
        except Exception:
            position = scan.behind
            raise
        finally:
            if position != before:
                self.positions.save(position)
        if is_whole:
            self.positions.save_walked(self.clock())
        return is_whole

    def _start_pages(
        self, pages: Iterator[Sequence[Claim]], tally: StartedEscalations, budget: _Budget
    ) -> bool:
        """Start the claims of pages while the budget lasts. Return True when there are no more."""
        while self._is_within(budget, tally):
            page = next(pages, None)
            if page is None:
                return True
            self.claims.delist_due(list(self._done(page, tally, budget)))
        return False

    def _is_within(self, budget: _Budget, tally: StartedEscalations) -> bool:
        return tally.started < budget.starts and self.deadline() >= budget.seconds_left

    def _done(
        self, page: Iterable[Claim], tally: StartedEscalations, budget: _Budget
    ) -> Iterator[Claim]:
        """Start a page's escalations; yield the claims that no later run has to look at."""
        for claim in page:
            if not self._is_within(budget, tally):
                return
            if never_escalates(claim) or self._start(claim, tally):
                yield claim

    def _start(self, claim: Claim, tally: StartedEscalations) -> bool:
        """Start the claim's escalation. Return True once it is recorded, by whomever.

        A claim that has just changed, or whose earlier escalation is still ending, waits.
        """
        if claim.updated_at > self.clock() - self.settle_after:
            return False
        escalation = begin(claim, at=self.clock(), actor=ACTOR, rules_at=self.rules_at)
        others = self.escalations.list_by_claim(claim.claim_id)
        if any(other.key == escalation.key for other in others):
            return True
        if any(other.status in _UNDER_WAY for other in others):
            return False
        if self.escalations.put_new(escalation):
            self._launch(escalation)
            tally.started += 1
        return True

    def _launch(self, escalation: Escalation) -> None:
        """Start the recorded attempt, tell of it, and record that it runs."""
        self.workflow.start(
            name=escalation.execution_name,
            execution_input=ExecutionInput(
                escalation_id=escalation.escalation_id,
                claim_id=escalation.claim_id,
                escalate_on=escalation.escalate_on.isoformat(),
                attempt=escalation.attempt,
                first_step=escalation.step or EscalationStep.NOTIFY,
            ),
        )
        self.publisher.publish(
            [
                *recorded_event(escalation, EscalationEventType.STARTED),
                *recorded_event(escalation, EscalationEventType.RESUMED),
            ]
        )
        repeat_on_conflict(lambda: self._mark_running(escalation))

    def _mark_running(self, launched: Escalation) -> None:
        """Record that the attempt runs, unless its first action has done so or it went on."""
        stored = self.escalations.get(launched.key)
        if (
            stored
            and stored.status is EscalationStatus.STARTING
            and stored.attempt == launched.attempt
        ):
            self.escalations.save(stored.next(status=EscalationStatus.RUNNING))
