"""The receiving of files."""

from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.intake.arrivals import arrival_store
from claimtrail.bootstrap.intake.stores import bucket, file_store, ingest_queue
from claimtrail.bootstrap.trail import row_sink
from claimtrail.intake.receive.dependencies import ReceiveDependencies
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import deployed_profiles


def receive_dependencies(  # noqa: PLR0913 - one argument per resource, all by keyword
    *,
    claim_table: str,
    inbox_bucket: str,
    archive_bucket: str,
    quarantine_bucket: str,
    outbox_bucket: str,
    ingest_queue_url: str,
    audit_queue_url: str,
    event_bus: str,
    code_version: str,
    chunk_bytes: int,
) -> ReceiveDependencies:
    """Return what receive_file works with, by the names of a stage's resources."""
    return ReceiveDependencies(
        inbox=bucket(inbox_bucket),
        archive=bucket(archive_bucket),
        quarantine=bucket(quarantine_bucket),
        outbox=bucket(outbox_bucket),
        arrivals=arrival_store(claim_table),
        files=file_store(claim_table),
        claims=claim_store(claim_table),
        queue=ingest_queue(ingest_queue_url),
        publisher=publisher(event_bus),
        rows=row_sink(audit_queue_url),
        partners=deployed_profiles(),
        clock=utc_now,
        code_version=code_version,
        chunk_size=chunk_bytes,
    )
