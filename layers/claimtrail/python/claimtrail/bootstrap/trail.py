"""The audit trail on AWS: rows go in by a queue, one writer appends them, one function seals."""

from collections.abc import Mapping
from dataclasses import dataclass

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.trail.access_index import DynamoAccessIndex
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.day_checks import DynamoDayVerificationStore
from claimtrail.aws.trail.kms_signer import KmsSigner
from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.record import Recorded, record
from claimtrail.trail.chaining.seals import Sealed, seal


def row_sink(audit_queue_url: str) -> SqsRowSink:
    """Return what sends rows to the trail."""
    return SqsRowSink(client("sqs"), audit_queue_url)


def chain_store(*, audit_bucket: str, operations_table: str) -> S3ChainStore:
    """Return the chains: objects in the bucket, heads in the table."""
    return S3ChainStore(
        client("s3"), client("dynamodb"), bucket=audit_bucket, table=operations_table
    )


def access_index(operations_table: str) -> DynamoAccessIndex:
    """Return the index of recent accesses."""
    return DynamoAccessIndex(client("dynamodb"), operations_table)


def day_verifications(operations_table: str) -> DynamoDayVerificationStore:
    """Return the verifications of single days."""
    return DynamoDayVerificationStore(client("dynamodb"), operations_table)


def signer(seal_key: str) -> KmsSigner:
    """Return what signs seals by a KMS key, by its ARN."""
    return KmsSigner(client("kms"), seal_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTrail:
    """The trail's writer and sealer, by the names of a stage's resources."""

    audit_bucket: str
    operations_table: str

    def record(self, messages: Mapping[str, str]) -> Recorded:
        """Append the rows of messages (bodies by message id). Raises what the stores raise."""
        return record(
            messages,
            datasets=DATASETS,
            detail_types=DETAIL_TYPES,
            store=self._store,
            clock=utc_now,
            index=access_index(self.operations_table),
        )

    def seal(self, *, seal_key: str) -> Sealed:
        """Sign the ends of all chains. Raises what the stores and KMS raise."""
        return seal(
            self._store,
            signer(seal_key),
            bucket=self.audit_bucket,
            datasets=DATASETS,
            clock=utc_now,
        )

    @property
    def _store(self) -> S3ChainStore:
        return chain_store(audit_bucket=self.audit_bucket, operations_table=self.operations_table)
