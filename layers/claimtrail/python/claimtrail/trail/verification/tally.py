"""The tally of a verified trail: rows by day, seals, who looked at what, and one claim's rows.

Rows may be a forger's: values of any kind, and more of them than memory holds. Each list has a
bound, and what is left out is counted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from claimtrail.trail.chaining.chain import ChainPosition
from claimtrail.trail.chaining.seals import Statement
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.datasets.rows import ACCESS_LOG, AUDIT
from claimtrail.trail.verification.trail_faults import printable

KEPT = 10_000
"""Entries of each list; what comes beyond is counted."""
_LONGEST = 300
"""Characters of a value that are kept."""

EVENT_COLUMNS = (
    "occurred_at",
    "detail_type",
    "actor",
    "state_before",
    "state_after",
    "rule",
    "source_file_id",
    "source_start",
    "source_end",
)
"""Columns of `audit` that a claim's history shows."""
ACCESS_COLUMNS = ("accessed_at", "actor", "role", "purpose", "action", "fields", "origin")
"""Columns of `access_log` that a claim's accesses show."""


@dataclass(frozen=True, slots=True)
class SealSeen:
    """A seal that a trusted key signed."""

    number: int
    sealed_at: datetime
    bucket: str
    key_sha256: str
    chains: int


@dataclass(slots=True)
class AccessCount:
    """Accesses of one actor for one purpose by one action."""

    rows: int = 0
    first: str = ""
    last: str = ""

    def take(self, accessed_at: str) -> None:
        """Count an access at an instant (RFC 3339, which sorts as text)."""
        self.rows += 1
        self.first = min(self.first or accessed_at, accessed_at)
        self.last = max(self.last, accessed_at)


@dataclass(slots=True)
class DayCount:
    """Objects and rows of one data set on one day."""

    objects: int = 0
    rows: int = 0


@dataclass(slots=True)
class TrailTally:
    """Takes the rows and seals of a verification, and counts them."""

    claim_id: str = ""
    """The claim whose rows are kept one by one; empty for none."""
    days: dict[tuple[date, str], DayCount] = field(default_factory=dict)
    seals: list[SealSeen] = field(default_factory=list)
    accesses: dict[tuple[str, str, str], AccessCount] = field(default_factory=dict)
    """By actor, purpose and action."""
    claim_events: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Rows of `audit` about the claim, by their id: a repeat is the same row."""
    claim_accesses: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Rows of `access_log` about the claim, by their id."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Entries beyond `KEPT`, by list."""
    _place: ChainPosition | None = None

    def take_row(self, place: ChainPosition, row: Row) -> None:
        """Count a row; keep what it says of the claim."""
        day = self._day(place)
        day.rows += 1
        if place != self._place:
            self._place = place
            day.objects += 1
        if place.dataset == ACCESS_LOG.name:
            self._take_access(row)
        elif place.dataset == AUDIT.name and self._is_of_claim(row):
            self._keep("claim_events", self.claim_events, row, "audit_id", EVENT_COLUMNS)

    def take_seal(self, statement: Statement) -> None:
        """Keep what a seal says of itself."""
        if len(self.seals) >= KEPT:
            self.left_out["seals"] += 1
            return
        self.seals.append(
            SealSeen(
                statement.seq,
                statement.sealed_at,
                statement.bucket,
                statement.public_key_sha256,
                len(statement.roots),
            )
        )

    def _day(self, place: ChainPosition) -> DayCount:
        key = (place.day, place.dataset)
        if key not in self.days and len(self.days) >= KEPT:
            self.left_out["days"] += 1
            return DayCount()
        return self.days.setdefault(key, DayCount())

    def _take_access(self, row: Row) -> None:
        key = (_text(row, "actor"), _text(row, "purpose"), _text(row, "action"))
        if key not in self.accesses and len(self.accesses) >= KEPT:
            self.left_out["accesses"] += 1
        else:
            self.accesses.setdefault(key, AccessCount()).take(_text(row, "accessed_at"))
        if self._is_of_claim(row):
            self._keep("claim_accesses", self.claim_accesses, row, "access_id", ACCESS_COLUMNS)

    def _is_of_claim(self, row: Row) -> bool:
        return bool(self.claim_id) and self.claim_id in (row.get("claim_id"), row.get("subject_id"))

    def _keep(
        self,
        name: str,
        kept: dict[str, Mapping[str, str]],
        row: Row,
        key: str,
        columns: tuple[str, ...],
    ) -> None:
        row_id = _text(row, key)
        if row_id not in kept and len(kept) >= KEPT:
            self.left_out[name] += 1
        else:
            kept[row_id] = {column: _text(row, column) for column in columns}


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else printable(str(value)[:_LONGEST])
