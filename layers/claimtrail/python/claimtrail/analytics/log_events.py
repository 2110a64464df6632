"""Log events of analytics."""

from claimtrail.kernel.log_events import LogEvent


class AnalyticsLogEvent(LogEvent):
    """Lines of compact_day and record_queries."""

    DAYS_COMPACTED = "days_compacted", "CompactionsEnded"
    """Counts runs that came to their end: an alarm rings when none comes."""
    QUERY_RECORDED = "query_recorded"
