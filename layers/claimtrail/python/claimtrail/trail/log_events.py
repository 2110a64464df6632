"""Log events of the audit trail."""

from claimtrail.kernel.log_events import LogEvent


class TrailLogEvent(LogEvent):
    """Lines of record_audit and seal_audit."""

    AUDIT_RECORDED = "audit_recorded"
    AUDIT_SEALED = "audit_sealed"
