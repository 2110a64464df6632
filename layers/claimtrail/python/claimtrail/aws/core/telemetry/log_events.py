"""Log events that functions of all nouns share: failures."""

from claimtrail.kernel.log_events import LogEvent


class SharedLogEvent(LogEvent):
    """Failures, by what they cost: a message, or the whole invocation."""

    REFUSED = "refused", "MessagesRefused"
    """A message is redelivered, alone."""
    NOT_GIVEN_BACK = "message_not_given_back"
    """A failed message is redelivered later than it could be: when its visibility ends."""
    FUNCTION_FAILED = "function_failed", "FunctionsFailed"
