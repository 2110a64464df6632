"""On a schedule: holds the figures against the lake, the claims and themselves.

The schedule's tick. What is counted in an older version is counted again; the rest is listed.
"""

from dataclasses import asdict
from typing import Any

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.analytics.figure_reconciliation import figure_reconciliation

_LISTED = 200
"""Differences with a line of their own; the count has all."""


class Environment(environment.Environment):
    """Claims, tickets and figures, and where analysts ask the lake."""

    claim_table: environment.Name
    ticket_table: environment.Name
    operations_table: environment.Name
    claim_queries: environment.Name


@observed()
def handler(event: dict[str, Any], context: object) -> dict[str, int]:  # noqa: ARG001 - a tick
    """Compare, fix and list; return the numbers."""
    done = figure_reconciliation(**Environment.from_env().model_dump()).run()
    for one in done.differences[:_LISTED]:
        note_failure(AnalyticsLogEvent.FIGURES_DIFFERED, **asdict(one))
    if unlisted := len(done.differences[_LISTED:]):
        note_failure(AnalyticsLogEvent.FIGURES_DIFFERED, unlisted, kind="unlisted")
    numbers = {
        "rows": done.rows,
        "differences": len(done.differences),
        "repaired": done.repaired,
        "under_way": done.under_way,
    }
    note(AnalyticsLogEvent.FIGURES_RECONCILED, **numbers)
    return numbers
