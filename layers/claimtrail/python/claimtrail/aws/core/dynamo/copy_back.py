"""Copying a restored table back into the deployed one, without ever writing over an item.

DynamoDB restores into a new table. The deployed one goes on under its name: its stream, grants,
alarms and outputs stay as they are. An item goes in where none stands under its key; what stands
is newer than the restored item or the same, and stays.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Item, key_of
from claimtrail.aws.core.dynamo.table import GET_AT_ONCE, DynamoTable

_AT_ONCE = 16
"""Items that are written at once: as many as boto3's connections serve without waiting."""


@dataclass(slots=True)
class CopyCounts:
    """The items of a restored table, by what became of each."""

    copied: int = 0
    same: int = 0
    """They stand in the deployed table as they are."""
    kept: int = 0
    """Another item stands under their key, which stays."""
    skipped: int = 0
    """They are expired, or are written again from another source."""

    @property
    def total(self) -> int:
        """Return how many items were gone through."""
        return self.copied + self.same + self.kept + self.skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPlan:
    """The items that are copied back into a table, and their order."""

    kinds: tuple[str, ...] = ()
    """The kinds of items that the table holds: their partition keys up to the first `#`."""
    skipped_partitions: tuple[str, ...] = ()
    """Partition keys that begin so are not copied: their truth is kept elsewhere."""
    last_sorts: tuple[str, ...] = ()
    """Sort keys that begin so come last: what starts work, after what that work would find."""

    def foreign_kinds(self, items: Sequence[Item]) -> tuple[str, ...]:
        """Return the kinds among items when the table holds none of them; else nothing.

        One that it holds is enough: a table of an earlier version may have had others.
        """
        found = {_kind(item) for item in items}
        return () if found.intersection(self.kinds) else tuple(sorted(found))

    def passes(self) -> tuple[Callable[[Item], bool], ...]:
        """Return which items each reading of the restored table takes."""
        if not self.last_sorts:
            return (lambda _item: True,)
        return (lambda item: not self._is_last(item), self._is_last)

    def _is_last(self, item: Item) -> bool:
        return key_of(item)[1].startswith(self.last_sorts)

    def skips(self, item: Item, now_seconds: float) -> bool:
        """Return whether an item is not to be copied."""
        expires_at = item.get(EXPIRES_AT, {}).get("N")
        if expires_at is not None and float(expires_at) <= now_seconds:
            return True
        partition = key_of(item)[0]
        return any(partition.startswith(prefix) for prefix in self.skipped_partitions)


def first_items(client: Any, table: str) -> list[Item]:
    """Return the first page of a table's items. Raises botocore's ClientError."""
    items: list[Item] = client.scan(TableName=table, Limit=GET_AT_ONCE)["Items"]
    return items


def _kind(item: Item) -> str:
    """Return the kind of an item; nothing for one of a table with other keys than ours."""
    return str(item.get("pk", {}).get("S", "")).partition("#")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyBack:
    """A copy from a restored table into the deployed one."""

    client: Any
    source: str
    target: DynamoTable
    plan: CopyPlan
    now_seconds: float

    def run(self, *, is_dry: bool, on_progress: Callable[[CopyCounts], None]) -> CopyCounts:
        """Copy what is absent; `is_dry` counts alone. May be repeated, and goes on where it ended.

        Raises botocore's ClientError, as when there is no table `source`.
        """
        counts = CopyCounts()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for takes in self.plan.passes():
                for page in self._pages():
                    self._take([item for item in page if takes(item)], counts, pool, is_dry=is_dry)
                    on_progress(counts)
        return counts

    def _take(
        self, items: Sequence[Item], counts: CopyCounts, pool: ThreadPoolExecutor, *, is_dry: bool
    ) -> None:
        wanted = [item for item in items if not self.plan.skips(item, self.now_seconds)]
        counts.skipped += len(items) - len(wanted)
        keys = [key_of(item) for item in wanted]
        standing = {key_of(item): item for item in self.target.read_each(keys, is_consistent=True)}
        absent = []
        for item in wanted:
            found = standing.get(key_of(item))
            if found is None:
                absent.append(item)
            elif found == item:
                counts.same += 1
            else:
                counts.kept += 1
        done = [True] * len(absent) if is_dry else list(pool.map(self.target.put_if_absent, absent))
        counts.copied += sum(done)
        counts.kept += len(done) - sum(done)

    def _pages(self) -> Iterator[list[Item]]:
        """Yield the restored items; a table that nobody writes is read by pages."""
        request: dict[str, Any] = {"TableName": self.source, "Limit": GET_AT_ONCE}
        while True:
            page = self.client.scan(**request)
            yield page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
