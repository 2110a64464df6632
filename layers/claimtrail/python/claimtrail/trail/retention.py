"""Retention of the audit trail."""

from claimtrail.kernel.retention import (
    SEVEN_YEARS,
    SIX_YEARS,
    DataClass,
    Lock,
    LockMode,
    Store,
    Tier,
)

ROUTINE_DAYS = 400
"""Days for which accesses for routine purposes stand in the index; the trail keeps them longer."""
CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="audit trail",
        what="The chained record of every event, and the datasets for analysts.",
        store=Store.AUDIT,
        hot_days=365,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        lock={
            "prod": Lock(LockMode.COMPLIANCE, SIX_YEARS),
            "dev": Lock(LockMode.GOVERNANCE, 7),
            "local": Lock(LockMode.GOVERNANCE, 1),
        },
        why="HIPAA documentation: six years, write once (45 CFR 164.316(b)(2)).",
    ),
    DataClass(
        name="index of routine accesses",
        what="Who looked at what, by day; by claim for treatment, payment and operations.",
        store=Store.OPERATIONS_TABLE,
        hot_days=ROUTINE_DAYS,
        expiry_days=ROUTINE_DAYS,
        why="Pages answer from it at once; the audit trail keeps each access for six years.",
    ),
    DataClass(
        name="index of other accesses",
        what="Accesses by claim for purposes that the accounting of disclosures counts.",
        store=Store.OPERATIONS_TABLE,
        hot_days=SIX_YEARS,
        expiry_days=SIX_YEARS,
        why="A patient may ask for six years (45 CFR 164.528(a)(1)).",
    ),
    DataClass(
        name="verifications of the trail's days",
        what="The newest verification of each day on a page, with its checks and faults.",
        store=Store.OPERATIONS_TABLE,
        hot_days=SIX_YEARS,
        expiry_days=None,
        why="They are evidence of who checked the trail; each is also in the access log.",
    ),
)
