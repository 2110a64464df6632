"""Retention of the copies that analytics makes of the trail."""

from claimtrail.kernel.retention import SEVEN_YEARS, DataClass, Store, Tier

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="tables for analysts",
        what="Parquet of the trail's closed days, in full and masked.",
        store=Store.LAKE,
        hot_days=365,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        why="A copy that can be made again; it goes when the trail that it copies goes.",
    ),
    DataClass(
        name="exports",
        what="Answers of Athena queries.",
        store=Store.RESULTS,
        hot_days=30,
        expiry_days=30,
        why="A copy; the query can be run again.",
    ),
    DataClass(
        name="figures",
        what="Counters over claims and tickets, and what each of these adds to them.",
        store=Store.OPERATIONS_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=None,
        why="They are sums over claims, and stay as long as these; they can be counted again.",
    ),
)
