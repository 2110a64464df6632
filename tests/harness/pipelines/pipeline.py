"""The whole pipeline on in-memory twins.

Intake, projection, publication, audit, with all its queues.

Every message and stream batch is delivered at least once, by as many workers as the scheduler lets
run. Before and after each effect of a port the pipeline gives a pulse: there a schedule may let
another worker go on, or let this one die.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from random import Random
from types import MappingProxyType
from typing import Any, TypeVar

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.figures.keeping import FigureKeeper
from claimtrail.analytics.figures.rows import Rows
from claimtrail.bootstrap.analytics.figures import FigureMessages
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED, Publication
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change, Guard
from claimtrail.claims.store.items import StoredItem
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.messages import Arrival, IngestMessage
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.intake.receive.receive_file import receive_file
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.trail.chaining.chain import decode
from claimtrail.trail.chaining.record import record
from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from simulator.model import SimulatedFile
from tests.harness.claims.claim_figures import EVERY_ROW
from tests.harness.intake.intake_fixture import NOW, IntakeFixture
from tests.twins.claims import MemoryClaimStore
from tests.twins.claims.changes import change_place
from tests.twins.claims.memory import Place
from tests.twins.figures import MemoryCurrentClaims, MemoryFigureStore
from tests.twins.tickets import MemoryTicketStore
from tests.twins.trail import MemoryAccessIndex, MemoryChainStore

Checkpoint = Callable[[str], None]
T = TypeVar("T")

REACHES_US_LATER: Mapping[str, int] = MappingProxyType({"northgate-clinic": 1})
"""Seconds by which a partner's files reach the inbox after others', in whatever order they are
taken in: of two billers of one number the first one owns the claim."""
DELIVERIES = 10
"""At most so often is one message handed out after it was done."""
SHARDS = 2
"""Of the claim table's stream; a claim's items stay in order within one."""


class SimulatedCrash(BaseException):
    """The process was killed: nothing of ours can catch it."""


def quiet(_: str) -> None:
    """No pulse."""


class Checkpointed:
    """A port whose calls give a pulse before and after."""

    def __init__(self, port: Any, checkpoint: Checkpoint) -> None:
        self._port = port
        self._checkpoint = checkpoint

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value

        def call(*args: Any, **kwargs: Any) -> Any:
            self._checkpoint(f"before {name}")
            result = value(*args, **kwargs)
            self._checkpoint(f"after {name}")
            return result

        return call


def checkpointed(deps: T, checkpoint: Checkpoint) -> T:
    """The tools of a use case, each port of them with pulses."""
    wrapped = {
        spec.name: Checkpointed(port, checkpoint)
        for spec in fields(deps)  # type: ignore[arg-type]
        if type(port := getattr(deps, spec.name)).__name__.startswith(("Memory", "Streamed", "To"))
    }
    return replace(deps, **wrapped)  # type: ignore[type-var]


class StreamedClaimStore(MemoryClaimStore):
    """The claim table with its stream; single items are written one by one."""

    def __init__(self, checkpoint: Checkpoint, *, shards: int = SHARDS) -> None:
        super().__init__()
        self.stream: list[list[StoredItem]] = [[] for _ in range(shards)]
        self._checkpoint = checkpoint

    def _append(self, place: Place, document: str, *, is_new: bool = False) -> None:
        self._checkpoint("between two writes")
        is_insertion = not self._has(place)
        super()._append(place, document, is_new=is_new)
        if is_insertion:
            self._publish(place.item(document))

    def _is_awaited(self, match_key: str) -> bool:
        self._checkpoint("between writing and looking")
        return super()._is_awaited(match_key)

    def save(self, change: Change, *, guards: tuple[Guard, ...] = ()) -> None:
        self._checkpoint("between two writes")
        super().save(change, guards=guards)
        document = documents.dump_change(change)
        self._publish(change_place(change).item(document, version=change.version))

    def _put(self, place: Place, document: str) -> None:
        super()._put(place, document)
        self._publish(place.item(document))

    def _publish(self, item: StoredItem) -> None:
        """Items about one claim stay in order, whatever their kinds."""
        about = item.subject_id or item.partition
        self.stream[sum(about.encode()) % len(self.stream)].append(item)


@dataclass(slots=True)
class Delivery:
    """One message of a queue."""

    body: Any
    count: int = 0


class ToQueue:
    """SQS with an end for each sender: bus rule, row sink, deferral."""

    def __init__(self) -> None:
        self.waiting: list[Delivery] = []
        self.repeatable: list[Delivery] = []

    def defer(self, message: str) -> None:
        self.waiting.append(Delivery(message))

    def defer_all(self, messages: Iterable[str]) -> None:
        for message in messages:
            self.defer(message)


class ToAudit(ToQueue):
    """The Audit queue, fed by the bus and by rows that are sent directly."""

    def __init__(self) -> None:
        super().__init__()
        self.published: dict[str, BusEvent] = {}

    def publish(self, events: list[BusEvent]) -> None:
        for event in events:
            self.published.setdefault(event.event_id, event)
            if event.detail_type in RECORDED_WHEN_PUBLISHED:
                continue
            envelope = {"detail-type": event.detail_type.value, "detail": to_detail(event)}
            self.defer(json.dumps(envelope))

    def send(self, dataset: str, rows: Sequence[Row]) -> None:
        self.send_all({dataset: rows})

    def send_all(self, rows: RowsByDataset) -> None:
        for dataset, some in rows.items():
            if some:
                self.defer(json.dumps({"dataset": dataset, "rows": some}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The most that one worker is given at once, where no dice say."""

    records: int
    """Of the stream."""
    messages: int
    """Of the Audit queue."""
    counted: int
    """Messages of the Figures queue."""


AS_IT_COMES = Gathered(records=25, messages=10, counted=2)


@dataclass(slots=True, kw_only=True)
class Job:
    """Some work that a worker can begin now, even if another one has begun it.

    A message or batch whose time ran out is handed out again while the first worker still runs.
    """

    kind: str
    run: Callable[[], None]
    done: Callable[[], None]


class Pipeline:
    """The twins, their queues, and what there is to do."""

    def __init__(
        self,
        *,
        checkpoint: Checkpoint = quiet,
        chance: Random | None = None,
        store: StreamedClaimStore | None = None,
        gathered: Gathered = AS_IT_COMES,
        chunk_size: int = CHUNK_SIZE,
    ) -> None:
        self.intake = IntakeFixture(chunk_size=chunk_size)
        self.store = store or StreamedClaimStore(checkpoint)
        self._gathered = gathered
        self.intake.claims = self.store
        self.arrivals = ToQueue()
        self.ranges = ToQueue()
        self.projection = ToQueue()
        self.publication = ToQueue()
        self.audit = ToAudit()
        self.changed = ToQueue()
        """Claims to count, as the Figures queue names them."""
        self.counters = MemoryFigureStore(lambda: NOW, checkpoint=checkpoint)
        self.trail = MemoryChainStore()
        self.intake.publisher = self.audit  # type: ignore[assignment]
        self.intake.rows = self.audit  # type: ignore[assignment]
        self._checkpoint = checkpoint
        self._chance = chance
        self._positions = {
            (consumer, shard): 0
            for consumer in ("project", "publish")
            for shard in range(len(self.store.stream))
        }

    def drop(self, file: SimulatedFile, *, times: int = 1) -> None:
        """A file arrives, or the same content several times."""
        for number in range(times):
            name = file.name if number == 0 else f"again-{number}-{file.name}"
            arrival = self.intake.arrive(f"{file.partner_id}/{name}", file.content)
            late = timedelta(seconds=REACHES_US_LATER.get(file.partner_id, 0))
            arrival = arrival.model_copy(update={"occurred_at": arrival.occurred_at + late})
            self.arrivals.waiting.append(Delivery(arrival))

    def jobs(self) -> Iterator[Job]:
        """Everything that could be begun now."""
        self.ranges.waiting += [Delivery(message) for message in self.intake.queue.messages]
        self.intake.queue.messages.clear()
        yield from self._queue(self.arrivals, self._receive)
        yield from self._queue(self.ranges, self._ingest)
        yield from self._queue(self.projection, self._project_message)
        yield from self._queue(self.publication, self._publish_message)
        for shard in range(len(self.store.stream)):
            yield from self._stream("project", shard, self._project)
            yield from self._stream("publish", shard, self._publish)
        # Gathered for seconds: what a file changed comes together.
        if self.changed.waiting:
            yield self._gathered_job(
                self.changed, self._keep_figures, most=self._gathered.counted, drawn=4
            )
        if self.audit.waiting:
            yield self._gathered_job(
                self.audit, self._record, most=self._gathered.messages, drawn=10
            )

    def redeliver(self) -> None:
        """Hand something out once more that was done already."""
        if self._chance is None:
            return
        queues = (self.arrivals, self.ranges, self.projection, self.publication, self.changed)
        queue = self._chance.choice((*queues, self.audit))
        if queue.repeatable:
            again = self._chance.choice(queue.repeatable)
            if again.count < DELIVERIES:
                queue.waiting.append(again)
        key = self._chance.choice(list(self._positions))
        self._positions[key] = max(0, self._positions[key] - self._chance.randrange(4))

    # What the functions do

    def _receive(self, arrival: Arrival) -> None:
        receive_file(arrival, deps=checkpointed(self.intake.receiving, self._checkpoint))

    def _ingest(self, message: IngestMessage) -> None:
        ingest_range(message, deps=checkpointed(self.intake.ingesting, self._checkpoint))

    @property
    def _projector(self) -> Projector:
        projector = Projector(
            store=self.store,
            reader=self.store,
            policy=policies(self.intake.partners),
            clock=lambda: NOW,
        )
        return checkpointed(projector, self._checkpoint)

    def _project(self, items: list[StoredItem]) -> None:
        self._projector.take_items(items, deferral=Checkpointed(self.projection, self._checkpoint))

    def _project_message(self, body: str) -> None:
        self._projector.take_message(body)

    @property
    def _publisher(self) -> Publication:
        publication = Publication(
            publisher=self.audit, sink=self.audit, shelf=self.store, figures=self.changed
        )
        return checkpointed(publication, self._checkpoint)

    def _publish(self, items: list[StoredItem]) -> None:
        self._publisher.take_items(items, deferral=Checkpointed(self.publication, self._checkpoint))

    def _publish_message(self, body: str) -> None:
        self._publisher.take_message(body)

    def _keep_figures(self, bodies: list[Any]) -> None:
        keeper = FigureKeeper(
            store=self.counters,
            claims=Checkpointed(MemoryCurrentClaims(self.store), self._checkpoint),  # type: ignore[arg-type]
            tickets=MemoryTicketStore(),
        )
        FigureMessages(keeper=keeper).take_all(bodies)

    def _record(self, bodies: list[Any]) -> None:
        recorded = record(
            {str(number): body for number, body in enumerate(bodies)},
            datasets=DATASETS,
            detail_types=DETAIL_TYPES,
            store=Checkpointed(self.trail, self._checkpoint),  # type: ignore[arg-type]
            clock=lambda: NOW,
            index=MemoryAccessIndex(),
        )
        assert not recorded.refused

    # Queues and streams

    def _queue(self, queue: ToQueue, work: Callable[[Any], None]) -> Iterator[Job]:
        if not queue.waiting:
            return
        place = self._chance.randrange(len(queue.waiting)) if self._chance else 0
        delivery = queue.waiting[place]

        def done() -> None:
            if delivery in queue.waiting:
                queue.waiting.remove(delivery)
            delivery.count += 1
            queue.repeatable.append(delivery)

        yield Job(kind=work.__name__, run=lambda: work(delivery.body), done=done)

    def _stream(
        self, consumer: str, shard: int, work: Callable[[list[StoredItem]], None]
    ) -> Iterator[Job]:
        items = self.store.stream[shard]
        position = self._positions[consumer, shard]
        if position >= len(items):
            return
        size = self._chance.randint(1, 12) if self._chance else self._gathered.records
        batch = items[position : position + size]

        def done() -> None:
            key = (consumer, shard)
            self._positions[key] = max(self._positions[key], position + len(batch))

        yield Job(kind=consumer, run=lambda: work(batch), done=done)

    def _gathered_job(
        self, queue: ToQueue, work: Callable[[list[Any]], None], *, most: int, drawn: int
    ) -> Job:
        """Several messages at once: the first `most`, or up to `drawn` that chance draws."""
        batch = queue.waiting[:most]
        if self._chance:
            size = min(self._chance.randint(1, drawn), len(queue.waiting))
            batch = self._chance.sample(queue.waiting, size)

        def done() -> None:
            for delivery in batch:
                if delivery in queue.waiting:
                    queue.waiting.remove(delivery)
                delivery.count += 1
                queue.repeatable.append(delivery)

        return Job(kind=work.__name__, run=lambda: work([one.body for one in batch]), done=done)

    def stored(self) -> list[StoredItem]:
        """Every item of the claim table."""
        return self.store.stored_items()

    def figures(self) -> Rows:
        """All rows of the figures."""
        return self.counters.read(EVERY_ROW).rows

    def receipts(self) -> Iterator[FileReceipt]:
        """Every file that came."""
        yield from self.intake.files.receipts.values()

    def recorded(self, dataset: str) -> list[dict[str, Any]]:
        """The trail's rows of a dataset, repeats included."""
        return [
            row
            for key, data in sorted(self.trail.objects.items())
            if key.startswith(f"{dataset}/")
            for row in decode(data)
        ]


def run_in_order(pipeline: Pipeline, files: list[SimulatedFile]) -> None:
    """Each file to its end before the next one comes; one worker, nothing fails."""
    for file in files:
        pipeline.drop(file)
        work_off(pipeline)


def work_off(pipeline: Pipeline) -> None:
    """Do everything there is to do; a job whose worker died is simply taken up again."""
    while job := next(pipeline.jobs(), None):
        try:
            job.run()
        except SimulatedCrash:
            continue
        job.done()
