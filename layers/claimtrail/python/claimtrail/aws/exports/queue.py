"""SQS: the queue of runs of exports."""

import time
from hashlib import sha256
from typing import Any

from claimtrail.aws.core.messages.sending import RefusedEntriesError, send_messages
from claimtrail.exports.errors import not_queued
from claimtrail.exports.messages import ExportMessage
from claimtrail.kernel.retry import Pause


class SqsExportQueue:
    """Sends messages that name a person and an export.

    The person is the message group: SQS then serves people in turn (fair queues), so that the many
    exports of one do not hold up the one of another.
    """

    def __init__(self, sqs_client: Any, queue_url: str, *, pause: Pause = time.sleep) -> None:
        self._client = sqs_client
        self._queue_url = queue_url
        self._pause = pause

    def send(self, message: ExportMessage) -> None:
        """Send a message. Raises ClaimTrailError (EXPORT_NOT_QUEUED) when SQS goes on refusing."""
        entry = {
            "MessageBody": message.model_dump_json(),
            "MessageGroupId": _group(message.person_id),
        }
        try:
            send_messages(self._client, self._queue_url, [entry], pause=self._pause)
        except RefusedEntriesError as error:
            raise not_queued(f"SQS {error}") from None


def _group(person_id: str) -> str:
    """Return a message group of the characters and the length that SQS takes."""
    return sha256(person_id.encode()).hexdigest()[:32]
