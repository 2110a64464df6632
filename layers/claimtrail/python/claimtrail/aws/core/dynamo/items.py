"""Items in DynamoDB's own form, with a document in text or packed.

Adapters build items directly: a model of each would take longer than sending it.
"""

from collections.abc import Mapping
from typing import Any

from claimtrail.aws.core.dynamo.packing import PLAIN_BYTES, pack, unpack
from claimtrail.kernel.errors import ClaimTrailError, Explanation

Key = tuple[str, str]
"""Partition key and sort key."""
Item = dict[str, dict[str, Any]]
"""`{"pk": {"S": "..."}, ...}`."""
Value = str | int | bool

DOCUMENT = "document"
PACKED = "packed"
VERSION = "version"
EXPIRES_AT = "expires_at"
"""Seconds since the epoch; DynamoDB removes the item after it."""
ITEM_LIMIT_BYTES = 380_000
"""DynamoDB takes 400 KB an item, keys and names included."""


def attribute(value: Value) -> dict[str, Any]:
    """Return a value in DynamoDB's form."""
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def attributes(values: Mapping[str, Value]) -> Item:
    """Return named values in DynamoDB's form."""
    return {name: attribute(value) for name, value in values.items()}


def key_item(key: Key) -> Item:
    """Return a key in DynamoDB's form."""
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def key_of(item: Item) -> Key:
    """Return the key of an item."""
    return item["pk"]["S"], item["sk"]["S"]


def packed_document(text: str, *, where: str) -> Item:
    """Return the attribute of a document: text while it is short, else packed.

    `where` names the item. Raises ClaimTrailError (DOCUMENT_TOO_LARGE) when it fits no item.
    """
    if len(text.encode()) <= PLAIN_BYTES:
        return {DOCUMENT: {"S": text}}
    data = pack(text)
    if len(data) > ITEM_LIMIT_BYTES:
        raise ClaimTrailError(
            Explanation(
                code="DOCUMENT_TOO_LARGE",
                what=f"{len(data)} bytes deflated, {ITEM_LIMIT_BYTES} fit an item",
                where=where,
                next_step="Look at the claim's source files: no real claim has so many lines.",
            )
        )
    return {PACKED: {"B": data}}


def with_document(key: Key, text: str, **values: Value) -> Item:
    """Return an item with its document, packed where it is long. Raises as `packed_document`."""
    item = key_item(key) | packed_document(text, where=" ".join(key))
    return item | attributes(values) if values else item


def document_text(document: str | None, packed: bytes | None) -> str:
    """Return a document from its two forms; empty when there is neither."""
    return unpack(packed) if packed else document or ""


def document_of(item: Item) -> str:
    """Return the document of an item; empty when it has none."""
    return document_text(item.get(DOCUMENT, {}).get("S"), item.get(PACKED, {}).get("B"))
