"""Dollars per million claim updates: billed units counted on the twins, at list prices.

    python -m tests.benchmarks.cost [CLAIMS_PER_DAY[:DAYS] ...]

A month of simulated files (or so many days of it) goes down the whole pipeline in memory, each file
worked off before the next one comes. Requests are counted as the adapters make them and as AWS
bills them; what no twin can show is assumed in `prices.py`. A claim update is a stored new version
of a claim. Storage is billed by the month and not by the update: `docs/costs.md` has it.
"""

import math
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.lifecycle.action_rules import STATE_RULES
from claimtrail.claims.publishing.events import WAS_DUE
from claimtrail.claims.publishing.status_changes import changed_claims
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.kernel.bus import BusEvent
from infra.functions.registry import declared_functions
from infra.stage import settings_for
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.benchmarks.capacity import MeteredStore
from tests.benchmarks.counted_figures import MeteredFigures
from tests.benchmarks.escalation import escalation
from tests.benchmarks.prices import (
    CALL_COMPUTING_SECONDS,
    CALL_SECONDS,
    FIGURE_POLLERS,
    GB_PER_PROCESSOR,
    KMS_PER_FILE,
    KMS_PER_QUEUE,
    LOG_BYTES,
    PRICES,
    SQS_AT_ONCE,
    START_SECONDS,
    STREAM_RECORDS,
    TABLE_SHARDS,
    TRANSITION_LOG_BYTES,
)
from tests.benchmarks.sent import MeteredAudit, requests_for
from tests.harness.intake.intake_fixture import NOW, demo_partners
from tests.harness.pipelines.pipeline import Gathered, Pipeline

FUNCTIONS = {
    "_receive": "receive_file",
    "_ingest": "ingest_transactions",
    "project": "project_claims",
    "publish": "publish_changes",
    "_keep_figures": "keep_figures",
    "_record": "record_audit",
}
"""The function that does a job of the pipeline; each file finds them all cold."""
MEMORY_MB = {one.name: one.memory_mb for one in declared_functions()}
HOPS = ("ingest_transactions", "keep_figures", "record_audit")
"""The functions that queues start; streams begin no traces."""
INCIDENT_WRITES = 4
"""A failure and its incident, in one transaction."""
OUTCOME_WRITES = 8
"""A ticket of two units that opens or closes, in the table and in three indexes."""
OUTCOME_READS = 8
"""The claim and its tickets, twice: the second time to see that nothing is left to do."""
_ACTED_ON = {state.value for state in STATE_RULES}
DAYS_A_MONTH = 30

FIRST_DAY, LAST_DAY = date(2026, 9, 14), date(2026, 10, 16)


@dataclass(slots=True)
class Work:
    """The work of one function."""

    invocations: int = 0
    calls: int = 0
    """Of AWS."""
    seconds: float = 0.0
    """Of this machine's processor, without the calls'."""
    starts: int = 0

    def gb_seconds(self, memory_mb: int) -> float:
        """Return what Lambda bills for it at a size."""
        computing = self.seconds + self.calls * CALL_COMPUTING_SECONDS
        waiting = self.calls * CALL_SECONDS + self.starts * START_SECONDS
        return computing * GB_PER_PROCESSOR + waiting * memory_mb / 1024


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The work of the month."""

    claims_per_day: int
    days: int
    store: MeteredStore
    units: Counter[str]
    work: dict[str, Work]

    def parts(self) -> dict[str, tuple[float, float]]:
        """By what is billed: units per update, and dollars per million updates."""
        each = {name: self.units[name] / self.store.updates for name in PRICES}
        return {name: (each[name], each[name] * PRICES[name] * 1e6) for name in PRICES}

    @property
    def dollars(self) -> float:
        """Per million updates."""
        return sum(price for _, price in self.parts().values())

    @property
    def dollars_a_month(self) -> float:
        """At this volume, without what is paid for by the month."""
        return self.dollars * self.store.updates / 1e6 * DAYS_A_MONTH / self.days


class MemoryCounted:
    """A port's twin whose calls are counted by name."""

    def __init__(self, port: Any, calls: Counter[str]) -> None:
        self._port = port
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value

        def call(*args: Any, **kwargs: Any) -> Any:
            self._calls[name] += 1
            return value(*args, **kwargs)

        return call


def _is_of_outcome(event: BusEvent) -> bool:
    """Tell whether the Outcomes queue hears of an event."""
    if event.detail_type is ClaimDetailType.CLAIMS_STATUS_CHANGED:
        return not _ACTED_ON.isdisjoint({event.before, event.after})
    return event.detail_type is ClaimDetailType.CLAIMS_OUTCOME_CHANGED


class Month:
    """A month in the pipeline, with everything counted that is billed."""

    def __init__(self) -> None:
        batching = settings_for("prod").batching
        self.store = MeteredStore(shards=TABLE_SHARDS * batching.parallelization_factor)
        self.pipeline = Pipeline(
            store=self.store,
            gathered=Gathered(
                records=STREAM_RECORDS,
                messages=batching.audit_messages,
                counted=math.ceil(self.store.lanes / FIGURE_POLLERS),
            ),
        )
        self.receipts: Counter[str] = Counter()
        self.objects: Counter[str] = Counter()
        self.chain: Counter[str] = Counter()
        self.work = {name: Work() for name in FUNCTIONS.values()}
        self.recorded: Counter[str] = Counter()
        """SQS requests of the Audit queue's function."""
        self.files = 0
        self.audit = MeteredAudit()
        intake, self.pipeline.audit = self.pipeline.intake, self.audit
        intake.publisher = intake.rows = self.audit  # type: ignore[assignment]
        intake.claims = self.store
        intake.files = MemoryCounted(intake.files, self.receipts)  # type: ignore[assignment]
        for name in ("inbox", "archive", "quarantine", "outbox"):
            setattr(intake, name, MemoryCounted(getattr(intake, name), self.objects))
        self.figures = self.pipeline.counters = MeteredFigures(lambda: NOW)
        self.pipeline.trail = MemoryCounted(self.pipeline.trail, self.chain)  # type: ignore[assignment]

    def take(self, file: SimulatedFile) -> None:
        """Work a file off to its end."""
        self.pipeline.drop(file)
        self.store.today = file.day
        self.files += 1
        for work in self.work.values():
            work.starts += 1
        while job := next(self.pipeline.jobs(), None):
            work = self.work[FUNCTIONS[job.kind]]
            done, calls = len(self.audit.repeatable), self._calls()
            began = time.process_time()
            job.run()
            work.seconds += time.process_time() - began
            made = self._calls() - calls
            work.calls += made
            # The streams' filters keep from a function what it has nothing to do with.
            work.invocations += made > 0
            job.done()
            if job.kind == "_record":
                bodies = [str(one.body) for one in self.audit.repeatable[done:]]
                self.recorded["receive"] += requests_for(bodies)
                self.recorded["delete"] += math.ceil(len(bodies) / SQS_AT_ONCE)

    def _calls(self) -> int:
        """Of AWS, so far."""
        counted = (self.store.calls, self.receipts, self.chain, self.objects)
        return sum(calls.total() for calls in counted) + self.audit.calls + self.figures.calls

    def billed(self, *, days: int) -> Counter[str]:
        """The units of everything that is billed, by its name in PRICES."""
        published = list(self.audit.published.values())
        due = [event for event in published if event.detail.get(WAS_DUE)]
        grouped = sum(event.detail_type in SUBSCRIBED_EVENTS for event in published)
        outcomes = [event for event in published if _is_of_outcome(event)]
        ticketed = sum(len(changed_claims(event)) for event in outcomes)
        # The Settle, Incident and Outcomes queues hear what one invocation published; most hear
        # nothing.
        queued = len(due) + grouped + len(outcomes)
        heard = min(queued, self.work["publish_changes"].invocations)
        invocations = sum(work.invocations for work in self.work.values()) + heard
        arrived = len(self.pipeline.arrivals.repeatable) + len(self.pipeline.ranges.repeatable)
        requests = 3 * arrived + self.audit.requests + self.recorded.total()
        # Messages of the Figures queue are sent one by one; a batch is received and deleted.
        requests += len(self.pipeline.changed.repeatable)
        requests += 2 * self.work["keep_figures"].invocations
        requests += queued + 2 * heard
        # Each ticket's event is published on its own, and recorded with others.
        requests += ticketed + 2 * math.ceil(ticketed / SQS_AT_ONCE)
        puts = sum(self.objects[name] for name in ("drop", "copy_from", "put"))
        puts += self.chain["put_new"]
        settled = sum(len(changed_claims(event)) for event in due)
        escalated: Counter[str] = Counter()
        for past in self.store.escalated:
            escalated += escalation(past)
        units: Counter[str] = Counter(
            {
                "dynamodb write units": self._writes()
                + INCIDENT_WRITES * grouped
                + OUTCOME_WRITES * ticketed,
                "dynamodb read units": self._reads() + settled + grouped + OUTCOME_READS * ticketed,  # type: ignore[dict-item]
                "sqs requests": requests,
                # The first one is S3's own, of the object that was dropped.
                "eventbridge events": self.files + self.audit.entries + ticketed,
                "s3 puts": puts,
                "s3 gets": sum(self.objects[name] for name in ("describe", "sha256", "open")),
                "lambda requests": invocations,
                "lambda gb-seconds": self._gb_seconds(heard),  # type: ignore[dict-item]
                "x-ray traces": self._traces(heard),
                "kms requests": KMS_PER_FILE * self.files + days * sum(KMS_PER_QUEUE.values()),
            }
        )
        units += escalated
        logged = (invocations + escalated["lambda requests"]) * LOG_BYTES
        logged += escalated["step functions transitions"] * TRANSITION_LOG_BYTES
        units["log gb"] = logged / 1e9  # type: ignore[assignment]
        return units

    def _traces(self, heard: int) -> int:
        begun = self.work["receive_file"].invocations
        if settings_for("prod").trace_every_hop:
            begun += heard + sum(self.work[name].invocations for name in HOPS)
        return begun

    def _gb_seconds(self, heard: int) -> float:
        measured = sum(work.gb_seconds(MEMORY_MB[name]) for name, work in self.work.items())
        # Who hears of a claim that was due, or of a failure, asks for it and answers.
        memory_mb = MEMORY_MB["end_escalations"]
        return measured + Work(calls=3 * heard, starts=heard).gb_seconds(memory_mb)

    def _writes(self) -> int:
        receipts = self.receipts
        units = 2 * receipts["begin"] + receipts["advance"] + receipts["record_delivery"]
        units += 2 * receipts["save_range"] + self.chain["advance"]
        return units + self.store.writes.total() + self.figures.writes

    def _reads(self) -> float:
        receipts = self.receipts["find"] + self.receipts["ranges_of"]
        return receipts + self.chain["head"] + self.store.reads.total() + self.figures.reads


def measure(claims_per_day: int, *, last_day: date = LAST_DAY) -> Measured:
    """Play the days up to `last_day`; how far it is stands in the error stream."""
    month = Month()
    days = (last_day - FIRST_DAY).days + 1
    today = FIRST_DAY
    for file in generate(
        partners=demo_partners(),
        seed=20261122,
        first_day=FIRST_DAY,
        last_day=last_day,
        claims_per_day=claims_per_day,
    ):
        if file.day != today and sys.stderr.isatty():
            done = (file.day - FIRST_DAY).days
            sys.stderr.write(f"\r{claims_per_day} claims a day: day {done} of {days} ")
        today = file.day
        month.take(file)
    month.store.end(last_day)
    return Measured(
        claims_per_day=claims_per_day,
        days=days,
        store=month.store,
        units=month.billed(days=days),
        work=month.work,
    )


SIZES_MB = (256, 512, 1024, 1769)


def report(measured: Sequence[Measured]) -> str:
    """For each volume the parts of the price; patterns and functions of the largest."""
    store = measured[-1].store
    lines = [f"{'access pattern':28} {'calls':>8} {'RRU each':>9} {'WRU each':>9}"]
    for pattern in sorted(store.writes):
        calls = store.calls[pattern] or 1
        reads, writes = store.reads[pattern] / calls, store.writes[pattern] / calls
        lines.append(f"{pattern:28} {calls:8d} {reads:9.2f} {writes:9.2f}")
    lines += ["", *_functions(measured[-1])]
    parts = [one.parts() for one in measured]
    lines += ["", _row("claims a day", [f"{one.claims_per_day}" for one in measured])]
    lines.append(_row("days", [f"{one.days}" for one in measured]))
    lines.append(_row("claim updates", [f"{one.store.updates}" for one in measured]))
    lines += ["", "billed units per update"]
    lines += [_row(f"  {name}", [f"{part[name][0]:.4f}" for part in parts]) for name in PRICES]
    lines += ["", "$ per million updates"]
    lines += [_row(f"  {name}", [f"{part[name][1]:.2f}" for part in parts]) for name in PRICES]
    lines.append(_row("  all", [f"{one.dollars:.2f}" for one in measured]))
    lines.append(_row("$ a month", [f"{one.dollars_a_month:.2f}" for one in measured]))
    return "\n".join(lines)


def _functions(measured: Measured) -> list[str]:
    """Of each function: invocations, and of one: calls, milliseconds; dollars by size."""
    head = f"{'function':22}{'invoked':>9}{'calls':>7}{'ms':>7}   $ per million updates at MB"
    lines = [head, " " * 48 + "".join(f"{size:>7}" for size in SIZES_MB)]
    for name, work in measured.work.items():
        each = work.invocations or 1
        line = f"{name:22}{each:>9}{work.calls / each:>7.1f}{work.seconds / each * 1e3:>7.1f}   "
        dollars = (work.gb_seconds(size) * PRICES["lambda gb-seconds"] for size in SIZES_MB)
        lines.append(
            line + "".join(f"{one / measured.store.updates * 1e6:>7.2f}" for one in dollars)
        )
    return lines


def _row(name: str, values: list[str]) -> str:
    return f"{name:28}" + "".join(f"{value:>12}" for value in values)


def main() -> None:
    """Measure and print."""
    asked = [text.partition(":") for text in sys.argv[1:]] or [("20", "", ""), ("200", "", "")]
    measured = [
        measure(int(volume), last_day=_last_day(int(days)) if days else LAST_DAY)
        for volume, _, days in asked
    ]
    print(report(measured))  # noqa: T201 - its purpose


def _last_day(days: int) -> date:
    return FIRST_DAY + timedelta(days=days - 1)


if __name__ == "__main__":
    main()
