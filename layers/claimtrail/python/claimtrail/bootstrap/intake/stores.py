"""The stores of files and payments, and the queue of ranges."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.aws.intake.objects import S3Bucket
from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.aws.intake.queues import SqsIngestQueue


def bucket(name: str) -> S3Bucket:
    """Return a bucket of files: inbox, archive, quarantine or outbox."""
    return S3Bucket(client("s3"), name)


def file_store(claim_table: str) -> DynamoFileStore:
    """Return the store of files' receipts."""
    return DynamoFileStore(client("dynamodb"), claim_table)


def payment_store(claim_table: str) -> DynamoPaymentStore:
    """Return the store of payments."""
    return DynamoPaymentStore(client("dynamodb"), claim_table)


def ingest_queue(ingest_queue_url: str) -> SqsIngestQueue:
    """Return the queue of ranges to ingest."""
    return SqsIngestQueue(client("sqs"), ingest_queue_url)
