"""Rows of the access log about Athena queries."""

from typing import Any

from claimtrail.analytics.query_access import rows_of_call
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.athena import sql_of
from claimtrail.trail.datasets.rows import AccessRow


def access_rows_of_query(envelope: dict[str, Any]) -> list[AccessRow]:
    """Return the rows of the access log about a query that CloudTrail recorded.

    Raises ClaimTrailError (CALL_UNREADABLE), and what Athena raises about its SQL.
    """
    return rows_of_call(
        envelope, sql_of=lambda execution_id: sql_of(client("athena"), execution_id)
    )
