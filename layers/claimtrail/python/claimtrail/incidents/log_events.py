"""Log events of incidents."""

from claimtrail.kernel.log_events import LogEvent


class IncidentLogEvent(LogEvent):
    """Lines of group_incidents."""

    INCIDENT_COUNTED = "incident_counted"
    ALARMS_SWEPT = "alarms_swept"
    FAILURES_REVIEWED = "failures_reviewed"
    DEAD_LETTERS_MEASURED = "dead_letters_measured", "DeadLetters"
    """Counts the messages in all dead-letter queues, at each measurement."""
