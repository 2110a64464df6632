"""The writes of one worker in a second, beside bare boto3 batch writes of the same items.

    python -m tests.benchmarks.throughput [BYTES]

Ingestion (reading and validating a file of each kind, extracting, appending) and projection (of
the first event of each claim: folding and storing) go to the DynamoDB of an embedded cloud that is
started for it; so do the floors, which write the very items that each left there, packed already,
with nothing before and nothing after. All in one run, in turns, the best of some rounds; one
worker, warm. Projection stores several claims at a time and is held against bare puts both one by
one and as many at a time.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.stream import stored_items
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store.items import StoredItem
from simulator.generator import generate
from tests.benchmarks.inputs import DAY, SEED, provide
from tests.benchmarks.readers import ALL
from tests.harness.aws.claim_tables import as_stream, make_claim_table
from tests.harness.claims.projecting import Never
from tests.harness.intake.intake_fixture import NOW, IntakeFixture, demo_partners
from tests.harness.stage.cloud import RunningCloud

BYTES = 300_000
"""Of each file."""
ROUNDS = 3
_AT_ONCE = 25
"""Items to one BatchWriteItem."""
_FLOORS = {"1 put at a time": 1, "8 at a time": 8}
"""Of projection: conditional puts, as BatchWriteItem has no conditions."""
_STREAM_BATCH = 100
_BYTES_PER_CLAIM = 1_000


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Ours beside the floor, in the same run."""

    name: str
    items: int
    ours: float
    """Items a second."""
    floor: float
    computing: float
    """Milliseconds of the worker's own processor for each of our items."""

    @property
    def ratio(self) -> float:
        """1 is as fast as writing alone."""
        return self.ours / self.floor


def measure(cloud: RunningCloud, *, size: int = BYTES) -> list[Rate]:
    """Every kind of file, and projection."""
    dynamodb = cloud.client("dynamodb")
    rates = []
    for kind in ALL:
        file = _file(kind, size)
        best: dict[str, float] = {}
        for _ in range(ROUNDS):
            intake, table = _world(dynamodb)
            intake.drop(*file)
            _keep_least(best, "ours", intake.ingest)
            items = _items(dynamodb, table)
            _keep_least(best, "floor", partial(_write, dynamodb, make_claim_table(dynamodb), items))
        rates.append(_rate(f"ingest {kind}", len(items), best))
    rates += _projection(dynamodb, _file("837P", size))
    return rates


def _projection(dynamodb: Any, file: tuple[str, bytes]) -> list[Rate]:
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        intake, table = _world(dynamodb)
        intake.drop_and_ingest(*file)
        records = stored_items(as_stream(dynamodb, table, keys.EVENT_PREFIX)["Records"]).items
        projector = Projector(
            store=intake.claims,
            reader=intake.claims,
            policy=policies(demo_partners()),
            clock=lambda: NOW,
        )
        _keep_least(best, "ours", partial(_project, projector, records))
        saved = [item for item in _items(dynamodb, table) if item["sk"]["S"] == keys.CLAIM]
        for name, at_once in _FLOORS.items():
            bare = make_claim_table(dynamodb)
            _keep_least(best, name, partial(_put, dynamodb, bare, saved, at_once=at_once))
    return [
        _rate(f"first events, {name}", len(saved), {**best, "floor": best[name]})
        for name in _FLOORS
    ]


def _project(projector: Projector, records: list[StoredItem]) -> None:
    for first in range(0, len(records), _STREAM_BATCH):
        projector.take_items(records[first : first + _STREAM_BATCH], deferral=Never())


def _file(kind: str, size: int) -> tuple[str, bytes]:
    """A key of the inbox and the content; an 837 is the largest of a day of so many bytes."""
    if kind != "837P":
        content = Path(provide(kind, size).path).read_bytes()
        return f"larkspur-commercial/{kind}.x12", content
    files = generate(
        partners=demo_partners(),
        seed=SEED,
        first_day=DAY,
        last_day=DAY + timedelta(days=3),
        claims_per_day=3 * size // _BYTES_PER_CLAIM,
    )
    sent = [file for file in files if file.transaction == "837"]
    file = max(sent, key=lambda one: len(one.content))
    return f"{file.partner_id}/{file.name}", file.content


def _world(dynamodb: Any) -> tuple[IntakeFixture, str]:
    """Intake's twins over a claim table of its own; the worker has met the table before."""
    table = make_claim_table(dynamodb)
    intake, store = IntakeFixture(size_limit=1 << 30), DynamoClaimStore(table)
    intake.claims = store  # type: ignore[assignment]
    store.find("clm_none")
    return intake, table


def _items(dynamodb: Any, table: str) -> list[dict[str, Any]]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def _rate(name: str, items: int, best: dict[str, float]) -> Rate:
    return Rate(
        name=name,
        items=items,
        ours=items / best["ours"],
        floor=items / best["floor"],
        computing=1_000 * best["ours computing"] / items,
    )


def _keep_least(best: dict[str, float], name: str, work: Callable[[], object]) -> None:
    began, computed = time.perf_counter(), time.process_time()
    work()
    took = {name: time.perf_counter() - began, f"{name} computing": time.process_time() - computed}
    best.update({key: min(best.get(key, value), value) for key, value in took.items()})


def _write(dynamodb: Any, table: str, items: list[dict[str, Any]]) -> None:
    for first in range(0, len(items), _AT_ONCE):
        requests = [{"PutRequest": {"Item": item}} for item in items[first : first + _AT_ONCE]]
        answer = dynamodb.batch_write_item(RequestItems={table: requests})
        assert not answer["UnprocessedItems"]


def _put(dynamodb: Any, table: str, items: list[dict[str, Any]], *, at_once: int) -> None:
    put = partial(
        dynamodb.put_item, TableName=table, ConditionExpression="attribute_not_exists(pk)"
    )
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        for _ in pool.map(lambda item: put(Item=item), items):
            pass


def printed(rates: list[Rate]) -> str:
    """The table."""
    lines = [
        f"{'one worker':29} {'items':>7} {'ours/s':>9} {'floor/s':>9} {'ratio':>7} {'ms/item':>8}"
    ]
    lines += [
        f"{rate.name:29} {rate.items:7d} {rate.ours:9.0f} {rate.floor:9.0f} {rate.ratio:7.2f} "
        f"{rate.computing:8.2f}"
        for rate in rates
    ]
    return "\n".join(lines)


def started() -> Iterator[RunningCloud]:
    """An embedded cloud for the time of a run, and the variables by which adapters reach it."""
    with tempfile.TemporaryDirectory() as folder:
        cloud = RunningCloud.fresh(Path(folder))
        try:
            with patch.dict("os.environ", cloud.environment):
                yield cloud
        finally:
            cloud.stop()


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else BYTES
    for cloud in started():
        print(printed(measure(cloud, size=size)))  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
