"""Classes of data, each with its store and the days that it is kept.

Each noun declares its classes in `<noun>/retention.py`; `bootstrap/registry` collects them into the
one table. The stacks generate lifecycle rules, TTL attributes, log retention, queue retention and
Object Lock from it; `claimtrail retention` and docs/retention.md say the same.

A legal hold overrides the expiry of every class that says so: its bucket has Object Lock enabled,
and an object version under hold is removed neither by a lifecycle rule nor by hand until the hold
is lifted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

SIX_YEARS = 2192
"""45 CFR 164.316(b)(2), in days: six years hold two leap days at most."""
SEVEN_YEARS = 2557
"""Six years from the last use, not the first; the seventh is the margin."""


SYNTHETIC_DAYS = 30
"""Of what a stage tests itself with, in the tables; the trail keeps its rows as all others."""


class Store(StrEnum):
    """Store of a class of data. A store belongs to one class, a table may hold several.

    The table of retention has the classes in this order.
    """

    INBOX = "inbox bucket"
    ARCHIVE = "archive bucket"
    QUARANTINE = "quarantine bucket"
    OUTBOX = "outbox bucket"
    AUDIT = "audit bucket"
    LAKE = "lake bucket"
    ACCESS_LOG = "access-log bucket"
    RESULTS = "query-results bucket"
    EXPORTS = "exports bucket"
    ATTACHMENTS = "attachments bucket"
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
    Store.EXPORTS,
    Store.ATTACHMENTS,
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
    recovery_days: int = 30
    """Days for which a bucket can give back what expired or was overwritten."""
    legal_hold: bool = False
    lock: Mapping[str, Lock] = field(default_factory=dict)
    """Object Lock by stage; nothing is locked where none is named."""
    why: str


TTL_ATTRIBUTE = "expires_at"
"""Epoch seconds; the tables drop an item after it. Items without it stay."""


@dataclass(frozen=True, slots=True)
class RetentionTable:
    """Classes of data, in the order of their stores."""

    classes: tuple[DataClass, ...]

    def __iter__(self) -> Iterator[DataClass]:
        """Yield the classes."""
        return iter(self.classes)

    def rule_of(self, store: Store) -> DataClass:
        """Return the class that a bucket, the queues or the log groups hold.

        Raises:
            LookupError: the store holds none, or several (the claim table).
        """
        found = [item for item in self if item.store is store]
        if len(found) != 1:
            raise LookupError(f"{len(found)} classes of data live in the {store}")
        return found[0]

    def has_ttl(self, table: Store) -> bool:
        """Return whether any class in the table expires, so that its TTL attribute must be on."""
        return any(item.expiry_days is not None for item in self if item.store is table)

    def removed_on(self, store: Store, written_on: date) -> date | None:
        """Return the day on which what was written into a store leaves it; None when it stays."""
        days = self.rule_of(store).expiry_days
        return None if days is None else written_on + timedelta(days=days)
