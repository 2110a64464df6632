"""The claim table's stream as items, and SQS as the place where failed work waits."""

import base64
from collections.abc import Iterator
from typing import Any

from claimtrail.aws.claims.models import document_text
from claimtrail.claims.store import keys
from claimtrail.claims.store.ports import StoredItem

_REPLACED = frozenset({keys.CLAIM, keys.ENTITY})
"""Items of which each version is news; facts are stored once."""


def is_stream(event: dict[str, Any]) -> bool:
    """Return whether a function was invoked by a DynamoDB stream (else by SQS)."""
    return any(record.get("eventSource") == "aws:dynamodb" for record in event["Records"])


def stored_items(event: dict[str, Any]) -> Iterator[StoredItem]:
    """Yield the items that a batch of stream records stored, in order; needs NEW_IMAGE.

    Facts are stored once: of those only insertions count. Claims and entities come version by
    version.
    """
    for record in event["Records"]:
        if record["eventName"] == "REMOVE":
            continue
        image = record["dynamodb"]["NewImage"]
        if record["eventName"] != "INSERT" and image["sk"]["S"] not in _REPLACED:
            continue
        packed = image.get("packed", {}).get("B")
        yield StoredItem(
            partition=image["pk"]["S"],
            sort=image["sk"]["S"],
            document=document_text(
                image.get("document", {}).get("S"), base64.b64decode(packed) if packed else None
            ),
            version=int(image.get("version", {}).get("N", 0)),
        )


class SqsDeferral:
    """Puts work off by sending its message to a queue."""

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def defer(self, message: str) -> None:
        """Queue the message. Raises botocore's ClientError when SQS refuses."""
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=message)
