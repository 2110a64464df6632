"""Tells the access log who asked Athena, by the command line or past it.

Messages of the Query queue: CloudTrail's records of queries that were started.
"""

import json
from dataclasses import dataclass
from typing import Any

from claimtrail.analytics.query_access import rows_of_call
from claimtrail.aws.core.athena import sql_of
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off
from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.kernel.names import Variable
from claimtrail.trail.access_log import ACCESS_LOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    audit_queue_url: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(audit_queue_url=require(Variable.AUDIT_QUEUE_URL))


def handler(event: dict[str, Any], context: Any) -> Any:
    """Send rows of the access log to the trail; a failed message alone is redelivered."""
    sink = SqsRowSink(client("sqs"), Environment.from_env().audit_queue_url)

    def record(body: str) -> None:
        rows = rows_of_call(json.loads(body), sql_of=lambda one: sql_of(client("athena"), one))
        sink.send(ACCESS_LOG, rows)
        note(LogEvent.QUERY_RECORDED, correlation_id=rows[0]["correlation_id"], rows=len(rows))

    return work_off(event, context, take=record)
