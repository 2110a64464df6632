"""The port through which a stage is taken down."""

from collections.abc import Callable, Sequence
from typing import Protocol

from infra.accounts.removal.model import BucketContents, DeployedStack

Progress = Callable[[str], None]
"""Called with a line of text as work goes on."""


class DeployedStage(Protocol):
    """The resources of a deployed stage. Each deletion of what is gone already does nothing."""

    def account(self) -> str:
        """Return the account of the credentials."""

    def stacks(self, names: Sequence[str]) -> Sequence[DeployedStack]:
        """Return those of the stacks that exist, in this order."""

    def contents(self, bucket: str) -> BucketContents:
        """Return what a bucket holds, every version and delete marker of it."""

    def items(self, table: str) -> int:
        """Return the items of a table, as it counts them."""

    def log_groups(self, prefixes: Sequence[str]) -> Sequence[str]:
        """Return the log groups whose names begin so."""

    def open_bucket(self, bucket: str) -> None:
        """Remove what keeps a bucket from being emptied: its policy, and its access log."""

    def empty_bucket(self, bucket: str, progress: Progress) -> None:
        """Delete every version and delete marker, locked in governance mode or not."""

    def empty_vault(self, vault: str) -> None:
        """Delete the recovery points of a backup vault."""

    def unprotect(self, stack: DeployedStack) -> None:
        """Let a stack and its tables be deleted."""

    def delete_stack(self, stack: str, progress: Progress) -> None:
        """Delete a stack, and wait until it is gone. Raises ClaimTrailError with the reason."""

    def delete_log_group(self, name: str) -> None:
        """Delete a log group."""
