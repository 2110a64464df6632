"""The claim table's stream as items, and SQS as the place where failed work waits."""

import base64
from collections.abc import Iterator
from typing import Any

from claimtrail.aws.claims import keys
from claimtrail.aws.core.dynamo.items import PACKED, VERSION, Item, document_of, key_of
from claimtrail.claims.store.items import StoredItem

_REPLACED = frozenset({keys.CLAIM, keys.ENTITY})
"""Items of which each version is news; facts are stored once."""


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
        if PACKED in image:
            image = {**image, PACKED: {"B": base64.b64decode(image[PACKED]["B"])}}
        yield stored_item(image)


def stored_item(item: Item) -> StoredItem:
    """Return an item of the table by its meaning."""
    partition, sort = key_of(item)
    kind, subject_id = keys.kind_of((partition, sort))
    return StoredItem(
        kind=kind,
        subject_id=subject_id,
        partition=partition,
        sort=sort,
        document=document_of(item),
        version=int(item.get(VERSION, {}).get("N", 0)),
    )


class SqsDeferral:
    """Puts work off by sending its message to a queue."""

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def defer(self, message: str) -> None:
        """Queue the message. Raises botocore's ClientError when SQS refuses."""
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=message)
