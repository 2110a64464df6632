"""An access as the index keeps it, and for how long.

The trail's dataset `access_log` is the record. The index is made from its rows as they are
recorded, and tells nothing that they do not.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from claimtrail.kernel.clock import parse_instant
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.kernel.retention import SIX_YEARS
from claimtrail.trail.access_log import Purpose, access_id_of
from claimtrail.trail.datasets.rows import AccessRow
from claimtrail.trail.retention import ROUTINE_DAYS

NOT_ACCOUNTED = frozenset(
    {Purpose.TREATMENT, Purpose.PAYMENT, Purpose.OPERATIONS, Purpose.PATIENT_REQUEST}
)
"""Purposes of 45 CFR 164.528(a)(1)(i) and (ii): they need no accounting."""
HANDED_OUT = "recipient:"
"""Begins the statement of an access by which data left the house; its recipient follows."""
_KEPT = timedelta(days=SIX_YEARS)
_KEPT_ROUTINE = timedelta(days=ROUTINE_DAYS)


class RecordedAccess(FrozenModel):
    """One access by one request: to everything that it showed, or to one thing of it."""

    schema_version: Literal[1] = 1
    access_id: str
    """Of the first row that tells of it."""
    accessed_at: datetime
    actor: str
    """`user:<id>` or `system:<function>`."""
    role: str = ""
    purpose: str
    action: str
    subjects: tuple[str, ...]
    """Claims, files and other things; one alone in the index by what was looked at."""
    fields: str = ""
    """The names of what was shown, separated by blanks; never a value."""
    statement: str = ""
    origin: str
    correlation_id: str

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Return the claims among what was shown."""
        return tuple(one for one in self.subjects if one.startswith(CLAIM_PREFIX))

    @property
    def other_subjects(self) -> tuple[str, ...]:
        """Return what was shown beside claims."""
        return tuple(one for one in self.subjects if not one.startswith(CLAIM_PREFIX))

    @property
    def is_routine(self) -> bool:
        """Return whether the accounting of disclosures leaves its purpose out."""
        return not needs_accounting(self.purpose, self.statement)

    @property
    def kept_until(self) -> datetime:
        """Return when the access leaves the index by what was looked at."""
        return self.accessed_at + (_KEPT_ROUTINE if self.is_routine else _KEPT)

    @property
    def listed_until(self) -> datetime:
        """Return when the access leaves the index by day."""
        return self.accessed_at + _KEPT_ROUTINE

    def of_each(self) -> Iterator["RecordedAccess"]:
        """Yield the access to each thing alone, under the id of its row in the trail."""
        for one in self.subjects:
            access_id = access_id_of(self.correlation_id, self.action, one)
            yield self.model_copy(update={"access_id": access_id, "subjects": (one,)})


def needs_accounting(purpose: str, statement: str | None) -> bool:
    """Return whether a patient is owed an account of an access.

    The purpose says it of an access inside the house. What was handed out is always accounted for.
    """
    return purpose not in NOT_ACCOUNTED or bool(outside_recipient(statement))


def outside_recipient(statement: str | None) -> str:
    """Return the recipient of data that was handed out; empty for an access inside the house."""
    said = statement or ""
    return said.removeprefix(HANDED_OUT) if said.startswith(HANDED_OUT) else ""


def accesses_in(rows: Iterable[AccessRow]) -> list[RecordedAccess]:
    """Return the accesses that rows of one message tell of: one for each request and action.

    Raises ValueError for an instant that is none.
    """
    found: dict[tuple[str, ...], list[AccessRow]] = {}
    for row in rows:
        key = (row["correlation_id"], row["action"], row["actor"], row["accessed_at"])
        found.setdefault(key, []).append(row)
    return [_access(some) for some in found.values()]


def merged(accesses: Iterable[RecordedAccess]) -> list[RecordedAccess]:
    """Return one access for each request and action, which may stand in several messages."""
    found: dict[tuple[str, ...], list[RecordedAccess]] = {}
    for one in accesses:
        found.setdefault((one.correlation_id, one.action, one.actor), []).append(one)
    return [_whole(parts) for parts in found.values()]


def _whole(parts: Sequence[RecordedAccess]) -> RecordedAccess:
    if len(parts) == 1:
        return parts[0]
    first = min(parts, key=lambda one: (one.accessed_at, one.access_id))
    subjects = dict.fromkeys(subject for one in parts for subject in one.subjects)
    return first.model_copy(update={"subjects": tuple(subjects)})


def _access(rows: Sequence[AccessRow]) -> RecordedAccess:
    first = rows[0]
    return RecordedAccess(
        access_id=first["access_id"],
        accessed_at=parse_instant(first["accessed_at"]),
        actor=first["actor"],
        role=first["role"] or "",
        purpose=first["purpose"],
        action=first["action"],
        subjects=tuple(dict.fromkeys(row["subject_id"] for row in rows)),
        fields=first["fields"] or "",
        statement=first["statement"] or "",
        origin=first["origin"],
        correlation_id=first["correlation_id"],
    )
