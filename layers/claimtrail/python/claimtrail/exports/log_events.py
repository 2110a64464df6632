"""Log events of exports."""

from claimtrail.kernel.log_events import LogEvent


class ExportLogEvent(LogEvent):
    """Lines of write_export."""

    EXPORT_WORKED_ON = "export_worked_on"
    """A run ended: the export is ready, goes on in another run, or has ended otherwise."""
    EXPORT_FAILED = "export_failed", "ExportsFailed"
    """Counts exports that ended by a fault of ours or took too long; a person waits for each."""
