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
)
