"""The retention of each class of data, and its store: the one table that is deployed and reported.

Lifecycle rules, TTL attributes, log retention, queue retention and Object Lock are generated from
`RETENTION` by the stacks; `claimtrail retention` and docs/retention.md (`python -m
infra.retention`) say the same.

A legal hold overrides the expiry of every class that says so: its bucket has Object Lock enabled,
and an object version under hold is removed neither by a lifecycle rule nor by hand until the hold
is lifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

SIX_YEARS = 2192
"""45 CFR 164.316(b)(2), in days: six years hold two leap days at most."""
SEVEN_YEARS = 2557
"""Six years from the last use, not the first; the seventh is the margin."""
INBOX_DAYS = 30
"""Of a dropped object, and of the arrival by which it is found."""


class Store(StrEnum):
    """The store of a class of data. A store belongs to one class, a table may hold several."""

    INBOX = "inbox bucket"
    ARCHIVE = "archive bucket"
    QUARANTINE = "quarantine bucket"
    OUTBOX = "outbox bucket"
    AUDIT = "audit bucket"
    LAKE = "lake bucket"
    ACCESS_LOG = "access-log bucket"
    RESULTS = "query-results bucket"
    CLAIM_TABLE = "claim table"
    OPERATIONS_TABLE = "operations table"
    TICKET_TABLE = "ticket table"
    QUEUES = "queues and dead-letter queues"
    LOG_GROUPS = "log groups"


BUCKETS = (
    Store.INBOX,
    Store.ARCHIVE,
    Store.QUARANTINE,
    Store.OUTBOX,
    Store.AUDIT,
    Store.LAKE,
    Store.ACCESS_LOG,
    Store.RESULTS,
)
TABLES = (Store.CLAIM_TABLE, Store.OPERATIONS_TABLE, Store.TICKET_TABLE)


class Tier(StrEnum):
    """S3 storage classes for data that is seldom read, as CloudFormation names them."""

    GLACIER_INSTANT = "GLACIER_IR"
    """Read in milliseconds: what an auditor may ask for today."""
    GLACIER_FLEXIBLE = "GLACIER"
    """Read within hours."""


class LockMode(StrEnum):
    """S3 Object Lock: who may shorten it. Nobody, or who has the right to."""

    COMPLIANCE = "COMPLIANCE"
    GOVERNANCE = "GOVERNANCE"


@dataclass(frozen=True, slots=True)
class Lock:
    """Write once for so many days from the writing."""

    mode: LockMode
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataClass:
    """One class of data and its rule. Days count from the writing."""

    name: str
    what: str
    store: Store
    hot_days: int
    """Kept at hand; afterwards in `tier`, when there is one."""
    tier: Tier | None = None
    expiry_days: int | None
    """Removed after so many days; None keeps it."""
    legal_hold: bool = False
    lock: Mapping[str, Lock] = field(default_factory=dict)
    """Object Lock by stage; nothing is locked where none is named."""
    why: str


RETENTION: tuple[DataClass, ...] = (
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
        name="audit trail",
        what="The chained record of every event, and the datasets for analysts.",
        store=Store.AUDIT,
        hot_days=365,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        legal_hold=True,
        lock={
            "prod": Lock(LockMode.COMPLIANCE, SIX_YEARS),
            "dev": Lock(LockMode.COMPLIANCE, 7),
            "local": Lock(LockMode.GOVERNANCE, 1),
        },
        why="HIPAA documentation: six years, write once (45 CFR 164.316(b)(2)).",
    ),
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
        name="access log",
        what="S3's own record of who read and wrote the buckets, but for the inbox.",
        store=Store.ACCESS_LOG,
        hot_days=120,
        tier=Tier.GLACIER_INSTANT,
        expiry_days=SEVEN_YEARS,
        why="Kept as long as what it guards (45 CFR 164.312(b)).",
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
        name="arrivals",
        what="Where a dropped object is and what its partner called it, until it is received.",
        store=Store.CLAIM_TABLE,
        hot_days=INBOX_DAYS,
        expiry_days=INBOX_DAYS,
        why="As long as the object; a dead letter names the arrival, and it the object.",
    ),
    DataClass(
        name="escalations and chain heads",
        what="Running escalations, ended ones, the ends of the audit chains.",
        store=Store.OPERATIONS_TABLE,
        hot_days=400,
        expiry_days=400,
        why="The audit trail keeps the history; chain heads carry no expiry.",
    ),
    DataClass(
        name="tickets",
        what="Follow-up tickets and their state.",
        store=Store.TICKET_TABLE,
        hot_days=SEVEN_YEARS,
        expiry_days=SEVEN_YEARS,
        why="They document how a claim was pursued.",
    ),
    DataClass(
        name="messages",
        what="Messages under way, and dead letters until someone redrives them.",
        store=Store.QUEUES,
        hot_days=14,
        expiry_days=14,
        why="The longest that SQS keeps them; an alarm rings at the first dead letter.",
    ),
    DataClass(
        name="operational logs",
        what="Functions' and state machines' logs: ids and counts, no PHI.",
        store=Store.LOG_GROUPS,
        hot_days=365,
        expiry_days=365,
        why="A year of operation to compare with; the audit trail is the legal record.",
    ),
)

TTL_ATTRIBUTE = "expires_at"
"""Epoch seconds; the tables drop an item after it. Items without it stay."""


def rule_of(store: Store) -> DataClass:
    """Return the class that a bucket, the queues or the log groups hold.

    Raises:
        LookupError: the store holds none, or several (the claim table).
    """
    found = [item for item in RETENTION if item.store is store]
    if len(found) != 1:
        raise LookupError(f"{len(found)} classes of data live in the {store}")
    return found[0]


def has_ttl(table: Store) -> bool:
    """Return whether any class in the table expires, so that its TTL attribute must be on."""
    return any(item.expiry_days is not None for item in RETENTION if item.store is table)


def removed_on(store: Store, written_on: date) -> date | None:
    """Return the day on which what was written into a store leaves it; None when it stays."""
    days = rule_of(store).expiry_days
    return None if days is None else written_on + timedelta(days=days)
