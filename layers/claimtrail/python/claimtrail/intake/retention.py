"""Retention of files, and of what intake learns while they come in."""

from claimtrail.kernel.retention import SEVEN_YEARS, SYNTHETIC_DAYS, DataClass, Store, Tier

INBOX_DAYS = 30
"""Of a dropped object, and of the arrival by which it is found."""

CLASSES: tuple[DataClass, ...] = (
    DataClass(
        name="payer files, as dropped",
        what="What partners put into their dropbox, until it has surely been archived.",
        store=Store.INBOX,
        hot_days=INBOX_DAYS,
        expiry_days=INBOX_DAYS,
        why="Longer than the 14 days for which a dead letter can still ask for its file.",
    ),
    DataClass(
        name="payer files, archived",
        what="The exact bytes that every claim event points into.",
        store=Store.ARCHIVE,
        hot_days=120,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        why="Provenance must be readable as long as the audit trail cites it.",
    ),
    DataClass(
        name="payer files, quarantined",
        what="Files that were refused, with their findings elsewhere.",
        store=Store.QUARANTINE,
        hot_days=60,
        tier=Tier.GLACIER_FLEXIBLE,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        why="A refusal is disputed like a denial; the bytes are the proof.",
    ),
    DataClass(
        name="acknowledgments sent",
        what="TA1 and 999 written for partners.",
        store=Store.OUTBOX,
        hot_days=120,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        why="What was answered, and when, belongs to the exchange (CORE log).",
    ),
    DataClass(
        name="parsed intermediates",
        what=(
            "File receipts' deliveries, ranges, rosters: what joins files while they come in. "
            "Versions of claims that were preserved until they are reported."
        ),
        store=Store.CLAIM_TABLE,
        hot_days=400,
        expiry_days=400,
        why="An acknowledgment can trail its claim by a benefit year and the run-out after it.",
    ),
    DataClass(
        name="synthetic files and claims",
        what="Receipts, events, claims and payments of what a stage tests itself with.",
        store=Store.CLAIM_TABLE,
        hot_days=SYNTHETIC_DAYS,
        expiry_days=SYNTHETIC_DAYS,
        why="They say something of the stage on the day of the test; the trail keeps its rows.",
    ),
    DataClass(
        name="arrivals",
        what="Where a dropped object is and what its partner called it, until it is received.",
        store=Store.CLAIM_TABLE,
        hot_days=INBOX_DAYS,
        expiry_days=INBOX_DAYS,
        why="As long as the object; a dead letter names the arrival, and it the object.",
    ),
)
