"""SQS: where ranges wait for ingestion, and how much waits in a queue."""

from collections.abc import Iterator, Mapping
from typing import Any

from claimtrail.intake.messages import IngestMessage
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_ENTRIES = 10
"""SendMessageBatch takes ten entries at most."""
_BATCH_BYTES = 256 * 1024
"""And so many bytes in all."""


class SqsIngestQueue:
    """Sends ingest messages; sending some of them twice is harmless."""

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def send(self, messages: list[IngestMessage]) -> None:
        """Send all. Raises ClaimTrailError (INGEST_NOT_QUEUED) when SQS refused any."""
        for bodies in _batches(message.model_dump_json() for message in messages):
            answer = self._client.send_message_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)
                ],
            )
            codes = sorted({entry["Code"] for entry in answer.get("Failed", [])})
            if codes:
                raise ClaimTrailError(
                    Explanation(
                        code="INGEST_NOT_QUEUED",
                        what=f"SQS refused messages: {', '.join(codes)}",
                        where="the ingest queue",
                        next_step="The file's message comes again by itself and sends them all.",
                    )
                )


def _batches(bodies: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for body in bodies:
        length = len(body.encode())
        if batch and (len(batch) == _ENTRIES or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(body)
        size += length
    if batch:
        yield batch


def depths_of(sqs_client: Any, queues: Mapping[str, str]) -> dict[str, int]:
    """About how many messages each queue holds that nobody is working on, by the queue's name."""
    name = "ApproximateNumberOfMessages"
    return {
        queue: int(
            sqs_client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
        )
        for queue, url in queues.items()
    }
