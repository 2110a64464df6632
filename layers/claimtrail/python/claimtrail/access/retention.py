"""Retention of access: openings, attestations, and views that people saved."""

from claimtrail.kernel.retention import SIX_YEARS, DataClass, Store

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="people, restrictions and reviews of access",
        what="Restrictions, openings of restricted claims, people's last use, attestations.",
        store=Store.OPERATIONS_TABLE,
        hot_days=SIX_YEARS,
        expiry_days=None,
        why="They are evidence of who could see what (45 CFR 164.316(b)(2)).",
    ),
    DataClass(
        name="saved views",
        what="Names and filters of lists that people saved, and what each opens with.",
        store=Store.OPERATIONS_TABLE,
        hot_days=400,
        expiry_days=None,
        why="People delete their own; no data of claims is in them.",
    ),
    DataClass(
        name="answers to changes by the JSON API",
        what="The answer to each change by its idempotency key, with ids alone.",
        store=Store.OPERATIONS_TABLE,
        hot_days=1,
        expiry_days=1,
        why="A program repeats a change within a day; the access log keeps who changed what.",
    ),
)
