"""The log of the leaver feed: one line for each request, with nobody's name."""

from claimtrail.access.log_events import AccessLogEvent
from claimtrail.aws.core.telemetry.logs import note


def note_answer(method: str, kind: str, status: int) -> None:
    """Note an answer: the method, the kind of resource, and the status."""
    note(AccessLogEvent.SCIM_ANSWERED, method=method, resource=kind, status=status)
