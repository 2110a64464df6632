"""The ingestion of ranges."""

from claimtrail.aws.core.account.secrets import claim_key_secret
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.intake.stores import bucket, file_store, ingest_queue, payment_store
from claimtrail.bootstrap.trail import row_sink
from claimtrail.intake.ingest.append import IngestDependencies
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import deployed_profiles


def ingest_dependencies(  # noqa: PLR0913 - one argument per resource, all by keyword
    *,
    organization_id: str,
    claim_table: str,
    archive_bucket: str,
    outbox_bucket: str,
    ingest_queue_url: str,
    audit_queue_url: str,
    event_bus: str,
    claim_key_secret_arn: str,
    code_version: str,
) -> IngestDependencies:
    """Return what ingest_transactions works with, by the names of a stage's resources."""
    return IngestDependencies(
        archive=bucket(archive_bucket),
        outbox=bucket(outbox_bucket),
        files=file_store(claim_table),
        claims=claim_store(claim_table),
        payments=payment_store(claim_table),
        queue=ingest_queue(ingest_queue_url),
        publisher=publisher(event_bus),
        rows=row_sink(audit_queue_url),
        partners=deployed_profiles(),
        clock=utc_now,
        code_version=code_version,
        key=ClaimKey(
            organization_id=organization_id, secret=claim_key_secret(claim_key_secret_arn)
        ),
    )
