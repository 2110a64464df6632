"""Seeded schedules of the pipeline: order, duplicates, batches, deaths, two workers in turns."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

from greenlet import GreenletExit, greenlet

from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.kernel.errors import ConflictError
from simulator.model import SimulatedFile
from tests.harness.pipelines.pipeline import Job, Pipeline, SimulatedCrash

WORKERS = 4
"""Two of one kind get in each other's way, and others bring news meanwhile."""
DEATHS = 12
"""At most so many workers die in one schedule."""
_DEATH_CHANCE = 0.01
_REPEAT_CHANCE = 0.15
_SWITCH_CHANCE = 0.5
_ALIKE_CHANCE = 0.7
_MOST_STEPS = 500_000


class InTurn(Executor):
    """A pool whose work is done when it is handed in: what is made ahead stands in the schedule.

    It stands in for the thread of `claimtrail.kernel.prefetch`, whose pulses no seed would order.
    """

    def __init__(self, max_workers: int) -> None:
        assert max_workers == 1

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it, and return what came of it."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            done.set_exception(error)
        return done


@contextmanager
def made_in_turn() -> Iterator[None]:
    """Let nothing be made ahead by a thread meanwhile."""
    with patch("claimtrail.kernel.prefetch.ThreadPoolExecutor", InTurn):
        yield


class Refused(Exception):  # noqa: N818 - what AWS answers, not an error of ours
    """AWS refused a call: throttled, or unavailable."""


class Worker:
    """One job on a stack of its own that only runs while the schedule lets it.

    All are greenlets of one thread: a turn that goes from thread to thread waits for the processor.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finished = False
        self.failure: BaseException | None = None
        self._turns = greenlet(self._main)

    def step(self) -> None:
        """Let it run up to its next pulse."""
        self._turns.switch()

    def pause(self) -> None:
        """Hand the turn back; called by the job."""
        self._turns.parent.switch()

    def _main(self) -> None:
        try:
            self.job.run()
        except GreenletExit:
            raise
        except BaseException as error:  # noqa: BLE001 - judged by the schedule
            self.failure = error
        self.finished = True


class Schedule:
    """Plays files through a pipeline by the seed's dice."""

    def __init__(self, seed: int, *, chunk_size: int = CHUNK_SIZE) -> None:
        self.chance = Random(seed)  # noqa: S311 - a schedule, no secret
        self.deaths = 0
        self._running: list[Worker] = []
        self._current: Worker | None = None
        self.pipeline = Pipeline(
            checkpoint=self._checkpoint, chance=self.chance, chunk_size=chunk_size
        )

    @made_in_turn()
    def play(self, files: list[SimulatedFile]) -> Pipeline:
        """The pipeline at the end, when nothing is left to do."""
        dropped = [
            (file, self.chance.choice((1, 1, 1, 1, 2, 3, 10)))
            for file in self.chance.sample(files, len(files))
        ]
        for step in range(_MOST_STEPS):
            if dropped and (step % 3 == 0 or not self._running):
                file, times = dropped.pop()
                self.pipeline.drop(file, times=times)
            if not self._advance() and not dropped:
                return self.pipeline
        raise AssertionError("the pipeline does not come to rest")

    def _advance(self) -> bool:
        """One step of one worker; whether there was anything to do."""
        jobs = list(self.pipeline.jobs()) if len(self._running) < WORKERS else []
        if jobs and (not self._running or self.chance.random() < _SWITCH_CHANCE):
            self._running.append(Worker(self._choose(jobs)))
        if not self._running:
            return False
        worker = self.chance.choice(self._running)
        self._current = worker
        worker.step()
        if worker.finished:
            self._running.remove(worker)
            self._conclude(worker)
        return True

    def _choose(self, jobs: list[Job]) -> Job:
        """Workers of one kind get into each other's way: they are wanted side by side."""
        kinds = {worker.job.kind for worker in self._running}
        alike = [job for job in jobs if job.kind in kinds]
        return self.chance.choice(alike if alike and self.chance.random() < _ALIKE_CHANCE else jobs)

    def _conclude(self, worker: Worker) -> None:
        if worker.failure is None:
            worker.job.done()
            if self.chance.random() < _REPEAT_CHANCE:
                self.pipeline.redeliver()
        elif not isinstance(worker.failure, SimulatedCrash | Refused | ConflictError):
            raise worker.failure

    def _checkpoint(self, _: str) -> None:
        worker = self._current
        if worker is None:
            return
        if self.deaths < DEATHS and self.chance.random() < _DEATH_CHANCE:
            self.deaths += 1
            raise self.chance.choice((SimulatedCrash, Refused))
        if self.chance.random() < _SWITCH_CHANCE:
            worker.pause()
