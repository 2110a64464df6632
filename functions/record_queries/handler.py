"""Messages of the Query queue: CloudTrail's records of queries that were started."""

import json
from typing import Any

from claimtrail.analytics.asked import rows_of_call
from claimtrail.audit.access import ACCESS_LOG
from claimtrail.aws.athena import sql_of
from claimtrail.aws.clients import client
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.row_sink import SqsRowSink
from functions.record_queries.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Send rows of the access log to the trail; a failed message alone comes again."""
    sink = SqsRowSink(client("sqs"), Environment.from_env().audit_queue_url)

    def record(body: str) -> None:
        rows = rows_of_call(json.loads(body), sql_of=lambda one: sql_of(client("athena"), one))
        sink.send(ACCESS_LOG, rows)
        note(LogEvent.QUERY_RECORDED, correlation_id=rows[0]["correlation_id"], rows=len(rows))

    return work_off(event, context, take=record)
