"""The claim table's stream, feeding a function with the kinds of items that it is for."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources

from infra.constructs.python_function import PythonFunction
from infra.constructs.queue_worker import QueueWorker
from infra.functions.declaration import Stream
from infra.settings import Batching

_BATCH = 100
_ATTEMPTS = 3
"""Attempts at a batch: one that failed three times fails again, and its shard waits meanwhile."""


def feed_from_stream(
    *,
    table: dynamodb.ITable,
    worker: PythonFunction,
    fallback: QueueWorker,
    batching: Batching,
    stream: Stream,
) -> None:
    """Create an event source of the kinds of items that a function is declared for.

    The function itself hands items that fail to its queue. A batch on which it fails as a whole
    is split in halves and, in the end, its place in the stream is put into the same queue: the
    function reads it again from there, and what fails there is a dead letter.
    """
    worker.function.add_event_source(
        event_sources.DynamoEventSource(
            table,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=_BATCH,
            max_batching_window=Duration.seconds(batching.stream_seconds),
            parallelization_factor=batching.parallelization_factor,
            retry_attempts=_ATTEMPTS,
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            on_failure=event_sources.SqsDlq(fallback.queue),
            filters=[
                _filter(["INSERT"], [{"prefix": prefix} for prefix in stream.inserted]),
                *(
                    [_filter(["INSERT", "MODIFY"], [*stream.overwritten])]
                    if stream.overwritten
                    else []
                ),
            ],
        )
    )


def _filter(names: list[str], sort_keys: list[Any]) -> Mapping[str, Any]:
    return lambda_.FilterCriteria.filter(
        {"eventName": names, "dynamodb": {"Keys": {"sk": {"S": sort_keys}}}}
    )
