"""Retention of tickets."""

from claimtrail.kernel.retention import SEVEN_YEARS, DataClass, Store

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="tickets",
        what="Follow-up tickets and their state.",
        store=Store.TICKET_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=SEVEN_YEARS,
        why="They document how a claim was pursued.",
    ),
)
