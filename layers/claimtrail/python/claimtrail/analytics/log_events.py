"""Log events of analytics."""

from claimtrail.kernel.log_events import LogEvent


class AnalyticsLogEvent(LogEvent):
    """Lines of compact_day, record_queries, keep_figures and reconcile_figures."""

    DAYS_COMPACTED = "days_compacted", "CompactionsEnded"
    """Counts runs that came to their end: an alarm rings when none comes."""
    QUERY_RECORDED = "query_recorded"
    FIGURES_COUNTED = "figures_counted"
    FIGURES_FELL_BACK = "figures_fell_back", "FiguresFellBack"
    """Counts batches of which messages were counted one by one."""
    FIGURES_RECONCILED = "figures_reconciled"
    FIGURES_DIFFERED = "figures_differed", "FiguresDiffered"
    """Counts differences between figures, claims and lake; each has a line of its own."""
