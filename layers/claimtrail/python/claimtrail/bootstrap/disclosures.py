"""Disclosures on AWS: archived files for provenance, and copies of the trail to verify."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.disclosures.archive import S3Archive
from claimtrail.aws.intake.objects import S3Bucket
from claimtrail.aws.trail.copy import S3Copy


def archive(archive_bucket: str) -> S3Archive:
    """Return the archived files."""
    return S3Archive(S3Bucket(client("s3"), archive_bucket))


def trail_copy(bucket: str, prefix: str = "") -> S3Copy:
    """Return a trail as it lies in a bucket, under a prefix that ends in a slash."""
    return S3Copy(client("s3"), bucket, prefix)
