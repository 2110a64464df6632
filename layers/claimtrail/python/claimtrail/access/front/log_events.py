"""Log events of the front of the pages."""

from claimtrail.kernel.log_events import LogEvent


class FrontLogEvent(LogEvent):
    """Lines of rotate_origin_secret."""

    ORIGIN_SECRET_STEP = "origin_secret_step"  # noqa: S105 - a log event's name
