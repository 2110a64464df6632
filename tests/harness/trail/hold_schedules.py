"""People who hold and release at once, and whose machines die, by the seed's dice.

Each command runs on a stack of its own that is stopped between any two calls. While the setting of
a hold came to its end and its release was not begun, each of its objects must have its flag, at
every moment. At last each command that died or was refused is given again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.trail.holding.hold_service import LIFT_LIMIT, LegalHolds
from claimtrail.trail.holding.holds import Covers, HeldObject, Hold, HoldStore, is_held
from tests.harness.pipelines.pipeline import Checkpointed, SimulatedCrash
from tests.harness.pipelines.schedules import Worker
from tests.twins.holds import MemoryHoldStore

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
ONE = HeldObject(bucket="archive", key="p/2026/11/22/fil_1.x12")
TWO = HeldObject(bucket="archive", key="p/2026/11/22/fil_2.x12")
HOLDS: dict[tuple[str, str], tuple[HeldObject, ...]] = {
    ("clm_1", "docket 7"): (ONE, TWO),
    ("clm_1", "docket 8"): (ONE,),
    ("fil_1", "docket 7"): (ONE,),
    ("clm_2", "docket 9"): (TWO,),
}
_DEATH_CHANCE = 0.02
_DEATHS = 3
_FALL_CHANCE = 0.08


class MemoryKeeper:
    """Remembers what is kept and whose expiry is suspended."""

    def __init__(self, store: HoldStore) -> None:
        self.kept: set[HeldObject] = set()
        self.suspended: set[str] = set()
        self._store = store

    def keep(self, held: HeldObject) -> None:
        self.kept.add(held)

    def free(self, held: HeldObject) -> None:
        self.kept.discard(held)

    def suspend_expiry(self, subject_id: str) -> None:
        self.suspended.add(subject_id)

    def resume_expiry(self, subject_id: str) -> None:
        if not is_held(subject_id, self._store):
            self.suspended.discard(subject_id)


class MemoryPublisher:
    """Remembers what was published."""

    def __init__(self) -> None:
        self.events: list[BusEvent] = []

    def publish(self, events: list[BusEvent]) -> None:
        self.events += events


class UnrecordedLifts(MemoryHoldStore):
    """A store that forgets who may be lifting a flag: what the schedules must find out."""

    def covers(self, held: HeldObject) -> Covers:
        return super().covers(held).model_copy(update={"lifts": {}})


@dataclass
class Command:
    """One person's command."""

    key: tuple[str, str]
    is_set: bool
    holds: LegalHolds
    result: Hold | None = None

    def run(self) -> None:
        subject_id, docket = self.key
        if self.is_set:
            self.result = self.holds.set(
                subject_id, docket, objects=HOLDS[self.key], by="user:jane", reason="asked"
            )
        else:
            self.holds.release(subject_id, docket, by="user:joe", reason="settled")


@dataclass
class HoldSchedule:
    """Plays some commands at once."""

    seed: int
    make_store: Callable[[], MemoryHoldStore] = MemoryHoldStore
    deaths: int = 0
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - a schedule, no secret
        self.store = self.make_store()
        self.keeper = MemoryKeeper(self.store)
        self.publisher = MemoryPublisher()
        self.now = NOW
        self.secured: set[tuple[str, str]] = set()
        self._runs = 0
        self._ranks: dict[int, float] = {}
        self._current: Worker | None = None
        self._again: list[Command] = []

    def play(self, *, commands: int = 6, at_once: int = 3) -> None:
        """Play until every command came to its end."""
        coming = [self._command(self._checkpoint) for _ in range(commands)]
        running: list[Worker] = []
        while coming or running:
            while coming and len(running) < at_once:
                running.append(Worker(coming.pop()))  # type: ignore[arg-type]
            self._current = self._choose(running)
            self._begin(self._current)
            self._current.step()
            self._check("meanwhile")
            if self._current.finished:
                running.remove(self._current)
                self._end(self._current)
        self.now += LIFT_LIMIT + timedelta(minutes=1)
        for command in self._again:
            self._give(command)
        self._check("at the end")

    def _choose(self, running: list[Worker]) -> Worker:
        """Pick whose turn it is: mostly the first in rank, who at times falls behind all others.

        Few changes of rank find what many random ones do not (Burckhardt et al., ASPLOS 2010).
        """
        for worker in running:
            self._ranks.setdefault(id(worker), self.chance.random())
        first = max(running, key=lambda worker: self._ranks[id(worker)])
        if self.chance.random() < _FALL_CHANCE:
            self._ranks[id(first)] = min(self._ranks.values()) - 1
        return first

    def release_all(self) -> None:
        """Release what is held, one after another."""
        for hold in self.store.list_open():
            key = (hold.subject_id, hold.docket)
            self._give(Command(key, is_set=False, holds=self._holds(lambda _: None)))

    def _give(self, command: Command) -> None:
        """Give a command again by somebody who does as the errors say."""
        quiet = self._holds(lambda _: None)
        try:
            Command(command.key, is_set=command.is_set, holds=quiet).run()
        except NotFoundError:
            return
        except ConflictError as error:
            assert error.explanation.code == "HOLD_RELEASE_UNFINISHED", error  # noqa: PT017
            Command(command.key, is_set=False, holds=quiet).run()
            Command(command.key, is_set=True, holds=quiet).run()

    def _command(self, checkpoint: Callable[[str], None]) -> Command:
        key = self.chance.choice(sorted(HOLDS))
        return Command(key, is_set=self.chance.random() < 0.6, holds=self._holds(checkpoint))

    def _holds(self, checkpoint: Callable[[str], None]) -> LegalHolds:
        def wrapped(port: Any) -> Any:
            return Checkpointed(port, checkpoint)

        return LegalHolds(
            store=wrapped(self.store),
            keeper=wrapped(self.keeper),
            publisher=wrapped(self.publisher),
            clock=lambda: self.now,
            new_run=self._new_run,
        )

    def _new_run(self) -> str:
        self._runs += 1
        return f"run{self._runs}"

    def _begin(self, worker: Worker) -> None:
        command: Any = worker.job
        if not command.is_set:
            self.secured.discard(command.key)

    def _end(self, worker: Worker) -> None:
        command: Any = worker.job
        if worker.failure is None:
            hold = self.store.find(*command.key)
            is_same = hold and command.result and hold.ordinal == command.result.ordinal
            if command.is_set and is_same and hold and hold.active:
                self.secured.add(command.key)
        elif isinstance(worker.failure, SimulatedCrash | ConflictError):
            self._again.append(command)
        elif not isinstance(worker.failure, NotFoundError):
            raise worker.failure

    def _checkpoint(self, _: str) -> None:
        worker = self._current
        if worker is None:
            return
        if self.deaths < _DEATHS and self.chance.random() < _DEATH_CHANCE:
            self.deaths += 1
            raise SimulatedCrash
        worker.pause()

    def _check(self, when: str) -> None:
        for key in sorted(self.secured):
            hold = self.store.find(*key)
            if hold and hold.active and not set(HOLDS[key]) <= self.keeper.kept:
                self.violations.append(f"{when}: {key} is held, and not all of it is kept")
