"""Groups of the leaver feed in the operations table.

| Access | Key condition |
| --- | --- |
| one group | pk=scim_group#<group id>, sk=scim_group |
| all, by name | by_status: status_pk=scim_group#LISTED |
"""

from typing import Any

from claimtrail.access.scim.model import DirectoryGroup
from claimtrail.aws.access.documents import Documents, ListPlace
from claimtrail.aws.core.dynamo.table import DynamoTable

_LISTED = "LISTED"


class DynamoGroupStore:
    """Groups as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)
        self._groups = Documents(
            dynamodb_client,
            table_name,
            kind="scim_group",
            model=DirectoryGroup,
            standing=lambda one: ListPlace(status=_LISTED, order=one.name),
        )

    def find(self, group_id: str) -> DirectoryGroup | None:
        """Return a group, strongly consistent."""
        return self._groups.find(group_id)

    def save(self, group: DirectoryGroup) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._groups.save(group.group_id, group, version=group.version)

    def delete(self, group_id: str) -> None:
        """Remove a group, if there is one."""
        self._table.delete(self._groups.key(group_id))

    def listed(self) -> list[DirectoryGroup]:
        """Return all groups by name; the index follows after a moment."""
        return list(self._groups.listed(_LISTED))
