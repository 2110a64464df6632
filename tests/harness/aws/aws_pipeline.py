"""the pipeline of files on real AWS adapters: the functions' own handlers, driven in this process.

Queues and streams live on the emulator; the driver reads them as Lambda's event sources do, hands
batches to the handlers, and hands out again what failed or was not finished.
"""

import base64
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.figures.rows import Rows
from claimtrail.aws.analytics.figure_table import DynamoFigureStore
from claimtrail.aws.claims.stream import stored_item
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.dynamo.items import DOCUMENT, PACKED
from claimtrail.aws.intake.keys import ARRIVAL
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.copy import S3Copy
from claimtrail.claims.store.items import StoredItem
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel import clock as kernel_time
from claimtrail.kernel.retention import Store
from claimtrail.trail.chaining.chain import SEALS, decode
from claimtrail.trail.verification.verify import verify_copy
from infra.functions.registry import declared_functions
from tests.harness.aws.aws_faults import Faults, injected
from tests.harness.aws.intake_stage import IntakeStage, messages
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_figures import EVERY_ROW
from tests.harness.intake.intake_fixture import NOW
from tests.harness.intake.partner_package import install_partners
from tests.harness.invocation import CONTEXT
from tests.harness.pipelines.pipeline import SimulatedCrash
from tests.harness.stage.cloud import RunningCloud

Handler = Callable[[dict[str, Any], Any], Any]

FUNCTIONS = (
    "queue_arrival",
    "receive_file",
    "ingest_transactions",
    "project_claims",
    "publish_changes",
    "keep_figures",
    "record_audit",
)
STREAM_CONSUMERS = ("project_claims", "publish_changes")
QUEUES = {
    "receive": "receive_file",
    "ingest": "ingest_transactions",
    "projection": "project_claims",
    "publication": "publish_changes",
    "figures": "keep_figures",
    "audit": "record_audit",
    "heard": "record_audit",
}
"""Queue to the function that consumes it; `heard` is the bus rule's way into the trail."""
_MOST_PASSES = 60


def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The functions' handlers; the clock stands still, since its time would tell runs apart."""
    found = {
        one.name: importlib.import_module(f"functions.{one.module}")
        for one in declared_functions()
        if one.name in FUNCTIONS
    }
    original = kernel_time.utc_now
    for name, module in list(sys.modules.items()):
        is_ours = name.startswith(("claimtrail.", "functions."))
        if is_ours and getattr(module, "utc_now", None) is original:
            monkeypatch.setattr(module, "utc_now", lambda: NOW)
    return {name: module.handler for name, module in found.items()}


class AwsPipeline:
    """One pipeline with tables, buckets and queues of its own."""

    def __init__(
        self,
        cloud: RunningCloud,
        *,
        handlers: Mapping[str, Handler],
        monkeypatch: pytest.MonkeyPatch,
        faults: Faults,
    ) -> None:
        self.stage = IntakeStage(cloud)
        self._handlers = handlers
        self._faults = faults
        self._s3, self._sqs = cloud.client("s3"), cloud.client("sqs")
        self._dynamodb, self._streams = cloud.client("dynamodb"), cloud.client("dynamodbstreams")
        tag = uuid4().hex
        self._audit = f"audit-{tag}"
        self._s3.create_bucket(Bucket=self._audit)
        self._operations = make_table(self._dynamodb, Store.OPERATIONS_TABLE)
        for name in ("projection", "publication", "figures"):
            queue = self._sqs.create_queue(QueueName=f"{name}-{tag}")
            self.stage.queues[name] = queue["QueueUrl"]
        variables = self.stage.variables | {
            "AUDIT_BUCKET": self._audit,
            "OPERATIONS_TABLE": self._operations,
            "TICKET_TABLE": make_table(self._dynamodb, Store.TICKET_TABLE),
            "PROJECTION_QUEUE_URL": self.stage.queues["projection"],
            "PUBLICATION_QUEUE_URL": self.stage.queues["publication"],
            "FIGURES_QUEUE_URL": self.stage.queues["figures"],
        }
        for variable, value in variables.items():
            monkeypatch.setenv(variable, value)
        self._events: list[dict[str, Any]] = []
        self._iterators = {name: self._stream_start() for name in STREAM_CONSUMERS}
        self._unread: dict[str, list[dict[str, Any]]] = {name: [] for name in STREAM_CONSUMERS}

    def drop(self, key: str, content: bytes) -> None:
        """A file arrives in the inbox, and EventBridge is to invoke a function."""
        self._events.append(self.stage.drop(key, content))

    def work_off(self) -> None:
        """Hand out what there is until nothing is left; what fails is handed out again."""
        with injected(self._faults):
            for _ in range(_MOST_PASSES):
                batches = [self._work_events()]
                batches += [self._work_queue(queue) for queue in QUEUES]
                batches += [self._work_stream(name) for name in STREAM_CONSUMERS]
                if not any(batches):
                    return
        raise AssertionError("the pipeline does not come to rest")

    def _work_events(self) -> bool:
        waiting, self._events = self._events, []
        for event in waiting:
            if self._invoke("queue_arrival", event) is SimulatedCrash:
                self._events.append(event)
        return bool(waiting)

    def _work_queue(self, queue: str) -> bool:
        url = self.stage.queues[queue]
        answer = self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        received = answer.get("Messages", [])
        if not received:
            return False
        answered = self._invoke(QUEUES[queue], messages(*(each["Body"] for each in received)))
        failed = (
            {each["itemIdentifier"] for each in (answered or {}).get("batchItemFailures", [])}
            if answered is not SimulatedCrash
            else {f"message-{number}" for number in range(len(received))}
        )
        for number, message in enumerate(received):
            place = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
            if f"message-{number}" in failed:
                self._sqs.change_message_visibility(**place, VisibilityTimeout=0)
            else:
                self._sqs.delete_message(**place)
        return True

    def _work_stream(self, consumer: str) -> bool:
        answer = self._streams.get_records(ShardIterator=self._iterators[consumer])
        self._iterators[consumer] = answer["NextShardIterator"]
        batch = self._unread[consumer] + [_as_lambda_has_it(each) for each in answer["Records"]]
        if not batch:
            return False
        answered = self._invoke(consumer, {"Records": batch})
        self._unread[consumer] = batch if answered is SimulatedCrash else []
        return True

    def _invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Return what the handler answers; Died when it raised, and everything is redelivered."""
        had_struck = self._faults.struck
        try:
            with self._faults.armed():
                return self._handlers[function](event, CONTEXT)
        except (SimulatedCrash, Exception):
            # Only the fault makes a handler fail as a whole: anything else is ours.
            if had_struck or not self._faults.struck:
                raise
            return SimulatedCrash

    def _stream_start(self) -> str:
        arn = self._dynamodb.describe_table(TableName=self.stage.table)["Table"]["LatestStreamArn"]
        shards = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        answer = self._streams.get_shard_iterator(
            StreamArn=arn, ShardId=shards[0]["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        iterator: str = answer["ShardIterator"]
        return iterator

    # What there is at the end.

    def stored(self) -> Iterator[StoredItem]:
        """Every item of the claim table that has a document, but arrivals, which expire."""
        for page in self._dynamodb.get_paginator("scan").paginate(TableName=self.stage.table):
            for item in page["Items"]:
                if item["sk"]["S"] != ARRIVAL and not item.keys().isdisjoint({DOCUMENT, PACKED}):
                    yield stored_item(item)

    def figures(self) -> Rows:
        """All rows of the figures."""
        return DynamoFigureStore(self._dynamodb, self._operations).read(EVERY_ROW).rows

    def receipts(self) -> Iterable[FileReceipt]:
        """Every file that came."""
        return self.stage.files.list_by_day(day=NOW.date(), limit=1000)

    def recorded(self, dataset: str) -> list[dict[str, Any]]:
        """The trail's rows of a dataset, repeats included."""
        listed = self._s3.list_objects_v2(Bucket=self._audit, Prefix=f"{dataset}/")
        return [
            row
            for each in listed.get("Contents", [])
            for row in decode(
                self._s3.get_object(Bucket=self._audit, Key=each["Key"])["Body"].read()
            )
        ]

    def trail_faults(self) -> tuple[Any, ...]:
        """Return what is wrong with the trail, held against its own heads."""
        store = S3ChainStore(self._s3, self._dynamodb, bucket=self._audit, table=self._operations)
        heads = {name: store.head(name) for name in (*DATASETS, SEALS)}
        report = verify_copy(
            S3Copy(self._s3, self._audit, ""),
            heads={name: head for name, head in heads.items() if head},
            growing=False,
        )
        return report.faults


def traveled(
    cloud: RunningCloud,
    files: Mapping[str, bytes],
    *,
    handlers: Mapping[str, Handler],
    faults: Faults,
) -> AwsPipeline:
    """A pipeline of its own on which the files have come to rest."""
    with pytest.MonkeyPatch.context() as environment:
        client.cache_clear()
        pipeline = AwsPipeline(cloud, handlers=handlers, monkeypatch=environment, faults=faults)
        for key, content in files.items():
            pipeline.drop(key, content)
        pipeline.work_off()
        client.cache_clear()
    return pipeline


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Handler]:
    """The handlers, with the demonstration's partners deployed to them."""
    install_partners(folder, monkeypatch)
    return handlers(monkeypatch)


def _as_lambda_has_it(record: dict[str, Any]) -> dict[str, Any]:
    """boto3 reads binary attributes as bytes, Lambda gives them in Base64."""
    image = record["dynamodb"].get("NewImage", {})
    encoded = {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in image.items()
    }
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "NewImage": encoded,
            "SequenceNumber": record["dynamodb"]["SequenceNumber"],
        },
    }
