"""The item that counts the active legal holds on a claim or file, for whoever sets an expiry."""

from claimtrail.aws.core.dynamo.conditions import Condition
from claimtrail.aws.core.dynamo.items import Key, attribute
from claimtrail.aws.core.dynamo.table import DynamoTable, Write

ACTIVE = "active"
"""The number of active holds on the subject; on a hold's own item, whether it is active."""
_STANDING = "standing"
"""Sort key of the item that counts them."""
_NONE_ACTIVE = Condition(
    "attribute_not_exists(#active) OR #active < :one",
    {"#active": ACTIVE},
    {":one": attribute(1)},
)


def holds_partition(subject_id: str) -> str:
    """Return the partition of a subject's holds."""
    return f"hold#{subject_id}"


def active_holds(subject_id: str) -> Key:
    """Return where the active holds on a subject are counted."""
    return holds_partition(subject_id), _STANDING


def none_active(table: DynamoTable, subject_id: str) -> Write:
    """Return the part of a transaction that fails while a hold on the subject is active."""
    return table.checking(active_holds(subject_id), _NONE_ACTIVE)
