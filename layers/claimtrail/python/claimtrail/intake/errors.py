"""Errors of intake's stores, the same in each of their twins."""

from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError


class ObjectMissingError(NotFoundError):
    """An object is gone, or was replaced by another version."""

    def __init__(self, explanation: Explanation, *, bucket: str) -> None:
        super().__init__(explanation)
        self.bucket = bucket


def object_missing(bucket: str) -> ObjectMissingError:
    """Return the refusal of both twins when an object is gone.

    Its key may hold PHI and is not named.
    """
    return ObjectMissingError(
        Explanation(
            code="OBJECT_MISSING",
            what="the object is gone, or was replaced by another version",
            where=f"bucket {bucket}",
            next_step="Drop the file again, or restore that version; then redrive the message.",
        ),
        bucket=bucket,
    )


def receipt_conflict(receipt: FileReceipt) -> ConflictError:
    """Return the refusal of both twins when another worker was quicker."""
    return ConflictError(
        Explanation(
            code="RECEIPT_CONFLICT",
            what="another worker received the same content at the same time",
            where=f"receipt of {receipt.file_id} for {receipt.partner_id}",
            next_step="The message is redelivered by itself.",
        )
    )
