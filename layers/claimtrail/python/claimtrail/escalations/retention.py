"""Retention of escalations."""

from claimtrail.kernel.retention import DataClass, Store

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="escalations and chain heads",
        what="Running escalations, ended ones, the ends of the audit chains.",
        store=Store.OPERATIONS_TABLE,
        hot_days=400,
        expiry_days=400,
        why="The audit trail keeps the history; chain heads carry no expiry.",
    ),
)
