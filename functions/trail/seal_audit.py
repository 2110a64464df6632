"""On a schedule: signs the ends of the audit trail's chains.

The schedule's tick: seals what the trail holds now.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.kms_signer import KmsSigner
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable
from claimtrail.trail.seals import seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read once per invocation."""

    audit_bucket: str
    operations_table: str
    seal_key: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            audit_bucket=require(Variable.AUDIT_BUCKET),
            operations_table=require(Variable.OPERATIONS_TABLE),
            seal_key=require(Variable.SEAL_KEY),
        )


def handler(_event: dict[str, Any], _context: object) -> dict[str, str | int | None]:
    """Seal the ends of all chains; a run that fails is fixed by the next."""
    environment = Environment.from_env()
    store = S3ChainStore(
        client("s3"),
        client("dynamodb"),
        bucket=environment.audit_bucket,
        table=environment.operations_table,
    )
    signer = KmsSigner(client("kms"), environment.seal_key)
    sealed = seal(store, signer, bucket=environment.audit_bucket, datasets=DATASETS, clock=utc_now)
    summary: dict[str, str | int | None] = {
        "key": sealed.key,
        "chains": len(sealed.roots),
        "public_key_sha256": sealed.public_key_sha256,
    }
    note(LogEvent.AUDIT_SEALED, **summary)
    return summary
