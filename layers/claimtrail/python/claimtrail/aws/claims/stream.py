"""The claim table's stream as items, and SQS as the place where failed work waits."""

import base64
from collections.abc import Iterable
from typing import Any, NamedTuple

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.due_items import DELISTED
from claimtrail.aws.core.dynamo.items import (
    PACKED,
    VERSION,
    Item,
    Key,
    document_of,
    key_item,
    key_of,
)
from claimtrail.aws.core.messages.batching import batched
from claimtrail.aws.core.messages.sending import SQS_BATCH_BYTES, send_messages
from claimtrail.claims.store.items import StoredItem

_REPLACED = frozenset({keys.CLAIM, keys.ENTITY})
"""Items of which each version is news; facts are stored once."""


class Unread(NamedTuple):
    """A record whose item cannot be read; the item is named by its key, and read from the table."""

    key: Key
    error: str
    """The type of the error."""


class StreamItems(NamedTuple):
    """A batch of stream records as items, in their order, and what could not be read of it."""

    items: list[StoredItem]
    unread: list[Unread]


def stored_items(records: Iterable[dict[str, Any]]) -> StreamItems:
    """Return the items that stream records stored; needs NEW_IMAGE.

    Facts are stored once: of those only insertions count. Claims and entities come version by
    version; a version that was merely delisted is none. A record that cannot be read costs itself
    alone. Raises what a record without a key gives: there is nothing to name.
    """
    found = StreamItems([], [])
    for record in records:
        if record["eventName"] == "REMOVE":
            continue
        key = _key(record["dynamodb"])
        if record["eventName"] != "INSERT" and key[1] not in _REPLACED:
            continue
        if _is_delisting(record):
            continue
        try:
            found.items.append(stored_item(_image(record["dynamodb"]["NewImage"])))
        except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
            found.unread.append(Unread(key, type(error).__name__))
    return found


def _is_delisting(record: dict[str, Any]) -> bool:
    """Return True if a claim merely left the list of claims that escalate.

    The next version is put without the mark; a restored item that has it is inserted.
    """
    return record["eventName"] == "MODIFY" and DELISTED in record["dynamodb"].get("NewImage", {})


def _key(change: dict[str, Any]) -> Key:
    """Return the key of a record's item: AWS gives it beside the image."""
    return key_of(change.get("Keys") or change["NewImage"])


def _image(image: Item) -> Item:
    """Return an image with its binary attribute as bytes: Lambda gives it in Base64."""
    packed = image.get(PACKED, {}).get("B")
    if isinstance(packed, str):
        return {**image, PACKED: {"B": base64.b64decode(packed, validate=True)}}
    return image


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


def scanned_item(item: Item) -> StoredItem:
    """Return an item by its meaning; one that cannot be read has its key alone."""
    try:
        return stored_item(item)
    except Exception:  # noqa: BLE001 - whatever it is, its key is what names it
        return stored_item(key_item(key_of(item)))


class SqsDeferral:
    """Puts work off by sending its message to a queue."""

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def defer(self, message: str) -> None:
        """Queue the message. Raises botocore's ClientError when SQS refuses."""
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=message)

    def defer_all(self, messages: Iterable[str]) -> None:
        """Queue the messages, ten to a request. Raises RefusedEntriesError for those refused."""
        for some in batched(messages, size=len, most_bytes=SQS_BATCH_BYTES):
            send_messages(self._client, self._queue_url, [{"MessageBody": one} for one in some])
