"""The access log by claim, from the index of accesses: answers while a person waits.

The index keeps whatever must be accounted for six years (`trail/access_index/model.py`), from the
day on which it was first written; the trail itself goes back further.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from claimtrail.kernel.clock import Clock, format_instant
from claimtrail.trail.access_index.model import RecordedAccess
from claimtrail.trail.access_index.ports import AccessIndex
from claimtrail.trail.datasets.rows import AccessRow

MOST_OF_CLAIM = 5_000
"""Accesses to one claim that are read at most, the latest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedHistory:
    """An `AccessHistory` over the index."""

    index: AccessIndex
    clock: Clock

    def of_claims(self, claim_ids: Sequence[str], *, since: date) -> Iterator[AccessRow]:
        """Yield the accesses to claims since a day, of each claim the latest first."""
        today = self.clock().date()
        for claim_id in claim_ids:
            found = self.index.of_subject(claim_id, first=since, last=today, most=MOST_OF_CLAIM)
            yield from (_row(claim_id, one) for one in found)


def _row(claim_id: str, access: RecordedAccess) -> AccessRow:
    return {
        "access_id": access.access_id,
        "accessed_at": format_instant(access.accessed_at),
        "actor": access.actor,
        "role": access.role or None,
        "purpose": access.purpose,
        "action": access.action,
        "subject_id": claim_id,
        "claim_id": claim_id,
        "fields": access.fields or None,
        "statement": access.statement or None,
        "origin": access.origin,
        "correlation_id": access.correlation_id,
    }
