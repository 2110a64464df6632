"""Intake on AWS: which adapters stand behind the ports of its two use cases."""

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.file_table import DynamoFileStore
from claimtrail.aws.objects import S3Bucket
from claimtrail.aws.payment_table import DynamoPaymentStore
from claimtrail.aws.queues import SqsIngestQueue
from claimtrail.aws.row_sink import SqsRowSink
from claimtrail.aws.secrets import claim_key_secret
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.intake.ingest import Ingesting
from claimtrail.intake.receive import Receiving
from claimtrail.kernel.time import utc_now
from claimtrail.payers.profile import deployed_profiles


def receiving(  # noqa: PLR0913 - one argument per resource, all by keyword
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
    portion_bytes: int,
) -> Receiving:
    """What receive_file works with, by the names of a stage's resources."""
    return Receiving(
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
        portion_size=portion_bytes,
    )


def ingesting(  # noqa: PLR0913 - one argument per resource, all by keyword
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
) -> Ingesting:
    """What ingest_transactions works with, by the names of a stage's resources."""
    return Ingesting(
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
