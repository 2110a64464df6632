"""Log events of the audit trail."""

from claimtrail.kernel.log_events import LogEvent


class TrailLogEvent(LogEvent):
    """Lines of record_audit and seal_audit."""

    AUDIT_CHAIN_REFUSED = "audit_chain_refused", "AuditChainsRefused"
    """Counts chains that stopped before an object that does not belong there."""
    AUDIT_RECORDED = "audit_recorded"
    AUDIT_SEALED = "audit_sealed", "TrailsSealed"
    """Counts runs that signed a seal: an alarm rings when none comes."""
