"""The item that counts the active legal holds on a claim or file, for whoever sets an expiry."""

from typing import Any

ACTIVE = "active"
"""The number of active holds on the subject; on a hold's own item, whether it is active."""
STANDING = "standing"
"""Sort key of the item that counts them."""


def hold_key(subject_id: str) -> str:
    """Return the partition of a subject's holds."""
    return f"hold#{subject_id}"


def none_active(table_name: str, subject_id: str) -> dict[str, Any]:
    """Return the part of a transaction that fails while a hold on the subject is active."""
    return {
        "ConditionCheck": {
            "TableName": table_name,
            "Key": {"pk": {"S": hold_key(subject_id)}, "sk": {"S": STANDING}},
            "ConditionExpression": "attribute_not_exists(#active) OR #active < :one",
            "ExpressionAttributeNames": {"#active": ACTIVE},
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }
