"""Seeded schedules of the pipeline: order, duplicates, batches, deaths, two workers in turns."""

import threading
from random import Random

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


class Refused(Exception):  # noqa: N818 - what AWS answers, not an error of ours
    """AWS refused a call: throttled, or unavailable."""


class Worker:
    """One job on a thread of its own that only runs while the schedule lets it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finished = False
        self.failure: BaseException | None = None
        # Plain locks, held from the start: whoever releases one hands over the turn.
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        self._thread = threading.Thread(target=self._main, daemon=True)
        self._thread.start()

    def step(self) -> None:
        """Let it run up to its next pulse."""
        self._go.release()
        self._back.acquire()

    def pause(self) -> None:
        """Called on the worker's own thread: hand the turn back."""
        self._back.release()
        self._go.acquire()

    def _main(self) -> None:
        self._go.acquire()
        try:
            self.job.run()
        except BaseException as error:  # noqa: BLE001 - judged by the schedule
            self.failure = error
        self.finished = True
        self._back.release()


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
