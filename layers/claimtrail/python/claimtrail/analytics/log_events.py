"""Log events of analytics."""

from claimtrail.kernel.log_events import LogEvent


class AnalyticsLogEvent(LogEvent):
    """Lines of compact_day and record_queries."""

    DAYS_COMPACTED = "days_compacted"
    QUERY_RECORDED = "query_recorded"
