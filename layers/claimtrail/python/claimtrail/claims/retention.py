"""Retention of claims, and of what they point at."""

from claimtrail.kernel.retention import SEVEN_YEARS, DataClass, Store

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="claims and their events",
        what="Events, versions and the current claim.",
        store=Store.CLAIM_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=None,
        why="The claim is the fold of its events; nothing may be missing from it.",
    ),
    DataClass(
        name="encounters and patients",
        what="What the provider's systems register, each entity's latest snapshot.",
        store=Store.CLAIM_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=None,
        why="A claim points at them; a withdrawn one stays, marked.",
    ),
)
