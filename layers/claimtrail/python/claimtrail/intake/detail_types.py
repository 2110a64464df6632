"""Events that intake publishes: of files, and of batches that a payer answers as a whole."""

from claimtrail.kernel.bus import DetailType


class FileDetailType(DetailType):
    """Events of a file, its transaction sets, and its acknowledgments."""

    FILE_RECEIVED = "file.received"
    FILE_REPEATED = "file.repeated"
    FILE_QUARANTINED = "file.quarantined"
    FILE_REMOVED = "file.removed"
    """The object was gone before it was read; the subject is the delivery."""
    FILE_INGESTED = "file.ingested"
    FILE_RELEASED = "file.released"
    FILE_RELEASE_APPLIED = "file.release_applied"
    TRANSACTION_REJECTED = "transaction.rejected"
    ACKNOWLEDGMENT_WRITTEN = "acknowledgment.written"


class BatchDetailType(DetailType):
    """Events of a batch."""

    BATCH_EXCEPTION_OPENED = "batch.exception_opened"
    BATCH_EXCEPTION_CLOSED = "batch.exception_closed"
