"""SQS: where ranges wait for ingestion, and how much waits in a queue."""

from collections.abc import Mapping
from typing import Any

from claimtrail.aws.core.batching import batched
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_BATCH_BYTES = 256 * 1024
"""SendMessageBatch takes so many bytes in all."""


class SqsIngestQueue:
    """Sends ingest messages; sending some of them twice is harmless.

    Each names its partner as its message group: SQS then serves the partners in turn (fair queues),
    so that the many messages of one partner do not hold up the few of another.
    """

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def send(self, messages: list[IngestMessage]) -> None:
        """Send all. Raises ClaimTrailError (INGEST_NOT_QUEUED) when SQS refused any."""
        texts = ((message.partner_id, message.model_dump_json()) for message in messages)
        for batch in batched(texts, size=_bytes, most_bytes=_BATCH_BYTES):
            answer = self._client.send_message_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(number), "MessageBody": body, "MessageGroupId": partner_id}
                    for number, (partner_id, body) in enumerate(batch)
                ],
            )
            codes = sorted({entry["Code"] for entry in answer.get("Failed", [])})
            if codes:
                raise ClaimTrailError(
                    Explanation(
                        code="INGEST_NOT_QUEUED",
                        what=f"SQS refused messages: {', '.join(codes)}",
                        where="the ingest queue",
                        next_step="The file's message is redelivered by itself and sends them all.",
                    )
                )


def _bytes(message: tuple[str, str]) -> int:
    return len(message[1].encode())


def depths_of(sqs_client: Any, queues: Mapping[str, str]) -> dict[str, int]:
    """About how many messages each queue holds that nobody is working on, by the queue's name."""
    name = "ApproximateNumberOfMessages"
    return {
        queue: int(
            sqs_client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
        )
        for queue, url in queues.items()
    }
