"""Gap: a stream's reader that reports failed items is taken to have read the whole batch.

On AWS the batch is tried again from the first failed record (Lambda developer guide, "Configuring
partial batch response with DynamoDB"). Here the whole batch is, which at-least-once delivery
allows; the point is that nothing is lost.
"""

import inspect
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"
STREAM = "aws:dynamodb"


def needed() -> bool:
    """Return whether the stream poller still never looks at the report."""
    return "batchItemFailures" not in inspect.getsource(lambda_svc._poll_dynamodb_streams)


def apply() -> None:
    """Treat a reader's report of failed items as a failure of the batch."""
    seam.expect(holds=needed(), seam="lambda_svc._poll_dynamodb_streams")
    seam.wrap(lambda_svc, "_execute_function", parameters=("func", "event"), build=_heeding)


def _heeding(execute: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def execute_heeding(function: Any, event: Any) -> dict[str, Any]:
        result = execute(function, event)
        body = result.get("body")
        if _from_stream(event) and isinstance(body, dict) and body.get("batchItemFailures"):
            failure = {"errorType": "BatchItemFailures", "errorMessage": "the reader failed items"}
            return {**result, "error": True, "body": failure}
        return result

    return execute_heeding


def _from_stream(event: Any) -> bool:
    records = event.get("Records") if isinstance(event, dict) else None
    first = records[0] if isinstance(records, list) and records else None
    return isinstance(first, dict) and first.get("eventSource") == STREAM
