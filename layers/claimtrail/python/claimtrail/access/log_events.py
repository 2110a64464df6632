"""Log events of access."""

from claimtrail.kernel.log_events import LogEvent


class AccessLogEvent(LogEvent):
    """Lines of the pages about who signs in."""

    SIGNED_IN = "signed_in", "SignIns"
    SIGN_IN_REFUSED = "sign_in_refused", "SignInsRefused"
    SIGN_IN_FAILED = "sign_in_failed", "SignInsFailed"
    """A refusal whose reason lies between the user pool and the identity provider."""
    SCIM_ANSWERED = "scim_answered", "ScimRequests"
    """A request of the leaver feed: its method, kind of resource and status, and no name."""
