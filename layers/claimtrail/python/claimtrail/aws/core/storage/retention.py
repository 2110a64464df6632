"""Retention of what belongs to no noun: accesses, messages, logs."""

from claimtrail.kernel.retention import SEVEN_YEARS, DataClass, Store, Tier

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="access log",
        what="S3's own record of who read and wrote the buckets, but for the inbox.",
        store=Store.ACCESS_LOG,
        hot_days=120,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        why="Kept as long as what it guards (45 CFR 164.312(b)).",
    ),
    DataClass(
        name="messages",
        what="Messages under way, and dead letters until someone redrives them.",
        store=Store.QUEUES,
        hot_days=14,
        expiry_days=14,
        why="The longest that SQS keeps them; an alarm rings at the first dead letter.",
    ),
    DataClass(
        name="operational logs",
        what="Functions' and state machines' logs: ids and counts, no PHI.",
        store=Store.LOG_GROUPS,
        hot_days=365,
        expiry_days=365,
        why="A year of operation to compare with; the audit trail is the legal record.",
    ),
)
