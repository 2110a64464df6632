"""The record of who asked Athena what: rows of `access_log`, for every way of asking.

What is known of a query that did not come by a command is CloudTrail's record of the call, as
EventBridge delivers it: who, when, from where, in which workgroup. CloudTrail leaves out the SQL,
whose text may hold identifiers; so does the row, which names tables and a digest.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.tables import LAKE_SUFFIX, TRAIL_SUFFIX
from claimtrail.analytics.views import VIEWS
from claimtrail.kernel.clock import parse_instant
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from claimtrail.trail.datasets.rows import AccessRow

SqlOf = Callable[[str], str]
"""The SQL of a query, by the id of its execution."""


def rows_of_call(envelope: dict[str, Any], *, sql_of: SqlOf) -> list[AccessRow]:
    """Return a row for each table that a query may have read.

    Which somebody started in a workgroup.

    `envelope` is an EventBridge event, `AWS API Call via CloudTrail`, of Athena's
    StartQueryExecution. The purpose is `unstated`: nobody was asked for it. Recorded twice, the
    rows are the same. Raises ClaimTrailError (CALL_UNREADABLE) for anything else, and what
    `sql_of` raises.
    """
    try:
        call = envelope["detail"]
        execution_id: str = call["responseElements"]["queryExecutionId"]
        workgroup: str = call["requestParameters"]["workGroup"]
        access = Access(
            correlation_id=execution_id,
            accessed_at=parse_instant(call["eventTime"]),
            actor=f"user:{call['userIdentity']['arn']}",
            purpose=Purpose.UNSTATED,
            action=Action.QUERIED,
            fields=(),
            origin=f"Athena workgroup {workgroup}, from {call.get('sourceIPAddress', 'unknown')}",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(type(error).__name__) from None
    sql = sql_of(execution_id)
    asked = replace(access, statement=statement_of(sql))
    return access_rows(asked, tables_asked(sql))


def statement_of(sql: str) -> str:
    """`saved:NAME` of a saved query, or a digest."""
    saved = {query.sql: query.name for query in saved_queries()}
    return f"saved:{saved[sql.strip()]}" if sql.strip() in saved else digest_of(sql)


def tables_asked(sql: str) -> list[str]:
    """`table:<name>` of each view whose rows the SQL may read; `table:*` when it names none.

    A name in a comment or in a text counts too: rather one too many than one too few.
    """
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    suffixes = ("", LAKE_SUFFIX, TRAIL_SUFFIX)
    asked = [name for name in VIEWS if any(name + suffix in words for suffix in suffixes)]
    return [f"table:{name}" for name in asked or ["*"]]


def digest_of(sql: str) -> str:
    """Return what stands for SQL that somebody typed, whose text may hold identifiers."""
    return f"sha256:{hashlib.sha256(sql.encode()).hexdigest()}"


def _unreadable(why: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="CALL_UNREADABLE",
            what=f"not CloudTrail's record of a query that was started ({why})",
            where="the Query queue",
            next_step="Compare the rule's pattern with what CloudTrail sends.",
        )
    )
