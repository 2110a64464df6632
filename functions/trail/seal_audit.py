"""On a schedule: signs the ends of the audit trail's chains.

The schedule's tick: seals what the trail holds now.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.trail import AuditTrail
from claimtrail.trail.log_events import TrailLogEvent


class Environment(environment.Environment):
    """The trail: its objects, the heads of its chains, and the key that signs seals."""

    audit_bucket: environment.Name
    operations_table: environment.Name
    seal_key: environment.Arn


@observed()
def handler(_event: dict[str, Any], _context: object) -> dict[str, str | int | None]:
    """Seal the ends of all chains; a run that fails is fixed by the next."""
    given = Environment.from_env()
    trail = AuditTrail(audit_bucket=given.audit_bucket, operations_table=given.operations_table)
    sealed = trail.seal(seal_key=given.seal_key)
    summary: dict[str, str | int | None] = {
        "key": sealed.key,
        "chains": len(sealed.roots),
        "public_key_sha256": sealed.public_key_sha256,
    }
    note(TrailLogEvent.AUDIT_SEALED, **summary)
    return summary
