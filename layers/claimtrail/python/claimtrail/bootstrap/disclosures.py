"""Disclosures on AWS: archived files, copies of the trail, and the accounting of disclosures."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.disclosures.access_history import AthenaAccessHistory
from claimtrail.aws.disclosures.archive import S3Archive
from claimtrail.aws.intake.objects import S3Bucket
from claimtrail.aws.trail.copy import S3Copy
from claimtrail.bootstrap.queries import athena
from claimtrail.disclosures.accounting import DisclosureAccounting
from claimtrail.kernel.clock import utc_now


def archive(archive_bucket: str) -> S3Archive:
    """Return the archived files."""
    return S3Archive(S3Bucket(client("s3"), archive_bucket))


def disclosure_accounting(*, workgroup: str, database: str) -> DisclosureAccounting:
    """Return what lists the recipients of disclosed claims, out of the access log in Athena."""
    history = AthenaAccessHistory(athena(workgroup=workgroup, database=database))
    return DisclosureAccounting(history=history, clock=utc_now)


def trail_copy(bucket: str, prefix: str = "") -> S3Copy:
    """Return a trail as it lies in a bucket, under a prefix that ends in a slash."""
    return S3Copy(client("s3"), bucket, prefix)
