"""Rows of what a stage tests itself with: in the trail, and in no table that analysts read.

A row is synthetic when it names a synthetic partner or payer (`kernel.synthetic`). The trail holds
such rows as all others; the views and the Parquet files leave them out.
"""

from claimtrail.kernel.synthetic import SYNTHETIC_PREFIX
from claimtrail.trail.datasets.dataset import Dataset

MARKED_BY = ("payer_id", "partner_id")
"""The columns in which the mark stands."""
UNMARKED = frozenset({"access_log", "bank_entries"})
"""Datasets whose rows are never synthetic: what people looked at, and what a bank booked."""


def real_rows(dataset: Dataset, table: str = "") -> str:
    """Return the condition, for Athena and DuckDB alike, that holds for rows that are no test's.

    `table` qualifies the columns.
    """
    names = {column.name for column in dataset.columns}
    place = f"{table}." if table else ""
    marks = [name for name in MARKED_BY if name in names]
    told = [f"coalesce({place}{name}, '') not like '{SYNTHETIC_PREFIX}%'" for name in marks]
    return " and ".join(told) or "true"
