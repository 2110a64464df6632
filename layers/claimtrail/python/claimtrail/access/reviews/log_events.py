"""Log events of the schedule that reviews access."""

from claimtrail.kernel.log_events import LogEvent


class AccessReviewLogEvent(LogEvent):
    """Lines of review_access."""

    ACCESS_REVIEWED = "access_reviewed", "AccessReviewRuns"
    """Counts the runs that came to their end."""
    REVIEWS_OVERDUE = "reviews_overdue", "ReviewsOverdue"
    """Counts the reviews of access and of openings that are late, at each run."""
