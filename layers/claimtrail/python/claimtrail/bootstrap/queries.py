"""Athena, for SQL that is typed in or saved."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.athena import AthenaClient


def athena(*, workgroup: str, database: str) -> AthenaClient:
    """Return what runs queries in a workgroup, on a database."""
    return AthenaClient(client("athena"), workgroup=workgroup, database=database)
