"""Records in the access log who queries Athena, by the command line or past it.

Messages of the Query queue: CloudTrail's records of queries that were started.
"""

import json
from typing import Any

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.analytics.query_access import access_rows_of_query
from claimtrail.bootstrap.trail import row_sink
from claimtrail.trail.datasets.rows import ACCESS_LOG


class Environment(environment.Environment):
    """The queue of the trail."""

    audit_queue_url: environment.QueueUrl


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Send rows of the access log to the trail; a failed message alone is redelivered."""
    sink = row_sink(Environment.from_env().audit_queue_url)

    def record(body: str) -> None:
        rows = access_rows_of_query(json.loads(body))
        sink.send(ACCESS_LOG.name, rows)
        note(
            AnalyticsLogEvent.QUERY_RECORDED,
            correlation_id=rows[0]["correlation_id"],
            rows=len(rows),
        )

    return work_off(event, context, take=record)
