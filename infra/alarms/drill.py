"""Causes by which the drill on an embedded cloud makes each kind of alarm ring: one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Cause(StrEnum):
    """The cause of an alarm in the drill."""

    FAILURE = "a failure that the drill causes, for one resource; for others a metric"
    NOTHING_CAME = "nothing: no run came to its end"
    METRIC = "a metric, published as AWS would"
    PARTS = "the alarms that it is of"
    PATTERN = "does not ring: the rule's pattern is asked about CloudTrail's event"


DRILL: Mapping[str, Cause] = MappingProxyType(
    {
        **dict.fromkeys(("dead-letters", "function-errors", "failed-executions"), Cause.FAILURE),
        **dict.fromkeys(("trails-sealed", "compactions-ended"), Cause.NOTHING_CAME),
        **dict.fromkeys(
            (
                *("iterator-age", "old-messages", "expiring-dead-letters", "failed-invocations"),
                *("function-throttles", "near-time-out", "table-throttles", "table-system-errors"),
                *("failed-schedule", "projections-deferred", "publications-deferred"),
                *("functions-failed", "files-quarantined", "arrivals-missed", "sftp-logins"),
                *("inbox-sweeps-cut", "audit-chains-refused", "figures-differed"),
                *("exports-failed", "tickets-unallocated", "notices-given-up"),
                *("reviews-overdue", "pages-failing", "pages-slow"),
                *("sign-ins-refused", "sign-ins-failed", "identity-providers-unreachable"),
                *("signing-certificates-expiring", "signing-certificates-ending"),
            ),
            Cause.METRIC,
        ),
        "several-at-once": Cause.PARTS,
        **dict.fromkeys(("key-changes", "bucket-changes"), Cause.PATTERN),
    }
)
"""Section of the runbook to what makes its alarms ring."""
