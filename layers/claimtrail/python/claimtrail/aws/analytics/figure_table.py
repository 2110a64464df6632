"""Figures in the operations table; `figure_keys` has the access patterns.

A transaction puts the contributions of many claims at once, each while it is stored as it was read,
and adds the sum of their differences to the rows. So a crash leaves all or nothing, a message that
comes twice changes nothing, and a file that moves a thousand claims alike writes its rows some
dozen times. Every transaction adds to its shard's sequence, while the generation is the one that
was read: no writer can miss that another generation was begun.

Contributions are read eventually consistent at first, at half the price: where one was older than
it is stored, the transaction is refused, and what is left is read again consistently.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from claimtrail.analytics.figures.counting import Contribution
from claimtrail.analytics.figures.ports import SHARDS, FigureHead, RowsRead, ShardSums
from claimtrail.analytics.figures.rows import RowRange, changes_between, summed, without_zeros
from claimtrail.aws.analytics.figure_items import (
    COUNTED_AT,
    READING,
    SEQUENCE,
    WRITING,
    addition,
    contribution_item,
    contribution_of,
    counters_of,
    head_of,
    still,
)
from claimtrail.aws.analytics.figure_keys import (
    HEADS,
    SHARD_PREFIX,
    counted_key,
    head_key,
    partitions_of,
    rows_partition,
    shard_of,
)
from claimtrail.aws.core.dynamo.busy import table_busy
from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError, equal
from claimtrail.aws.core.dynamo.items import attribute, attributes, key_item, key_of
from claimtrail.aws.core.dynamo.table import DynamoTable, Write
from claimtrail.kernel.clock import Clock, format_instant, utc_now
from claimtrail.kernel.deadline import current_deadline
from claimtrail.kernel.retry import LEFT_OVER, Pause, attempts_in_time

WRITES_AT_ONCE = 100
"""Of one transaction, at most ("TransactWriteItems", Amazon DynamoDB API reference)."""

_GENERATIONS = 5
"""Generations before the present one that a rebuild removes."""


class _Replacement(NamedTuple):
    """A newer contribution, and the stored one."""

    old: Contribution | None
    new: Contribution

    @property
    def changes(self) -> dict[str, dict[str, int]]:
        return changes_between(self.old.rows if self.old else {}, self.new.rows)


class DynamoFigureStore:
    """Keeps counters and contributions in shards, each with its generation."""

    def __init__(
        self,
        dynamodb_client: Any,
        table_name: str,
        *,
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
    ) -> None:
        self._table = DynamoTable(dynamodb_client, table_name, pause=pause)
        self._clock = clock
        self._pause = pause

    def apply(self, contributions: Iterable[Contribution]) -> int:
        """Put contributions in place of older ones, and add the differences to the counters."""
        shards: dict[int, dict[str, Contribution]] = {}
        for one in contributions:
            newest = shards.setdefault(shard_of(one.subject_id), {})
            if one.replaces(newest.get(one.subject_id)):
                newest[one.subject_id] = one
        return sum(self._apply(shard, newest) for shard, newest in sorted(shards.items()))

    def read(self, ranges: Sequence[RowRange]) -> RowsRead:
        """Return the sums of the rows within ranges over all shards; eventually, in parallel."""
        heads = self.heads()
        wanted = [(head, each) for head in heads for each in ranges]
        with ThreadPoolExecutor(max_workers=SHARDS) as pool:
            found = [one for some in pool.map(lambda one: self._rows(*one), wanted) for one in some]
        times = [head.counted_at for head in heads if head.counted_at]
        return RowsRead(
            rows=without_zeros(summed({key: counters} for key, counters in found)),
            items=len(heads) + len(found),
            counted_at=max(times, default=None),
            is_rebuilding=any(head.is_rebuilding for head in heads),
        )

    def contributions(self, shard: int) -> Iterator[Contribution]:
        """Yield what a shard has counted."""
        _, *partitions = partitions_of(shard, self._head(shard).writing)
        for partition in partitions:
            yield from map(contribution_of, self._table.query(partition))

    def sums_of(self, shard: int) -> ShardSums | None:
        """Return a shard's sums, if no transaction was done while they were read."""
        before = self._head(shard)
        contributed = summed(one.rows for one in self.contributions(shard))
        rows = self._table.query(rows_partition(shard, before.writing))
        stored = without_zeros({item["sk"]["S"]: counters_of(item) for item in rows})
        if self._head(shard) != before:
            return None
        return ShardSums(
            shard=shard,
            stored=stored,
            contributed=contributed,
        )

    def heads(self) -> list[FigureHead]:
        """Return the shards that were written, by number."""
        return list(map(head_of, self._table.query(HEADS, prefix=SHARD_PREFIX)))

    def begin_generation(self) -> None:
        """Let all shards write a generation that none of them has written."""
        heads = [self._head(shard) for shard in range(SHARDS)]
        generation = max(head.writing for head in heads) + 1
        for head in heads:
            self._set(head, WRITING, generation)

    def show_generation(self) -> None:
        """Let pages read what is written, then remove the generations before.

        Those of earlier rebuilds that ended early are removed, too.
        """
        for head in map(self._head, range(SHARDS)):
            self._set(head, READING, head.writing)
            for generation in range(max(1, head.writing - _GENERATIONS), head.writing):
                self._remove(head.shard, generation)

    def _apply(self, shard: int, newest: dict[str, Contribution]) -> int:
        """Apply one shard's contributions. Return how many were put."""
        put, left, is_first = 0, newest, True
        while left:
            done, left = self._go_on(shard, left, is_first=is_first)
            put, is_first = put + done, False
        return put

    def _go_on(
        self, shard: int, newest: dict[str, Contribution], *, is_first: bool
    ) -> tuple[int, dict[str, Contribution]]:
        """Do what can be done until another writer is at the same. Return how many, and the rest.

        Raises TableBusyError when others are faster, again and again.
        """
        tries = 0
        for number in attempts_in_time(LEFT_OVER, current_deadline(), pause=self._pause):
            tries = number
            head = self._head(shard)
            is_consistent = not is_first or number > 1
            found = self._replacements(head, newest, is_consistent=is_consistent)
            left = self._left_over(head, found)
            put = len(found) - len(left)
            if put or not left:
                return put, left
        raise table_busy(self._table.name, tries)

    def _replacements(
        self, head: FigureHead, newest: dict[str, Contribution], *, is_consistent: bool
    ) -> list[_Replacement]:
        """Return what is newer than what is stored, those next to one another that are alike."""
        keys = [counted_key(subject_id, generation=head.writing) for subject_id in newest]
        items = self._table.read_each(keys, is_consistent=is_consistent)
        stored = {one.subject_id: one for one in map(contribution_of, items)}
        found = [
            _Replacement(stored.get(subject_id), one)
            for subject_id, one in newest.items()
            if one.replaces(stored.get(subject_id))
        ]
        return sorted(found, key=lambda one: sorted(one.new.rows))

    def _left_over(
        self, head: FigureHead, replacements: list[_Replacement]
    ) -> dict[str, Contribution]:
        """Do one transaction after the other. Return what is left once one is refused."""
        put = 0
        for some in _parts(replacements):
            try:
                self._table.transact(self._writes(head, some))
            except TransactionRefusedError as error:
                if error.is_conflict:
                    break
                raise
            put += len(some)
        return {one.new.subject_id: one.new for one in replacements[put:]}

    def _writes(self, head: FigureHead, some: list[_Replacement]) -> list[Write]:
        changes = summed(one.changes for one in some)
        counted = (
            self._table.putting(contribution_item(one.new, generation=head.writing), still(one.old))
            for one in some
        )
        partition = rows_partition(head.shard, head.writing)
        return [self._moving(head), *counted, *self._additions(partition, changes)]

    def _moving(self, head: FigureHead) -> Write:
        """Return the write that moves a shard on, while it writes the same generation."""
        unchanged = equal(**{WRITING: head.writing})
        names = {"#sequence": SEQUENCE, "#at": COUNTED_AT}
        values = {":one": attribute(1), ":at": attribute(format_instant(self._clock()))}
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": key_item(head_key(head.shard)),
                "UpdateExpression": "ADD #sequence :one SET #at = :at",
                "ConditionExpression": unchanged.expression,
                "ExpressionAttributeNames": {**names, **unchanged.names},
                "ExpressionAttributeValues": {**values, **unchanged.values},
            }
        }

    def _additions(self, partition: str, changes: dict[str, dict[str, int]]) -> Iterator[Write]:
        for key, counters in changes.items():
            changed = {name: number for name, number in counters.items() if number}
            if changed:
                expression, names, values = addition(changed)
                yield self._table.updating((partition, key), expression, names=names, values=values)

    def _rows(self, head: FigureHead, wanted: RowRange) -> list[tuple[str, dict[str, int]]]:
        found = self._table.query_between(
            rows_partition(head.shard, head.reading), wanted.first, wanted.last
        )
        return [(item["sk"]["S"], counters_of(item)) for item in found]

    def _head(self, shard: int) -> FigureHead:
        """Return a shard's head, which its first reader makes."""
        key = head_key(shard)
        item = self._table.get(key)
        if item is None:
            self._table.put_if_absent(key_item(key) | attributes({WRITING: 1, READING: 1}))
            item = self._table.get(key)
        return head_of(item) if item else FigureHead(shard=shard)

    def _set(self, head: FigureHead, name: str, generation: int) -> None:
        """Set a shard's generation; its sequence moves on, as with each write."""
        self._table.update(
            head_key(head.shard),
            "SET #name = :generation ADD #sequence :one",
            names={"#name": name, "#sequence": SEQUENCE},
            values={":generation": attribute(generation), ":one": attribute(1)},
        )

    def _remove(self, shard: int, generation: int) -> None:
        for partition in partitions_of(shard, generation):
            self._table.delete_each(key_of(item) for item in self._table.query(partition))


def _parts(replacements: Iterable[_Replacement]) -> Iterator[list[_Replacement]]:
    """Yield replacements in parts that fit a transaction: themselves, their rows, and the head."""
    part: list[_Replacement] = []
    rows: set[str] = set()
    for one in replacements:
        wider = rows | one.changes.keys()
        if part and 1 + len(part) + 1 + len(wider) > WRITES_AT_ONCE:
            yield part
            part, wider = [], set(one.changes)
        part.append(one)
        rows = wider
    if part:
        yield part
