"""A stage that is to go: its stacks and buckets, and the locks on what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStack:
    """A stack that exists."""

    name: str
    status: str
    is_protected: bool
    buckets: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    vaults: tuple[str, ...] = ()
    """AWS Backup vaults, whose recovery points keep them from being deleted."""
    resources: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketContents:
    """The contents of a bucket. Keys are left out: a partner's name of a file may hold PHI."""

    name: str
    versions: int
    markers: int
    size: int
    """Bytes of all versions."""
    locked: int = 0
    """Versions in compliance mode, which nobody can delete before their day."""
    locked_until: datetime | None = None
    """The last of those days."""
    held: int = 0
    """Versions under a legal hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Everything that goes with a stage."""

    stage: str
    stacks: tuple[DeployedStack, ...]
    """In the order in which they are deleted."""
    contents: tuple[BucketContents, ...]
    items: int
    """Items of the tables, as DynamoDB counted them within the last hours."""
    log_groups: tuple[str, ...]
    """Log groups of the stage's name beside those of its stacks."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is left."""
        return not self.stacks and not self.log_groups

    def followed_by(self, other: "Removal") -> "Removal":
        """Return this removal with the stacks of another region behind its own, to be shown."""
        return replace(self, stacks=(*self.stacks, *other.stacks))


def deletion_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return stacks as they are deleted: against the order in which they are deployed."""
    return tuple(reversed(tuple(names)))
