"""Dropping a refused file again: its preserved bytes are a new delivery, screened again.

It serves when what was wrong has been put right on our side: a profile, a code table, a release.
"""

from dataclasses import dataclass

from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.ports import ObjectStore
from claimtrail.kernel.errors import ConflictError, Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAgain:
    """Copies refused files back into the inbox."""

    quarantine: ObjectStore
    inbox: ObjectStore

    def drop(self, receipt: FileReceipt) -> None:
        """Bring a file in again, under its sender's name for it.

        Raises:
            ConflictError (NOT_QUARANTINED): its content was taken, so a delivery would be a copy.
            NotFoundError: the preserved bytes are gone.
        """
        if receipt.status is not FileStatus.QUARANTINED:
            raise _taken(receipt)
        preserved = self.quarantine.describe(receipt.stored_key)
        self.inbox.copy_from(preserved, f"{receipt.partner_id}/{receipt.name}")


def _taken(receipt: FileReceipt) -> ConflictError:
    return ConflictError(
        Explanation(
            code="NOT_QUARANTINED",
            what="the file was not refused as a whole",
            where=f"file {receipt.file_id} of partner {receipt.partner_id}",
            next_step="The same content again would be a repeated delivery. Release what is held "
            "of it, or have the sender correct it.",
        )
    )
