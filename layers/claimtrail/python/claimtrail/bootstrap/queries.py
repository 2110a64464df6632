"""Athena, for SQL that is typed in or saved."""

from claimtrail.aws.core.athena import AthenaClient
from claimtrail.aws.core.clients import client


def athena(*, workgroup: str, database: str) -> AthenaClient:
    """Return what runs queries in a workgroup, on a database."""
    return AthenaClient(client("athena"), workgroup=workgroup, database=database)
