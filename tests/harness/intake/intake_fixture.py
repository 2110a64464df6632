"""Intake on its in-memory twins: drop a file, pump the queues, look what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from claimtrail.intake.ingest.append import IngestDependencies
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.receive.dependencies import Received, ReceiveDependencies
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.intake.receive.receive_file import receive_file
from claimtrail.intake.receive.slices import SLICE
from claimtrail.partners.profile import Partners, read_profiles
from tests.twins.arrivals import MemoryArrivalStore
from tests.twins.claims import MemoryClaimStore
from tests.twins.intake import MemoryBucket, MemoryFileStore, MemoryIngestQueue, MemoryPaymentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryRowSink

PROFILES = Path(__file__).parents[3] / "infra" / "stages" / "local" / "partners"
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
DROPPED_AT = datetime(2026, 11, 20, 14, 29, tzinfo=UTC)
KEY = ClaimKey(organization_id="harborlight", secret=b"a test's secret of enough bytes, 32+")


@cache
def demo_partners() -> Partners:
    """The profiles of the demonstration."""
    return read_profiles(PROFILES)


@dataclass
class IntakeFixture:
    """Every port's twin, and the two use cases over them."""

    partners: Partners = field(default_factory=demo_partners)
    size_limit: int = 10_000_000
    chunk_size: int = CHUNK_SIZE
    slice_size: int = SLICE

    def __post_init__(self) -> None:
        buckets: dict[str, MemoryBucket] = {}
        self.inbox = MemoryBucket("inbox", buckets)
        self.archive = MemoryBucket("archive", buckets)
        self.quarantine = MemoryBucket("quarantine", buckets)
        self.outbox = MemoryBucket("outbox", buckets)
        self.arrivals = MemoryArrivalStore()
        self.files = MemoryFileStore()
        self.claims = MemoryClaimStore()
        self.payments = MemoryPaymentStore()
        self.queue = MemoryIngestQueue()
        self.publisher = MemoryPublisher()
        self.rows = MemoryRowSink()

    @property
    def receiving(self) -> ReceiveDependencies:
        return ReceiveDependencies(
            inbox=self.inbox,
            archive=self.archive,
            quarantine=self.quarantine,
            outbox=self.outbox,
            arrivals=self.arrivals,
            files=self.files,
            claims=self.claims,
            queue=self.queue,
            publisher=self.publisher,
            rows=self.rows,
            partners=self.partners,
            clock=lambda: NOW,
            code_version="test",
            size_limit=self.size_limit,
            chunk_size=self.chunk_size,
            slice_size=self.slice_size,
        )

    @property
    def ingesting(self) -> IngestDependencies:
        return IngestDependencies(
            archive=self.archive,
            outbox=self.outbox,
            files=self.files,
            claims=self.claims,
            payments=self.payments,
            queue=self.queue,
            publisher=self.publisher,
            rows=self.rows,
            partners=self.partners,
            clock=lambda: NOW,
            code_version="test",
            key=KEY,
        )

    def arrive(self, key: str, data: bytes, *, user_agent: str = "") -> Arrival:
        """Put the object into the inbox; the message that S3 sends of it."""
        return Arrival(
            bucket="inbox",
            key=key,
            version_id=self.inbox.drop(key, data, user_agent=user_agent),
            sequencer="",
            occurred_at=DROPPED_AT,
        )

    def drop(self, key: str, data: bytes, **options: str) -> Received:
        """Drop a file and take it in, up to the ingest queue."""
        return self.receive(self.arrive(key, data, **options))

    def receive(self, arrival: Arrival) -> Received:
        """Take in the file of a message."""
        return receive_file(arrival, deps=self.receiving)

    def ingest(self) -> None:
        """Work the ingest queue off."""
        while self.queue.messages:
            ingest_range(self.queue.messages.pop(0), deps=self.ingesting)

    def drop_and_ingest(self, key: str, data: bytes) -> FileReceipt:
        """The whole way of a file; its receipt at the end."""
        received = self.drop(key, data)
        self.ingest()
        receipt = self.files.find(file_id=received.file_id, partner_id=received.partner_id)
        assert receipt is not None
        return receipt

    def details_of(self, detail_type: str) -> list[dict[str, Any]]:
        """The details of what was published under a type."""
        return [
            event.detail
            for event in self.publisher.events.values()
            if event.detail_type.value == detail_type
        ]


class Crash(Exception):  # noqa: N818 - no error of the code under test
    """The process died."""


class Faults:
    """Counts calls of ports, and crashes at one of them: before it has its effect, or after."""

    def __init__(self, *, crash_at: int, after: bool) -> None:
        self.calls = 0
        self._crash_at = crash_at
        self._after = after

    def around(self, deps: Any) -> Any:
        """The tools of a use case, with every port's methods counted."""
        wrapped = {
            spec.name: _Wrapped(port, self)
            for spec in fields(deps)
            if hasattr(port := getattr(deps, spec.name), "__dict__")
            and type(port).__name__.startswith("Memory")
        }
        return replace(deps, **wrapped)

    def call(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call it, unless this is the one."""
        self.calls += 1
        is_it = self.calls == self._crash_at
        if is_it and not self._after:
            raise Crash
        result = method(*args, **kwargs)
        if is_it:
            raise Crash
        return result


class _Wrapped:
    def __init__(self, port: Any, faults: Faults) -> None:
        self._port = port
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value
        return lambda *args, **kwargs: self._faults.call(value, *args, **kwargs)
