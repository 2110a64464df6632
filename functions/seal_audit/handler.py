"""The schedule's tick: seals what the trail holds now."""

from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.audit.seals import seal
from claimtrail.aws.audit_seal import KmsSigner
from claimtrail.aws.audit_trail import S3ChainStore
from claimtrail.aws.clients import client
from claimtrail.aws.logs import LogEvent, note
from claimtrail.kernel.time import utc_now
from functions.seal_audit.environment import Environment


def handler(_event: dict[str, Any], _context: object) -> dict[str, str | int | None]:
    """Seal the ends of all chains; a run that fails is mended by the next."""
    environment = Environment.from_env()
    store = S3ChainStore(
        client("s3"),
        client("dynamodb"),
        bucket=environment.audit_bucket,
        table=environment.operations_table,
    )
    signer = KmsSigner(client("kms"), environment.seal_key)
    sealed = seal(store, signer, bucket=environment.audit_bucket, datasets=DATASETS, clock=utc_now)
    told: dict[str, str | int | None] = {
        "key": sealed.key,
        "chains": len(sealed.roots),
        "public_key_sha256": sealed.public_key_sha256,
    }
    note(LogEvent.AUDIT_SEALED, **told)
    return told
