"""Log events that functions of all nouns share: failures."""

from claimtrail.kernel.log_events import LogEvent


class SharedLogEvent(LogEvent):
    """Failures, by what they cost: a message, or the whole invocation."""

    REFUSED = "refused", "MessagesRefused"
    """A message is redelivered, alone."""
    FUNCTION_FAILED = "function_failed", "FunctionsFailed"
