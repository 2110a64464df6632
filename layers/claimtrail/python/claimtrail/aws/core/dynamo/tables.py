"""Indexes of the tables: `by_<stem>`, keyed by the attributes `<stem>_pk` and `<stem>_sk`."""

from dataclasses import dataclass
from enum import StrEnum

from claimtrail.kernel.retention import Store


class IndexProjection(StrEnum):
    """Attributes that an index carries, as CloudFormation names them."""

    ALL = "ALL"
    KEYS_ONLY = "KEYS_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One index of one table.

    A noun declares its own in `aws/<noun>/indexes.py`; `bootstrap/registry` collects them.
    """

    table: Store
    name: str
    projection: IndexProjection

    @property
    def partition_key(self) -> str:
        """Return the attribute by which it is partitioned: `status_pk` for `by_status`."""
        return self.name.removeprefix("by_") + "_pk"

    @property
    def sort_key(self) -> str:
        """Return the attribute by which it is sorted: `status_sk` for `by_status`."""
        return self.name.removeprefix("by_") + "_sk"
