"""A queue of dead letters. Its alarm follows from its kind (infra/alarms)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import Store

KEY_REUSE = Duration.hours(24)
"""Seconds for which SQS reuses a data key before it asks KMS again, for each role that sends or
receives. The default of five minutes costs more than the messages (`docs/costs.md`); whoever takes
the key away waits up to a day for it to tell (`docs/security.md`)."""

PATIENCE: Mapping[str, Any] = MappingProxyType(
    {"max_event_age": Duration.hours(24), "retry_attempts": 185}
)
"""The time and the tries that EventBridge has to hand an event over: the most that there are
(EventBridge user guide, "How EventBridge retries delivering events")."""


def queue_retention() -> Duration:
    """Return how long queues keep messages."""
    return Duration.days(RETENTION.rule_of(Store.QUEUES).hot_days)


def dead_letter_queue(scope: Construct, *, key: kms.IKey) -> sqs.Queue:
    """Create the queue `DeadLetters`, which is encrypted and refuses plain HTTP."""
    return sqs.Queue(
        scope,
        "DeadLetters",
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        data_key_reuse=KEY_REUSE,
        enforce_ssl=True,
        retention_period=queue_retention(),
    )
