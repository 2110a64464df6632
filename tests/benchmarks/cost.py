"""Dollars per million claim updates: units counted on the twins, at list prices.

    python -m tests.benchmarks.cost [CLAIMS_PER_DAY]

A month of synthetic files goes down the whole road in memory. Each access to the claim table is
counted as the DynamoDB adapter makes it, by the size of what it reads and writes; requests to the
other services are counted as the road makes them; Lambda's time is the processor time of this
machine. A claim update is a stored new version of a claim.
"""

import math
import sys
import time
import zlib
from collections import Counter
from datetime import date

from claimtrail.aws.claim_models import TEXT_LIMIT_BYTES
from claimtrail.claims import documents, keys
from claimtrail.claims.matching import Match
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import Change, Guard
from claimtrail.synthetic.generator import generate
from tests.support.intake_world import demo_partners
from tests.support.road import Road, StreamedClaimStore, quiet

PRICES: dict[str, float] = {
    "dynamodb write units": 0.625e-6,
    "dynamodb read units": 0.125e-6,
    "sqs requests": 0.40e-6,
    "eventbridge events": 1.00e-6,
    "s3 puts": 5.00e-6,
    "s3 gets": 0.40e-6,
    "lambda requests": 0.20e-6,
    "lambda gb-seconds": 13.3334e-6,
}
"""US dollars a unit: AWS's list prices for us-east-1, on demand, arm64, without a free tier."""
MEMORY_GB = 0.5
_WRITE_BYTES, _READ_BYTES = 1024, 4096
_KEY_BYTES = 120
"""Keys, names and index attributes of an item."""
_INDEX_WRITES = 2
"""A new place in `by_state` is a deletion and a put."""
SQS_CALLS = 3
"""Send, receive, delete; messages of a batch share the last two, which is left out."""


def _units(texts: list[str], unit: int) -> int:
    size = sum(_stored_size(text.encode()) + _KEY_BYTES for text in texts)
    return max(1, math.ceil(size / unit))


def _stored_size(data: bytes) -> int:
    return len(data) if len(data) <= TEXT_LIMIT_BYTES else len(zlib.compress(data))


class MeteredStore(StreamedClaimStore):
    """Counts what each access pattern consumes, as the adapter asks DynamoDB."""

    def __init__(self) -> None:
        super().__init__(quiet)
        self.reads: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.updates = 0

    def _put_new(self, key: keys.Key, document: str) -> None:
        pattern = f"put {key[1].partition('#')[0]}"
        is_new = key[1] not in self.items.get(key[0], {})
        self._count(pattern, reads=_units([""], _READ_BYTES))
        if is_new:
            self._count(pattern, writes=_units([document], _WRITE_BYTES), calls=0)
        super()._put_new(key, document)

    def _query(self, partition: str, prefix: str) -> list[tuple[str, str]]:
        found = super()._query(partition, prefix)
        texts = [text for _, text in found]
        self._count(f"query {prefix.rstrip('#')}", reads=_units(texts, _READ_BYTES))
        return found

    def find(self, claim_id: str) -> Claim | None:
        claim = super().find(claim_id)
        text = documents.dump_claim(claim) if claim else ""
        self._count("get claim", reads=_units([text], _READ_BYTES))
        return claim

    def find_match(self, claim_id: str) -> Match | None:
        self._count("get match", reads=1)
        return super().find_match(claim_id)

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        super().save(change, guards=guards)
        self.updates += 1
        # A transaction is billed twice per item.
        units = _units([documents.dump_claim(change.claim)], _WRITE_BYTES)
        units += _units([documents.dump_change(change)], _WRITE_BYTES)
        self._count("save claim and change", writes=2 * (units + len(guards)) + _INDEX_WRITES)

    def _count(self, pattern: str, *, reads: int = 0, writes: int = 0, calls: int = 1) -> None:
        self.reads[pattern] += reads
        self.writes[pattern] += writes
        self.calls[pattern] += calls


def measure(claims_per_day: int) -> tuple[MeteredStore, Counter[str]]:
    """Play the month; the metered table, and the units by what is billed."""
    road = Road()
    store = MeteredStore()
    road.store = store
    road.world.claims = store
    files = generate(
        partners=demo_partners(),
        seed=20261122,
        first_day=date(2026, 9, 14),
        last_day=date(2026, 10, 16),
        claims_per_day=claims_per_day,
    )
    units: Counter[str] = Counter()
    seconds = 0.0
    file_count = 0
    for file in files:
        road.drop(file)
        file_count += 1
        while job := next(road.jobs(), None):
            began = time.process_time()
            job.run()
            seconds += time.process_time() - began
            job.done()
            units["lambda requests"] += 1
    units["lambda gb-seconds"] = math.ceil(seconds * MEMORY_GB)
    units["dynamodb read units"] = store.reads.total()
    units["dynamodb write units"] = store.writes.total()
    queues = (road.arrivals, road.ranges, road.projection, road.publication, road.audit)
    units["sqs requests"] = SQS_CALLS * sum(len(queue.repeatable) for queue in queues)
    units["eventbridge events"] = len(road.audit.told) + file_count
    units["s3 puts"] = len(road.trail.objects) + 3 * file_count
    units["s3 gets"] = 4 * file_count
    return store, units


def report(store: MeteredStore, units: Counter[str]) -> str:
    """The table of access patterns, the parts of the price, and the sum."""
    lines = [f"{'access pattern':28} {'calls':>8} {'RRU each':>9} {'WRU each':>9}"]
    for pattern in sorted(store.calls):
        calls = store.calls[pattern]
        reads, writes = store.reads[pattern] / calls, store.writes[pattern] / calls
        lines.append(f"{pattern:28} {calls:8d} {reads:9.2f} {writes:9.2f}")
    lines += ["", f"{'billed':28} {'per update':>10} {'$ per million updates':>22}"]
    total = 0.0
    for name, price in PRICES.items():
        each = units[name] / store.updates
        total += each * price * 1e6
        lines.append(f"{name:28} {each:10.3f} {each * price * 1e6:22.2f}")
    lines.append(f"{'all':28} {'':10} {total:22.2f}")
    lines.append(f"\n{store.updates} claim updates; prices: us-east-1, on demand, arm64.")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    per_day = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    store, units = measure(per_day)
    print(report(store, units))  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
