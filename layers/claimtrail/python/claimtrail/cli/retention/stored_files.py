"""The bucket in which a file is kept, and its key there."""

from claimtrail.cli.core.stage import Stage
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.retention import Store
from claimtrail.trail.holding.holds import HeldObject


def store_of(receipt: FileReceipt) -> Store:
    """Return the bucket of a file, by its status."""
    return Store.QUARANTINE if receipt.status is FileStatus.QUARANTINED else Store.ARCHIVE


def object_of(stage: Stage, receipt: FileReceipt) -> HeldObject:
    """Return the stored object of a file."""
    outputs = {
        Store.ARCHIVE: IntakeOutput.ARCHIVE_BUCKET,
        Store.QUARANTINE: IntakeOutput.QUARANTINE_BUCKET,
    }
    return HeldObject(bucket=stage.output(outputs[store_of(receipt)]), key=receipt.stored_key)
