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
    DataClass(
        name="notices that were sent",
        what="Messages to people about tickets: ids, kinds and words of our tables.",
        store=Store.TICKET_TABLE,
        hot_days=30,
        expiry_days=30,
        why="Longer than an event may be published again; the events themselves are in the trail.",
    ),
)
