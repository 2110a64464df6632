"""One 835 of one set through intake on its twins: time, memory, and an event for every claim.

    python -m tests.benchmarks.large_set --claims 200000

The file stands on disk and is read by ranges, as S3 gives it; stores count and keep nothing, so
that the memory is intake's own. Messages are worked off one by one, by one worker.
"""

import argparse
import hashlib
import resource
import time
from array import array
from collections import Counter
from pathlib import Path
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.ports import StoredObject
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.x12.model.source import ByteSource, FileSource
from tests.benchmarks.inputs import provide
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.twins.claims import MemoryClaimStore
from tests.twins.intake import MemoryBucket

BYTES_PER_CLAIM = 520
_PAYER = "larkspur-commercial"


class DiskBucket(MemoryBucket):
    """A bucket whose one object is a file on disk."""

    def __init__(self, name: str, path: Path, intake: dict[str, MemoryBucket]) -> None:
        super().__init__(name, intake)
        self._path = path

    def describe(self, key: str, *, version_id: str = "") -> StoredObject:
        return StoredObject(
            bucket=self.bucket,
            key=key,
            version_id=version_id,
            etag="",
            size=self._path.stat().st_size,
            user_agent="",
        )

    def sha256(self, stored: StoredObject) -> str:
        del stored
        with self._path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def open(self, stored: StoredObject, *, read_ahead: int) -> ByteSource:
        del stored, read_ahead
        return FileSource(self._path)

    def copy_from(self, stored: StoredObject, key: str) -> None:
        """Both buckets are the same file."""


class CountingClaims(MemoryClaimStore):
    """Counts events, and keeps eight bytes of each."""

    def __init__(self) -> None:
        super().__init__()
        self.seen, self.claims = array("Q"), array("Q")
        self.largest_batch = 0

    def append_events(self, events: list[ClaimEvent]) -> bool:
        self.append_new_events(events)
        return True

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        self.largest_batch = max(self.largest_batch, len(events))
        self.seen.extend(_eight_bytes(event.event_id) for event in events)
        self.claims.extend(_eight_bytes(event.claim_id) for event in events)


def _eight_bytes(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(claims: int, *, chunk_size: int) -> dict[str, Any]:
    """Return what the way of the file took."""
    file = provide("835 in one set", claims * BYTES_PER_CLAIM)
    intake = IntakeFixture(chunk_size=chunk_size, size_limit=1 << 30)
    buckets: dict[str, MemoryBucket] = {}
    path = Path(file.path)
    intake.inbox = DiskBucket("inbox", path, buckets)
    intake.archive = DiskBucket("archive", path, buckets)
    store = CountingClaims()
    intake.claims = store
    before, began = _peak_mb(), time.process_time()
    received = intake.receive(intake.arrive(f"{_PAYER}/large.835", b""))
    took = {"receive": time.process_time() - began}
    longest: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    while intake.queue.messages:
        message = intake.queue.messages.pop(0)
        assert message.chunk is not None
        step, start = message.chunk.step, time.process_time()
        ingest_range(message, deps=intake.ingesting)
        seconds = time.process_time() - start
        took[step] = took.get(step, 0.0) + seconds
        longest[step] = max(longest[step], seconds)
        messages[step] += 1
    peak = _peak_mb() - before
    receipt = intake.files.find(file_id=received.file_id, partner_id=received.partner_id)
    assert receipt is not None
    [payment] = intake.payments.copies.values()
    partitions = Counter(store.claims)
    return {
        "megabytes": round(file.size / 1e6, 1),
        "status": receipt.status.value,
        "claims in the file": file.claims,
        "events": len(store.seen),
        "distinct events": len(set(store.seen)),
        "partitions": len(partitions),
        "most events in one partition": max(partitions.values()),
        "claims of the payment": payment.claim_count,
        "messages": dict(messages),
        "CPU seconds": {step: round(seconds, 1) for step, seconds in took.items()},
        "longest message, CPU seconds": {step: round(each, 2) for step, each in longest.items()},
        "largest batch": store.largest_batch,
        "peak memory above the start, MB": round(peak, 1),
    }


def main() -> None:
    """Run once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument("--chunk-size", type=int, default=CHUNK_SIZE)
    given = parser.parse_args()
    for name, value in run(given.claims, chunk_size=given.chunk_size).items():
        print(f"{name:34} {value}")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
