"""SQS: the queue through which rows reach the audit trail."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from claimtrail.aws.core.messages.batching import batched
from claimtrail.aws.core.messages.sending import SQS_BATCH_BYTES, RefusedEntriesError, send_messages
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import Pause
from claimtrail.trail.datasets.dataset import Row, RowsByDataset

_MESSAGE_BYTES = 32 * 1024
"""Rows are gathered up to here, so that a hundred messages stay below Lambda's 6 MB payload."""


class SqsRowSink:
    """Sends rows as `{"dataset": name, "rows": [...]}`; several rows to a message."""

    def __init__(self, sqs_client: Any, queue_url: str, *, pause: Pause = time.sleep) -> None:
        self._client = sqs_client
        self._queue_url = queue_url
        self._pause = pause

    def send(self, dataset: str, rows: Sequence[Row]) -> None:
        """Send all rows; entries that SQS refused are sent again after growing pauses.

        Raises ClaimTrailError (AUDIT_ROWS_NOT_SENT) when any is left, or a row exceeds 256 KiB.
        """
        self.send_all({dataset: rows})

    def send_all(self, rows: RowsByDataset) -> None:
        """Send the rows of several datasets in as few requests as take them; raises likewise."""
        for bodies in batches(rows):
            messages = [{"MessageBody": body} for body in bodies]
            try:
                send_messages(self._client, self._queue_url, messages, pause=self._pause)
            except RefusedEntriesError as error:
                raise _not_sent(f"SQS {error}") from None


def _bodies(dataset: str, rows: Sequence[Row]) -> Iterator[str]:
    """Message bodies of about `_MESSAGE_BYTES`; ASCII, so that characters are bytes."""
    head, tail = f'{{"dataset":{json.dumps(dataset)},"rows":[', "]}"
    gathered: list[str] = []
    size = 0
    for row in rows:
        text = json.dumps(row, separators=(",", ":"))
        if gathered and size + len(text) > _MESSAGE_BYTES:
            yield head + ",".join(gathered) + tail
            gathered, size = [], 0
        gathered.append(text)
        size += len(text) + 1
    if gathered:
        yield head + ",".join(gathered) + tail


def batches(rows: RowsByDataset) -> Iterator[list[str]]:
    """Yield the messages of rows by dataset, as they go into requests.

    Raises ClaimTrailError (AUDIT_ROWS_NOT_SENT) when a row fits none.
    """
    bodies = (body for dataset, some in rows.items() for body in _bodies(dataset, some))
    return batched(bodies, size=_sendable, most_bytes=SQS_BATCH_BYTES)


def _sendable(body: str) -> int:
    if len(body) > SQS_BATCH_BYTES:
        raise _not_sent(f"a row of {len(body)} bytes exceeds SQS's 256 KiB")
    return len(body)


def _not_sent(what: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="AUDIT_ROWS_NOT_SENT",
            what=what,
            where="rows on the way to the audit queue",
            next_step="The work is tried again by its own queue; if it stays, look at the queue.",
        )
    )
