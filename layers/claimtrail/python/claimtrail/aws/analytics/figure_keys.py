"""Keys of figures in the operations table: built here alone, of opaque ids and identifiers.

| Access | Key condition |
| --- | --- |
| the shards | pk=figures, sk begins with shard# |
| rows within a range | pk=figures#<shard>#<generation>, sk between two |
| one claim's or ticket's contribution | pk=counted#<shard>#<generation>#<bucket>, sk=<subject> |
| what a shard has counted | the same partitions, whole |

A shard has several partitions of contributions, since a partition takes a thousand writes a second.
The rows' own takes some twenty transactions a second, of seventy claims each.
"""

import hashlib

from claimtrail.analytics.figures.ports import SHARDS
from claimtrail.aws.core.dynamo.items import Key

HEADS, COUNTED = "figures", "counted"
FIGURE_KINDS = (HEADS, COUNTED)
"""The beginnings of all partitions of figures."""
SHARD_PREFIX = "shard#"
BUCKETS = 16
"""Partitions of a shard's contributions; fixed, as the shards are."""


def shard_of(subject_id: str) -> int:
    """Return the shard in which a claim or ticket is counted."""
    return _number(subject_id) % SHARDS


def head_key(shard: int) -> Key:
    """Return where a shard's generation and sequence stand."""
    return HEADS, f"{SHARD_PREFIX}{shard:02d}"


def rows_partition(shard: int, generation: int) -> str:
    """Return the partition of a shard's rows."""
    return f"{HEADS}#{shard}#{generation}"


def counted_partition(shard: int, generation: int, bucket: int) -> str:
    """Return one partition of a shard's contributions."""
    return f"{COUNTED}#{shard}#{generation}#{bucket}"


def counted_key(subject_id: str, *, generation: int) -> Key:
    """Return where a subject's contribution stands."""
    bucket = _number(subject_id) // SHARDS % BUCKETS
    return counted_partition(shard_of(subject_id), generation, bucket), subject_id


def partitions_of(shard: int, generation: int) -> list[str]:
    """Return all partitions of a shard's generation."""
    counted = (counted_partition(shard, generation, bucket) for bucket in range(BUCKETS))
    return [rows_partition(shard, generation), *counted]


def _number(subject_id: str) -> int:
    """Return a number that spreads subjects evenly."""
    return int.from_bytes(hashlib.sha256(subject_id.encode()).digest()[:8], "big")
