"""Retention of exports: copies that are removed soon."""

from claimtrail.kernel.retention import DataClass, Store

KEPT_DAYS = 7
"""Days for which an export and its files are kept."""

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="exported lists",
        what="CSV and PDF that people asked for, each for the one who did.",
        store=Store.EXPORTS,
        hot_days=KEPT_DAYS,
        expiry_days=KEPT_DAYS,
        recovery_days=1,
        why="A copy with PHI; the list can be exported again.",
    ),
    DataClass(
        name="export requests",
        what="Which list was exported by whom, and how far it is.",
        store=Store.OPERATIONS_TABLE,
        hot_days=KEPT_DAYS,
        expiry_days=KEPT_DAYS,
        why="As long as the files; the access log keeps who exported what.",
    ),
)
