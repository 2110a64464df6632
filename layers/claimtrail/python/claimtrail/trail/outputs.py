"""Stack outputs of the audit trail and of legal holds."""

from claimtrail.kernel.outputs import StackOutput


class TrailOutput(StackOutput):
    """The trail's bucket, its queue and sealer, and the role that holds."""

    AUDIT_BUCKET = "AuditBucket"
    AUDIT_QUEUE = "AuditQueueUrl"
    SEAL_KEY = "SealKey"
    """ARN of the key that signs seals; `claimtrail audit key` gives its public half."""
    SEAL_FUNCTION = "SealFunction"
    HOLD_ROLE = "HoldRole"
    """ARN of the role in which people set and release legal holds."""
