"""Structured logs: a stable event name, opaque ids, counts and codes. Never PHI, at any level."""

from enum import StrEnum

from aws_lambda_powertools import Logger


class LogEvent(StrEnum):
    """Every line that functions log, in one place."""

    ARRIVAL_QUEUED = "arrival_queued"
    INBOX_SWEPT = "inbox_swept"
    FILE_RECEIVED = "file_received"
    FILE_REPEATED = "file_repeated"
    FILE_QUARANTINED = "file_quarantined"
    SETS_INGESTED = "sets_ingested"
    CLAIMS_PROJECTED = "claims_projected"
    PROJECTION_DEFERRED = "projection_deferred"
    EXCEPTIONS_OPENED = "exceptions_opened"
    EXCEPTION_TICKETED = "exception_ticketed"
    PARTNER_TASKED = "partner_tasked"
    CHANGES_PUBLISHED = "changes_published"
    PUBLICATION_DEFERRED = "publication_deferred"
    ESCALATIONS_STARTED = "escalations_started"
    ESCALATION_ADVANCED = "escalation_advanced"
    ESCALATIONS_ENDED = "escalations_ended"
    AUDIT_RECORDED = "audit_recorded"
    INCIDENT_COUNTED = "incident_counted"
    DEAD_LETTERS_MEASURED = "dead_letters_measured"
    DAYS_COMPACTED = "days_compacted"
    AUDIT_SEALED = "audit_sealed"
    QUERY_RECORDED = "query_recorded"
    REFUSED = "refused"


LOGGER = Logger(service="claimtrail")
"""Level and service come from the POWERTOOLS_* variables that the stacks set."""


def note(event: LogEvent, **fields: str | int | list[str] | None) -> None:
    """Log one line: the event's name and its fields (ids, counts, codes)."""
    LOGGER.info(event.value, extra={"event": event.value, **fields})
