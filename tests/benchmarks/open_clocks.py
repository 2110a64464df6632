"""The cost and the lateness of open clocks, by how many there are: `make bench`, or by itself.

Run as `python -m tests.benchmarks.open_clocks [SIZE ...]`; writes the section of docs/growth.md.
Tickets are loaded in blocks, since none knows of another: memory stays that of one block, beside
one instant for each ticket. The function's own use case works on the twins of its ports; what it
asks of them is counted as AWS bills it.
"""

import math
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from claimtrail.aws.core.dynamo.packing import stored_size
from claimtrail.bootstrap.tickets.clocks import AT_ONCE, alarms_of
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.changes import noted
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.service import TicketService
from infra.functions.ticket_clocks import FUNCTIONS
from tests.benchmarks.capacity import READ_BYTES, WRITE_BYTES
from tests.benchmarks.prices import (
    CALL_COMPUTING_SECONDS,
    CALL_SECONDS,
    GB_PER_PROCESSOR,
    PRICES,
    SQS_AT_ONCE,
)
from tests.benchmarks.sections import write_section
from tests.harness.tickets.alarm_play import ANN, MONDAY, played_ticket
from tests.twins.clocks import MemoryAlarmBook, MemoryClockSchedule, MemoryFacilityCounts
from tests.twins.tickets import MemoryTicketStore

SIZES = (1_000, 10_000, 100_000, 1_000_000)
CLOCKS_PER_TICKET = 2
"""That run at once: of a new ticket first response and resolution, then next update beside that."""
BLOCK = 500
"""Tickets that are in memory at once."""
PLAYED = 2
"""Blocks of which each clock is played to its first alarm; of more, so many are played."""
FILE = 500
"""Tickets that open at one instant, as a file of denials opens them: every second ticket."""
DAYS = 28
"""Days over which tickets opened."""
PRIORITIES = (1, 2, 2, 3, 3, 3, 3, 3, 4, 4)
CHANGES_A_MONTH, CALLS_A_MONTH = 5, 2.1
"""Of one ticket (decision 0200): five changes; 0.7 million calls for 333,000 tickets."""
CALLS_A_SECOND = 1_000
"""EventBridge Scheduler's quota of invocations in us-east-1."""
SCHEDULER_CALL_DOLLARS = 1e-6
TICK_SECONDS, RUN_SECONDS = 5 * 60, 40
"""The look for lost calls: how often, and for how long one works before its reserve."""
[_FUNCTION] = [one for one in FUNCTIONS if one.name == "fire_clocks"]
_TEXT = """## Open clocks

So many open clocks, {each} a ticket, on the twins (`python -m tests.benchmarks.open_clocks`).
Tickets opened over {days} days, half of them {file} at one instant. "Late" is the time from the
instant at which a clock warns for the first time to the call that is set for it. The queue is what
calls of one instant wait for one another at Scheduler's quota of {rate:,} calls a second, beside
its precision of a minute. Catching up is the look for lost calls, every five minutes and {at_once}
tickets at once: after a day on which every call was lost, and after all of them were, as by a
restore. Cost is of a month: {changes} changes and {calls} calls a ticket, by AWS's list prices
without a free tier. {extrapolated}
"""
_HEAD = (
    "| Clocks | tickets | loaded | memory | first alarms | late | due in one second "
    "| queue p50, p99, last | a day lost | all lost | $ a month |\n"
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


class ClockFigures(NamedTuple):
    """The figures of one number of clocks."""

    clocks: int
    tickets: int
    seconds: float
    """Of processor, to load all of them."""
    resident_mb: float
    played: int
    """Tickets whose clocks were played to their first alarm."""
    alarms: int
    late_seconds: float
    """The latest first alarm."""
    busiest: int
    """Calls of one second."""
    waits: tuple[float, float, float]
    """Seconds in the queue of the scheduler: the median, the 99th of a hundred, the last."""
    lost_in_a_day: int
    day_hours: float
    all_hours: float
    dollars: float


@dataclass
class MeteredStage:
    """A block of tickets, and what the function asks of AWS about them."""

    now: datetime = MONDAY
    units: Counter[str] = field(default_factory=Counter)
    calls: int = 0

    def __post_init__(self) -> None:
        self.tickets = MemoryTicketStore()
        self.schedule, self.book = MemoryClockSchedule(), MemoryAlarmBook()
        self.service = TicketService(_Metered(self.tickets, self), self)
        self.alarms = alarms_of(
            self.service,
            schedule=_Metered(self.schedule, self),
            book=_Metered(self.book, self),
            counts=_Metered(MemoryFacilityCounts(), self),
            clock=lambda: self.now,
        )

    def publish(self, events: list[BusEvent]) -> None:
        """Count events as they are billed."""
        self.calls += 1
        self.units["eventbridge events"] += len(events)

    def ask(self, method: str, arguments: tuple[Any, ...], answer: Any) -> None:
        """Count one request, by the twin's method."""
        self.calls += 1
        if method == "save":
            self.units["dynamodb write units"] += 4 * _size(arguments[0], WRITE_BYTES)
        elif method == "keep":
            # The item, and its place in the index: out of the old one, into the new one.
            self.units["dynamodb write units"] += 3
        elif method == "get":
            size = _size(answer, READ_BYTES) if answer else 1
            self.units["dynamodb read units"] += size
        elif method in {"find", "see", "seen"}:
            self.units["dynamodb read units"] += 1


class _Metered:
    """Passes calls on to a twin, and counts them."""

    def __init__(self, inner: Any, stage: MeteredStage) -> None:
        self._inner, self._stage = inner, stage

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def asked(*arguments: Any, **named: Any) -> Any:
            answer = method(*arguments, **named)
            self._stage.ask(name, arguments, answer)
            return answer

        return asked


def _size(ticket: Ticket, unit: int) -> int:
    return math.ceil(stored_size(ticket.model_dump_json()) / unit)


@dataclass
class Work:
    """Runs of the function of one kind, and what they took."""

    runs: int = 0
    calls: int = 0
    seconds: float = 0.0
    units: Counter[str] = field(default_factory=Counter)

    @property
    def computing(self) -> float:
        """Return the seconds of a whole processor, with those of calls that the twins leave out."""
        return self.seconds + self.calls * CALL_COMPUTING_SECONDS

    @property
    def seconds_each(self) -> float:
        """Return the time for one of many that are worked on at once by the function's share.

        They wait for AWS side by side, and compute one after the other.
        """
        share = min(1.0, _FUNCTION.memory_mb / 1_000 / GB_PER_PROCESSOR)
        computing = self.computing / share / self.runs
        return max(computing, (computing + self.calls * CALL_SECONDS / self.runs) / AT_ONCE)

    def dollars(self) -> float:
        """Return what one run costs."""
        waiting = self.calls * CALL_SECONDS * _FUNCTION.memory_mb / 1_024
        gb_seconds = self.computing * GB_PER_PROCESSOR + waiting
        billed = sum(PRICES[name] * count for name, count in self.units.items())
        billed += gb_seconds * PRICES["lambda gb-seconds"] + self.runs * PRICES["lambda requests"]
        return billed / self.runs


class OpenClocks:
    """Tickets with open clocks, loaded block by block."""

    def __init__(self, clocks: int) -> None:
        self.tickets = clocks // CLOCKS_PER_TICKET
        self.changed, self.called = Work(), Work()
        self.first: Counter[datetime] = Counter()
        """First calls by their instant."""
        self.late: list[float] = []
        self.played = 0
        self.seconds = 0.0

    def load(self) -> None:
        """Load all blocks, and play some of them until each clock had its first alarm."""
        blocks = math.ceil(self.tickets / BLOCK)
        every = max(1, blocks // PLAYED)
        for number in range(blocks):
            stage = MeteredStage()
            begin = time.process_time()
            ids = list(self._loaded(stage, number * BLOCK))
            self.seconds += time.process_time() - begin
            self.first.update(call.at for one in ids if (call := stage.book.find(one)))
            if number % every == 0:
                self._play(stage, ids)

    def _loaded(self, stage: MeteredStage, first: int) -> Iterator[str]:
        for number in range(first, min(first + BLOCK, self.tickets)):
            ticket = _opened(number)
            stage.tickets.put_new(ticket)
            stage.now = ticket.opened_at + timedelta(seconds=1)
            stage.alarms.settle(ticket.ticket_id)
            yield ticket.ticket_id

    def _play(self, stage: MeteredStage, ids: list[str]) -> None:
        self.played += len(ids)
        last = stage.now
        for one in ids:
            while not self._is_through(stage, one):
                call = stage.book.find(one)
                if call is None:
                    raise AssertionError(f"{one} has a clock that never warns")
                stage.now, last = call.at, max(last, call.at)
                _timed(self.called, stage, lambda one=one: stage.alarms.settle(one, is_called=True))
        stage.now = last + timedelta(minutes=1)
        for one in ids:
            stage.service.change(
                one, lambda ticket: noted(ticket, note="asked", at=stage.now, actor=ANN)
            )
            _timed(self.changed, stage, lambda one=one: stage.alarms.settle(one))

    def _is_through(self, stage: MeteredStage, ticket_id: str) -> bool:
        """Note the first alarm of each clock once every one of the ticket's has had it."""
        ticket = stage.tickets.get(ticket_id)
        entries = [one for one in ticket.history if one.clock] if ticket else []
        firsts = {one.clock.clock_id: one for one in reversed(entries) if one.clock}
        if len(firsts) < CLOCKS_PER_TICKET:
            return False
        marks = ((one.at, one.clock.at) for one in firsts.values() if one.clock)
        self.late += [(at - due).total_seconds() for at, due in marks]
        return True


def _timed(work: Work, stage: MeteredStage, run: Any) -> None:
    """Add one run of the function to what its kind took."""
    before, calls = stage.units.copy(), stage.calls
    begin = time.process_time()
    run()
    work.seconds += time.process_time() - begin
    work.runs += 1
    work.calls += stage.calls - calls
    work.units += stage.units - before


def _opened(number: int) -> Ticket:
    """Return a ticket: by the hour one after the other, or with those of one file."""
    in_file = number % 2
    place = number // FILE if in_file else number
    minutes = place * (1_009 if in_file else 7) % (DAYS * 24 * 60)
    at = MONDAY - timedelta(days=DAYS) + timedelta(minutes=minutes)
    ticket = played_ticket(f"esc_{number}", priority=PRIORITIES[number % len(PRIORITIES)])
    entry = ticket.history[0].model_copy(update={"at": at})
    return ticket.model_copy(update={"opened_at": at, "history": (entry,)})


def measure(clocks: int) -> ClockFigures:
    """Return the figures of so many open clocks."""
    loaded = OpenClocks(clocks)
    loaded.load()
    called, changed = loaded.called, loaded.changed
    lost = _most_in_a_day(loaded.first)
    # Of SQS, a message is sent, and received and deleted with nine others.
    message = (1 + 2 / SQS_AT_ONCE) * PRICES["sqs requests"]
    ticket = CHANGES_A_MONTH * (changed.dollars() + message) + CALLS_A_MONTH * (
        called.dollars() + SCHEDULER_CALL_DOLLARS
    )
    return ClockFigures(
        clocks=clocks,
        tickets=loaded.tickets,
        seconds=loaded.seconds,
        resident_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024,
        played=loaded.played,
        alarms=len(loaded.late),
        late_seconds=max(loaded.late),
        busiest=max(loaded.first.values()),
        waits=_waits(loaded.first),
        lost_in_a_day=lost,
        day_hours=_hours(lost, called.seconds_each),
        all_hours=_hours(loaded.tickets, called.seconds_each),
        dollars=ticket * loaded.tickets,
    )


def _most_in_a_day(first: Counter[datetime]) -> int:
    """Return how many calls the busiest day has."""
    return max(Counter(at.date() for at in first.elements()).values())


def _hours(lost: int, seconds_each: float) -> float:
    """Return for how long lost calls are looked for until the last one is made good."""
    of_a_run = int(RUN_SECONDS / seconds_each)
    return (lost // of_a_run * TICK_SECONDS + lost % of_a_run * seconds_each) / 3_600


def _waits(first: Counter[datetime]) -> tuple[float, float, float]:
    """Return how long calls wait for those before them, at the scheduler's quota."""
    waits: list[float] = []
    free: datetime | None = None
    for at, count in sorted(first.items()):
        begin = max(at, free) if free else at
        behind = (begin - at).total_seconds()
        waits += [behind + number / CALLS_A_SECOND for number in range(count)]
        free = begin + timedelta(seconds=count / CALLS_A_SECOND)
    waits.sort()
    return waits[len(waits) // 2], waits[int(len(waits) * 0.99)], waits[-1]


def section(figures: list[ClockFigures]) -> str:
    """Return the section of the page."""
    sampled = [one for one in figures if one.played < one.tickets]
    played = max((one.played for one in sampled), default=0)
    said = f"all tickets are loaded,\nand {played:,} of more than that are played to their alarms"
    text = _TEXT.format(
        each=CLOCKS_PER_TICKET,
        days=DAYS,
        file=FILE,
        rate=CALLS_A_SECOND,
        at_once=AT_ONCE,
        changes=CHANGES_A_MONTH,
        calls=CALLS_A_MONTH,
        extrapolated=f"Extrapolated: {said}." if sampled else "Nothing is extrapolated.",
    )
    return "\n".join((text, _HEAD, *map(_row, figures))) + "\n"


def _row(one: ClockFigures) -> str:
    p50, p99, last = one.waits
    return (
        f"| {one.clocks:,} | {one.tickets:,} | {one.seconds:.1f} s | {one.resident_mb:,.0f} MB "
        f"| {one.alarms:,} | {one.late_seconds:.0f} s | {one.busiest:,} "
        f"| {p50:.2f}, {p99:.2f}, {last:.2f} s | {one.day_hours:.1f} h ({one.lost_in_a_day:,}) "
        f"| {one.all_hours:.1f} h | {one.dollars:,.2f} |"
    )


def main() -> None:
    """Write the section of the page."""
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    figures: list[ClockFigures] = []
    for one in sizes:
        figures.append(measure(one))
        write_section("open clocks", section(figures))


if __name__ == "__main__":
    main()
