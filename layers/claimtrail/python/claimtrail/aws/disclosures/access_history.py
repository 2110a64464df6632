"""The access log by claim, from Athena."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, cast

from claimtrail.analytics.results import QueryResult
from claimtrail.kernel.ids import is_claim_id
from claimtrail.trail.datasets.rows import AccessRow

AT_ONCE = 500
"""Claims of one query: a patient has a few, and Athena takes 256 KB of SQL."""
_COLUMNS = tuple(AccessRow.__annotations__)


class Queries(Protocol):
    """The part of Athena that runs a statement."""

    def run(self, sql: str) -> QueryResult:
        """Run a statement and wait for all its rows. Raises ClaimTrailError."""
        ...


class AthenaAccessHistory:
    """Accesses to claims, out of the table `access_log`."""

    def __init__(self, athena: Queries) -> None:
        self._athena = athena

    def of_claims(self, claim_ids: Sequence[str], *, since: date) -> Iterator[AccessRow]:
        """Yield the accesses to claims since a day.

        Raises ValueError for what is no claim's id, before anything is asked.
        """
        if not all(map(is_claim_id, claim_ids)):
            raise ValueError("not ids of claims")
        for first in range(0, len(claim_ids), AT_ONCE):
            result = self._athena.run(_statement(claim_ids[first : first + AT_ONCE], since))
            for row in result.rows:
                yield cast("AccessRow", dict(zip(result.columns, row, strict=True)))


def _statement(claim_ids: Sequence[str], since: date) -> str:
    """Return the query; `dt` is the day of writing, which is no earlier than the access."""
    listed = ", ".join(f"'{one}'" for one in claim_ids)
    return (
        f"select {', '.join(_COLUMNS)} from access_log "  # noqa: S608 - ids that were checked
        f"where dt >= '{since.isoformat()}' and claim_id in ({listed})"
    )
