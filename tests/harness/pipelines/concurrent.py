"""Concurrent workers: several workers project one claim at once.

And lose the turn between any two calls.

Each event that is appended sends a worker, as the stream does; the daily schedule sends others. A
worker that was refused too often is redelivered, as a message does.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.fold import fold
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY, as_of
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.claims.projection.projection import project
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.kernel.errors import ConflictError
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW
from tests.harness.pipelines.pipeline import Checkpointed, Job
from tests.harness.pipelines.schedules import Worker
from tests.twins.claims import MemoryClaimStore

LATER = NOW + timedelta(days=30)
"""The time after which held evidence is an exception."""
_APPEND_CHANCE = 0.3
_SCHEDULE_CHANCE = 0.3
_ATTEMPTS = 20


class RecordingStore(MemoryClaimStore):
    """A store that remembers every change that it took, as its stream would deliver it."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        super().save(change, guards=guards)
        self.changes.append(change)


class ConcurrentWorkers:
    """Plays the events of one claim by the seed's dice."""

    def __init__(self, seed: int, store: RecordingStore) -> None:
        self.chance = Random(seed)  # noqa: S311 - a schedule, no secret
        self.store = store
        self._running: list[Worker] = []
        self._current: Worker | None = None

    def play(self, events: list[ClaimEvent]) -> None:
        """Until every event has been projected."""
        coming = self.chance.sample(events, len(events))
        while coming or self._running:
            if coming and (not self._running or self.chance.random() < _APPEND_CHANCE):
                self.store.append_events([coming.pop()])
                self._send(self._project)
                if self.chance.random() < _SCHEDULE_CHANCE:
                    self._send(self._raise)
            self._step(self.chance.choice(self._running))

    def _send(self, run: Callable[[], None]) -> None:
        self._running.append(Worker(Job(kind="concurrent", run=run, done=lambda: None)))

    def _step(self, worker: Worker) -> None:
        self._current = worker
        worker.step()
        if worker.finished:
            self._running.remove(worker)
            if worker.failure is not None:
                raise worker.failure

    def _checkpoint(self, _: str) -> None:
        if self._current is not None:
            self._current.pause()

    def _project(self) -> None:
        self._until_done(
            lambda store: project(
                CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: LATER
            )
        )

    def _raise(self) -> None:
        self._until_done(lambda store: ExceptionOpener(store=store, clock=lambda: LATER).run())

    def _until_done(self, work: Callable[[Any], object]) -> None:
        for _ in range(_ATTEMPTS):
            try:
                work(Checkpointed(self.store, self._checkpoint))
            except ConflictError:
                continue
            return
        raise AssertionError("the concurrent workers keep each other out")


def ends_as_it_should(store: RecordingStore, events: list[ClaimEvent]) -> bool:
    """Return whether the claim is what its events make, and every version was reported once.

    In a chain.
    """
    claim = store.find(CLAIM_ID)
    wanted = fold(events, claim_id=CLAIM_ID, policy=lambda _: INFERRING, now=LATER)
    causes = Counter(cause for change in store.changes for cause in change.cause_event_ids)
    # What waited for its 837 is another matter once it turns out to have no authority.
    raised = Counter(
        (held.event_id, held.reason in WITHOUT_AUTHORITY)
        for change in store.changes
        for held in change.claim.held
        if held.event_id in change.newly_overdue
    )
    return (
        claim is not None
        and _bare(claim) == _bare(as_of(wanted, LATER.date()))
        and [change.version for change in store.changes] == list(range(1, claim.version + 1))
        and set(causes.values()) == {1}
        and len(causes) == len(events)
        and all(count == 1 for count in raised.values())
    )


def _bare(claim: Claim) -> Claim:
    return claim.model_copy(update={"version": 0})
