"""Intake on AWS: which adapters stand behind the ports of its two use cases."""

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.secrets import claim_key_secret
from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.aws.intake.objects import S3Bucket
from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.aws.intake.queues import SqsIngestQueue
from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.intake.ingest.ingest_range import IngestDependencies
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.receive.receive_file import ReceiveDependencies
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
        inbox=S3Bucket(client("s3"), inbox_bucket),
        archive=S3Bucket(client("s3"), archive_bucket),
        quarantine=S3Bucket(client("s3"), quarantine_bucket),
        outbox=S3Bucket(client("s3"), outbox_bucket),
        files=DynamoFileStore(client("dynamodb"), claim_table),
        claims=DynamoClaimStore(claim_table),
        queue=SqsIngestQueue(client("sqs"), ingest_queue_url),
        publisher=EventBridgePublisher(client("events"), event_bus),
        rows=SqsRowSink(client("sqs"), audit_queue_url),
        partners=deployed_profiles(),
        clock=utc_now,
        code_version=code_version,
        chunk_size=chunk_bytes,
    )


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
        archive=S3Bucket(client("s3"), archive_bucket),
        outbox=S3Bucket(client("s3"), outbox_bucket),
        files=DynamoFileStore(client("dynamodb"), claim_table),
        claims=DynamoClaimStore(claim_table),
        payments=DynamoPaymentStore(client("dynamodb"), claim_table),
        queue=SqsIngestQueue(client("sqs"), ingest_queue_url),
        publisher=EventBridgePublisher(client("events"), event_bus),
        rows=SqsRowSink(client("sqs"), audit_queue_url),
        partners=deployed_profiles(),
        clock=utc_now,
        code_version=code_version,
        key=ClaimKey(
            organization_id=organization_id, secret=claim_key_secret(claim_key_secret_arn)
        ),
    )
