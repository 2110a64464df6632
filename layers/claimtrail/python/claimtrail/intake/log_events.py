"""Log events of intake: arrivals, files, and the ranges that are read."""

from claimtrail.kernel.log_events import LogEvent


class IntakeLogEvent(LogEvent):
    """Lines of queue_arrival, receive_file and ingest_transactions."""

    ARRIVAL_QUEUED = "arrival_queued"
    UPLOAD_UNDER_WAY = "upload_under_way"
    """An object with a temporary name; its sender renames it when it is whole."""
    INBOX_SWEPT = "inbox_swept", "ArrivalsMissed"
    """Counts arrivals of which no event was delivered, or that came to nothing."""
    INBOX_SWEEP_CUT = "inbox_sweep_cut", "InboxSweepsCut"
    """A sweep's time was over before the inbox's end."""
    FILE_RECEIVED = "file_received", "FilesReceived"
    FILE_REPEATED = "file_repeated", "FilesRepeated"
    FILE_QUARANTINED = "file_quarantined", "FilesQuarantined"
    FILE_REMOVED = "file_removed", "FilesRemoved"
    """Counts files whose object was gone before it was read."""
    SETS_INGESTED = "sets_ingested", "SetsIngested"
    SETS_REJECTED = "sets_rejected", "SetsRejected"
