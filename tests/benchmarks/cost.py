"""Dollars per million claim updates: billed units counted on the twins, at list prices.

    python -m tests.benchmarks.cost [CLAIMS_PER_DAY ...]

A month of synthetic files goes down the whole road in memory, each file worked off before the next
one comes. Requests are counted as the adapters make them and as AWS bills them; what no twin can
show is an assumption below. A claim update is a stored new version of a claim. Storage is billed
by the month and not by the update: `docs/costs.md` has it.
"""

import math
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claimtrail.claims.announcements import WAS_DUE
from claimtrail.incidents.causes import HEARD
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import SyntheticFile
from infra.settings import settings_for
from tests.benchmarks.capacity import MeteredStore
from tests.support.intake_world import demo_partners
from tests.support.road import Gathered, Road

PRICES: dict[str, float] = {
    "dynamodb write units": 0.625e-6,
    "dynamodb read units": 0.125e-6,
    "sqs requests": 0.40e-6,
    "eventbridge events": 1.00e-6,
    "s3 puts": 5.00e-6,
    "s3 gets": 0.40e-6,
    "lambda requests": 0.20e-6,
    "lambda gb-seconds": 13.3334e-6,
    "step functions transitions": 25.00e-6,
    "x-ray traces": 5.00e-6,
    "log gb": 0.50,
    "kms requests": 3.00e-6,
}
"""US dollars a unit: AWS's list prices for us-east-1, on demand, arm64, without a free tier."""

MEMORY_GB = 0.5
GB_PER_PROCESSOR = 1.769
"""Lambda gives a whole processor with 1,769 MB and a share of it below, so that a second of
computing costs as many GB-seconds whatever the size."""
CALL_SECONDS = 0.005
"""How long a function waits for one answer of AWS within a region."""
START_SECONDS = 1.0
"""Of a function that was not warm; each file finds them all cold."""
FUNCTIONS = 5
LOG_BYTES = 1_000
"""An invocation's own line, and START, END and REPORT."""
TABLE_SHARDS = 4
"""Of a new table on demand, and so of its stream."""
STREAM_RECORDS = 100
"""To one invocation at most (`infra/constructs/stream_feed.py`)."""
KMS_PER_FILE = 20
"""Data keys are kept for five minutes: one request for each function's use of each of the queues'
and tables' keys while a file is worked off; buckets have keys of their own."""
SQS_AT_ONCE = 10
"""Messages to one request of receiving, deleting, or sending in a batch."""
TRANSITIONS = 8
"""Of an execution that notifies, waits, reminds, waits and ends."""
ESCALATION_WRITES, ESCALATION_EVENTS = 6, 4
"""Of one escalation: episodes, tickets and their indexes; what the bus hears."""
INCIDENT_WRITES = 4
"""A failure and its incident, in one transaction."""

FIRST_DAY, LAST_DAY = date(2026, 9, 14), date(2026, 10, 16)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the month took."""

    claims_per_day: int
    store: MeteredStore
    units: Counter[str]

    def parts(self) -> dict[str, tuple[float, float]]:
        """By what is billed: units per update, and dollars per million updates."""
        each = {name: self.units[name] / self.store.updates for name in PRICES}
        return {name: (each[name], each[name] * PRICES[name] * 1e6) for name in PRICES}

    @property
    def dollars(self) -> float:
        """Per million updates."""
        return sum(price for _, price in self.parts().values())


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


class Month:
    """A month on the road, with everything counted that is billed."""

    def __init__(self) -> None:
        gathering = settings_for("prod").gathering
        self.store = MeteredStore(shards=TABLE_SHARDS * gathering.lanes_per_shard)
        self.road = Road(
            store=self.store,
            gathered=Gathered(records=STREAM_RECORDS, messages=gathering.audit_messages),
        )
        self.receipts: Counter[str] = Counter()
        self.objects: Counter[str] = Counter()
        self.chain: Counter[str] = Counter()
        self.jobs: Counter[str] = Counter()
        self.recorded: list[int] = []
        """Messages to each invocation of the Audit queue's function."""
        self.seconds = 0.0
        self.files = 0
        world = self.road.world
        world.claims = self.store
        world.files = MemoryCounted(world.files, self.receipts)  # type: ignore[assignment]
        for name in ("inbox", "archive", "quarantine", "outbox"):
            setattr(world, name, MemoryCounted(getattr(world, name), self.objects))
        self.road.trail = MemoryCounted(self.road.trail, self.chain)  # type: ignore[assignment]

    def take(self, file: SyntheticFile) -> None:
        """Work a file off to its end."""
        self.road.drop(file)
        self.store.today = file.day
        self.files += 1
        while job := next(self.road.jobs(), None):
            done = len(self.road.audit.repeatable)
            began = time.process_time()
            job.run()
            self.seconds += time.process_time() - began
            job.done()
            self.jobs[job.kind] += 1
            if job.kind == "record":
                self.recorded.append(len(self.road.audit.repeatable) - done)

    def billed(self) -> Counter[str]:
        """The units of everything that is billed, by its name in PRICES."""
        audit, escalated = self.road.audit, self.store.escalated
        sent = len(audit.repeatable)
        settled = sum(bool(event.detail.get(WAS_DUE)) for event in audit.told.values())
        grouped = sum(event.detail_type in HEARD for event in audit.told.values())
        # The Settle and Incident queues hear what one invocation published; most hear nothing.
        heard = min(settled + grouped, self.jobs["publish"])
        invocations = self.jobs.total() + heard
        requests = 3 * (len(self.road.arrivals.repeatable) + len(self.road.ranges.repeatable))
        requests += sent + sum(2 * math.ceil(size / SQS_AT_ONCE) for size in self.recorded)
        requests += settled + grouped + 2 * heard
        puts = sum(self.objects[name] for name in ("drop", "copy_from", "put"))
        puts += self.chain["put_new"]
        gets = sum(self.objects[name] for name in ("describe", "sha256", "open"))
        calls = self.store.calls.total() + self.receipts.total() + self.chain.total()
        calls += puts + gets + sent + math.ceil(len(audit.told) / SQS_AT_ONCE)
        writes = self._writes() + ESCALATION_WRITES * escalated + INCIDENT_WRITES * grouped
        return Counter(
            {
                "dynamodb write units": writes,
                "dynamodb read units": self._reads() + settled + grouped,  # type: ignore[dict-item]
                "sqs requests": requests,
                "eventbridge events": len(audit.told) + self.files + ESCALATION_EVENTS * escalated,
                "s3 puts": puts,
                "s3 gets": gets,
                "lambda requests": invocations,
                "lambda gb-seconds": self._gb_seconds(calls),  # type: ignore[dict-item]
                "step functions transitions": TRANSITIONS * escalated,
                "x-ray traces": invocations - self.jobs["project"] - self.jobs["publish"],
                "log gb": invocations * LOG_BYTES / 1e9,  # type: ignore[dict-item]
                "kms requests": KMS_PER_FILE * self.files,
            }
        )

    def _gb_seconds(self, calls: int) -> float:
        computing = self.seconds * GB_PER_PROCESSOR
        waiting = calls * CALL_SECONDS * MEMORY_GB
        starting = self.files * FUNCTIONS * START_SECONDS * MEMORY_GB
        return computing + waiting + starting

    def _writes(self) -> int:
        receipts = self.receipts
        units = 2 * receipts["begin"] + receipts["advance"] + receipts["record_delivery"]
        units += 2 * receipts["save_range"] + self.chain["advance"]
        return units + self.store.writes.total()

    def _reads(self) -> float:
        receipts = self.receipts["find"] + self.receipts["ranges_of"]
        return receipts + self.chain["head"] + self.store.reads.total()


def measure(claims_per_day: int, *, last_day: date = LAST_DAY) -> Measured:
    """Play the month."""
    month = Month()
    for file in generate(
        partners=demo_partners(),
        seed=20261122,
        first_day=FIRST_DAY,
        last_day=last_day,
        claims_per_day=claims_per_day,
    ):
        month.take(file)
    month.store.end(last_day)
    return Measured(claims_per_day=claims_per_day, store=month.store, units=month.billed())


def report(measured: Sequence[Measured]) -> str:
    """For each volume the parts of the price; the access patterns of the largest."""
    store = measured[-1].store
    lines = [f"{'access pattern':28} {'calls':>8} {'RRU each':>9} {'WRU each':>9}"]
    for pattern in sorted(store.writes):
        calls = store.calls[pattern] or 1
        reads, writes = store.reads[pattern] / calls, store.writes[pattern] / calls
        lines.append(f"{pattern:28} {calls:8d} {reads:9.2f} {writes:9.2f}")
    heads = "".join(f"{one.claims_per_day:>12}" for one in measured)
    lines += ["", f"{'claims a day':28}{heads}", f"{'claim updates':28}"]
    lines[-1] += "".join(f"{one.store.updates:>12}" for one in measured)
    parts = [one.parts() for one in measured]
    lines += ["", f"{'billed units per update':28}"]
    for name in PRICES:
        lines.append(f"  {name:26}" + "".join(f"{part[name][0]:>12.4f}" for part in parts))
    lines += ["", f"{'$ per million updates':28}"]
    for name in PRICES:
        lines.append(f"  {name:26}" + "".join(f"{part[name][1]:>12.2f}" for part in parts))
    lines.append(f"  {'all':26}" + "".join(f"{one.dollars:>12.2f}" for one in measured))
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    volumes = [int(text) for text in sys.argv[1:]] or [20, 200]
    print(report([measure(volume) for volume in volumes]))  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
