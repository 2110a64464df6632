"""A first load of a stage, simulated: what a new table takes, and how workers wait for it.

Run as `python -m tests.benchmarks.bulk_load [CLAIMS]`; writes the section of docs/growth.md. Time
is simulated; waiting times are production's own rules (kernel/retry.py, kernel/message_retries.py).
"""

import heapq
import sys
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from claimtrail.kernel.message_retries import RETRY_SECONDS, wait_seconds
from claimtrail.kernel.retry import LEFT_OVER, pauses_in_time
from tests.benchmarks.sections import write_section
from tests.twins.on_demand import NEW_TABLE_UNITS, OnDemandTable

_TEXT = """\
## A first load

{claims:,} claims dropped at once into a new stage, simulated with production's own waiting times
(`python -m tests.benchmarks.bulk_load`). A new on-demand table takes {units:,} write units a
second, and twice its peak half an hour later. A worker that finds the table busy waits within its
invocation: that asks less of the table, and costs its message no try. "Came back" are messages that
were received again.
"""
_HOUR = 3_600
MAX_RECEIVES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The workers of a kind, as production declares them, and what a claim costs them."""

    name: str
    workers: int
    """Invocations at once: the queue's maximum concurrency, or the stream's shards."""
    timeout_seconds: float
    claims: int
    """Claims of one message, or of one batch of the stream."""
    items: int
    """Items that are written for a claim."""
    units: float
    """Write units of such an item, its places in indexes included."""
    seconds: float
    """Computing for a claim."""


INGEST = Stage(
    name="ingest", workers=50, timeout_seconds=300, claims=170, items=3, units=1.0, seconds=0.003
)
PROJECT = Stage(
    name="project", workers=8, timeout_seconds=60, claims=100, items=1, units=3.3, seconds=0.003
)
"""A claim's write units are those of docs/costs.md, where the writes go."""
_REQUEST_SECONDS = 0.01
_ITEMS_AT_ONCE = 25


@dataclass(slots=True)
class Message:
    """Claims that are written together."""

    claims: int
    receives: int = 0


@dataclass
class Load:
    """The outcome of a load."""

    seconds: float = 0
    """Until the last claim was taken."""
    taken: int = 0
    """Claims of which everything was written."""
    dead: int = 0
    """Messages that failed at their last receive."""
    lost: int = 0
    """Their claims."""
    retries: int = 0
    """Requests that were sent again within an invocation."""
    redelivered: int = 0
    """Messages that came back to their queue."""
    most_receives: int = 0
    throttled: int = 0
    units_at_end: float = 0


@dataclass
class Simulation:
    """The pipeline's writers over one table, in simulated time."""

    table: OnDemandTable
    chance: Random
    waits_in_time: bool = True
    """False: no worker waits longer than the retry policy's own bound, 13 s."""
    now: float = 0.0
    load: Load = field(default_factory=Load)
    _events: list[tuple[float, int, Iterator[float]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def run(self, stages: tuple[Stage, ...], claims: int) -> Load:
        """Load so many claims; what one stage has written, the next one works on."""
        queues: list[deque[Message]] = [deque() for _ in stages]
        sizes = [stages[0].claims] * (claims // stages[0].claims) + [claims % stages[0].claims]
        queues[0].extend(Message(size) for size in sizes if size)
        for number, stage in enumerate(stages):
            onward = queues[number + 1] if number + 1 < len(stages) else None
            for _ in range(stage.workers):
                self._go_on(0.0, self._work(stage, queues[number], onward, claims))
        while self._events:
            self.now, _, worker = heapq.heappop(self._events)
            wait = next(worker, None)
            if wait is not None:
                self._go_on(wait, worker)
        self.load.throttled = self.table.throttled
        self.load.units_at_end = self.table.units
        return self.load

    def _go_on(self, wait: float, worker: Iterator[float]) -> None:
        heapq.heappush(self._events, (self.now + wait, next(self._numbers), worker))

    def _work(
        self, stage: Stage, queue: deque[Message], onward: deque[Message] | None, claims: int
    ) -> Iterator[float]:
        while self._claims_left(claims):
            if not queue:
                yield 1.0
                continue
            message = queue.popleft()
            message.receives += 1
            self.load.most_receives = max(self.load.most_receives, message.receives)
            is_written = yield from self._write(stage, message)
            if is_written:
                self._hand_on(message, onward)
            else:
                self._give_back(message, queue)

    def _claims_left(self, claims: int) -> bool:
        return self.load.taken + self.load.lost < claims

    def _hand_on(self, message: Message, onward: deque[Message] | None) -> None:
        if onward is not None:
            onward.append(Message(message.claims))
            return
        self.load.taken += message.claims
        self.load.seconds = self.now

    def _give_back(self, message: Message, queue: deque[Message]) -> None:
        if message.receives >= MAX_RECEIVES:
            self.load.dead += 1
            self.load.lost += message.claims
            return
        self.load.redelivered += 1
        wait = wait_seconds(
            message.receives, RETRY_SECONDS, is_busy=True, chance=self.chance.random
        )
        self._go_on(wait, _later(queue, message))

    def _write(self, stage: Stage, message: Message) -> Generator[float, None, bool]:
        ends = self.now + stage.timeout_seconds
        yield stage.seconds * message.claims
        left = message.claims * stage.items
        while left:
            some = min(left, _ITEMS_AT_ONCE)
            is_written = yield from self._put(some, stage.units, ends)
            if not is_written:
                return False
            left -= some
        return True

    def _put(self, items: int, units: float, ends: float) -> Generator[float, None, bool]:
        deadline = (lambda: ends - self.now) if self.waits_in_time else (lambda: float("inf"))
        pauses = pauses_in_time(LEFT_OVER, deadline, chance=self.chance.random)
        while True:
            yield _REQUEST_SECONDS
            items -= self.table.take(self.now, items, units=units)
            if not items:
                return True
            pause = next(pauses, None)
            if pause is None:
                return False
            self.load.retries += 1
            yield pause


def _later(queue: deque[Message], message: Message) -> Iterator[float]:
    queue.append(message)
    yield from ()


def simulate(
    claims: int,
    *,
    units: float = NEW_TABLE_UNITS,
    waits_in_time: bool = True,
    seed: int = 1,
    stages: tuple[Stage, ...] = (INGEST, PROJECT),
) -> Load:
    """Return what comes of a load of so many claims into a table that takes so many units."""
    table = OnDemandTable(units=units)
    return Simulation(table, Random(seed), waits_in_time).run(stages, claims)  # noqa: S311


def section(claims: int) -> str:
    """Return the section of the page."""
    unlimited = simulate(claims, units=1e9)
    rows = [
        ("a table without a limit", unlimited),
        ("a new table, workers wait while they have time", simulate(claims)),
        ("a new table, workers wait 13 s at most", simulate(claims, waits_in_time=False)),
    ]
    heads = (
        "| | hours | claims taken | throttled requests | sent again | came back "
        "| most receives | dead letters |"
    )
    lines = [
        _TEXT.format(claims=claims, units=NEW_TABLE_UNITS),
        heads,
        "| --- " + "| ---: " * 7 + "|",
    ]
    lines += [
        f"| {name} | {load.seconds / _HOUR:.2f} | {load.taken:,} | {load.throttled:,} "
        f"| {load.retries:,} | {load.redelivered:,} | {load.most_receives} | {load.dead} |"
        for name, load in rows
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the section of the page."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    write_section("bulk load", section(claims))


if __name__ == "__main__":
    main()
