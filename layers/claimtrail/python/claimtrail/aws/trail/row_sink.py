"""SQS: the queue through which rows reach the audit trail."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from claimtrail.aws.core.batching import batched
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_BATCH_BYTES = 256 * 1024
"""SendMessageBatch's sum of bodies, as every region and the emulator accept it."""
_MESSAGE_BYTES = 32 * 1024
"""Rows are gathered up to here, so that a hundred messages stay below Lambda's 6 MB payload."""
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.2


class SqsRowSink:
    """Sends rows as `{"dataset": name, "rows": [...]}`; several rows to a message."""

    def __init__(
        self, sqs_client: Any, queue_url: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = sqs_client
        self._queue_url = queue_url
        self._sleep = sleep

    def send(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        """Send all rows; entries that SQS could not take are tried again with growing pauses.

        Raises ClaimTrailError (AUDIT_ROWS_NOT_SENT) when any is left, or a row exceeds 256 KiB.
        """
        self.send_all({dataset: rows})

    def send_all(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Send the rows of several datasets in as few requests as take them; raises likewise."""
        for bodies in batches(rows):
            self._send_batch(bodies)

    def _send_batch(self, bodies: list[str]) -> None:
        pending = {str(number): body for number, body in enumerate(bodies)}
        codes: set[str] = set()
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            answer = self._client.send_message_batch(
                QueueUrl=self._queue_url,
                Entries=[{"Id": name, "MessageBody": body} for name, body in pending.items()],
            )
            failed = answer.get("Failed", [])
            if not failed:
                return
            codes = {entry["Code"] for entry in failed}
            pending = {entry["Id"]: pending[entry["Id"]] for entry in failed}
            if any(entry["SenderFault"] for entry in failed):
                break
        raise _not_sent(f"SQS refused {len(pending)} messages: {', '.join(sorted(codes))}")


def _bodies(dataset: str, rows: list[dict[str, Any]]) -> Iterator[str]:
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


def batches(rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[list[str]]:
    """Yield the messages of rows by dataset, as they go into requests.

    Raises ClaimTrailError (AUDIT_ROWS_NOT_SENT) when a row fits none.
    """
    bodies = (body for dataset, some in rows.items() for body in _bodies(dataset, some))
    return batched(bodies, size=_sendable, most_bytes=_BATCH_BYTES)


def _sendable(body: str) -> int:
    if len(body) > _BATCH_BYTES:
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
