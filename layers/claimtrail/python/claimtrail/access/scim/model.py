"""Groups of the identity provider as its feed tells of them."""

from collections.abc import Iterable
from typing import Literal, Protocol

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

GROUP_PREFIX = "grp_"


class DirectoryGroup(FrozenModel):
    """A group with its members."""

    schema_version: Literal[1] = 1
    version: int = 1
    """Grows by one with each change."""
    group_id: str
    name: str
    """As the table of people names it."""
    members: tuple[str, ...] = ()
    """Person ids, in order."""

    def with_members(self, members: Iterable[str]) -> "DirectoryGroup":
        """Return the group with these members."""
        return self.model_copy(update={"members": tuple(sorted(set(members)))})


class GroupStore(Protocol):
    """The groups that a feed named."""

    def find(self, group_id: str) -> DirectoryGroup | None:
        """Return a group, strongly consistent."""
        ...

    def save(self, group: DirectoryGroup) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def delete(self, group_id: str) -> None:
        """Remove a group, if there is one."""
        ...

    def listed(self) -> list[DirectoryGroup]:
        """Return all groups by name; may lag by moments."""
        ...


def group_id(name: str) -> str:
    """Return the id of the one group of a name."""
    return derived_id(GROUP_PREFIX, name)
