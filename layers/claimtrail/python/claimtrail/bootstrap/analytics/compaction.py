"""Compaction of the trail into the lake. DuckDB is in a layer that compact_day alone has."""

from collections.abc import Callable

from claimtrail.analytics.compaction import Compactor
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.aws.analytics.glue_views import GlueViews
from claimtrail.aws.analytics.lake_files import S3Lake, S3Trail
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import claim_key_secret
from claimtrail.kernel.clock import utc_now


def compactor(
    *,
    audit_bucket: str,
    lake_bucket: str,
    glue_database: str,
    claim_key_secret_arn: str,
    may_go_on: Callable[[], bool],
) -> Compactor:
    """Return compaction; `may_go_on` says before each file whether there is time for it."""
    return Compactor(
        trail=S3Trail(client("s3"), bucket=audit_bucket),
        lake=S3Lake(client("s3"), bucket=lake_bucket),
        views=GlueViews(client("glue"), database=glue_database),
        writer=DuckDbWriter(mask_key=claim_key_secret(claim_key_secret_arn)),
        clock=utc_now,
        may_go_on=may_go_on,
    )
