"""SQS: where ranges wait for ingestion."""

import time
from collections.abc import Iterable
from typing import Any

from claimtrail.aws.core.messages.batching import batched
from claimtrail.aws.core.messages.sending import SQS_BATCH_BYTES, RefusedEntriesError, send_messages
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import Pause


class SqsIngestQueue:
    """Sends ingest messages; sending some of them twice is harmless.

    Each names its partner as its message group: SQS then serves the partners in turn (fair queues),
    so that the many messages of one partner do not hold up the few of another.
    """

    def __init__(self, sqs_client: Any, queue_url: str, *, pause: Pause = time.sleep) -> None:
        self._client = sqs_client
        self._queue_url = queue_url
        self._pause = pause

    def send(self, messages: Iterable[IngestMessage]) -> None:
        """Send all. Raises ClaimTrailError (INGEST_NOT_QUEUED) when SQS goes on refusing any."""
        texts = ((message.partner_id, message.model_dump_json()) for message in messages)
        for batch in batched(texts, size=_bytes, most_bytes=SQS_BATCH_BYTES):
            entries = [
                {"MessageBody": body, "MessageGroupId": partner_id} for partner_id, body in batch
            ]
            try:
                send_messages(self._client, self._queue_url, entries, pause=self._pause)
            except RefusedEntriesError as error:
                raise _not_queued(error) from None


def _not_queued(error: RefusedEntriesError) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="INGEST_NOT_QUEUED",
            what=f"SQS {error}",
            where="the ingest queue",
            next_step="The file's message is redelivered by itself and sends them all.",
        )
    )


def _bytes(message: tuple[str, str]) -> int:
    return len(message[1].encode())
