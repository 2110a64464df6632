"""Items of figures: rows of counters, contributions as documents, and the heads of shards."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from claimtrail.analytics.figures.counting import Contribution, FigureGroup
from claimtrail.analytics.figures.ports import FigureHead
from claimtrail.analytics.figures.rows import Counters
from claimtrail.aws.analytics.figure_keys import SHARD_PREFIX, counted_key
from claimtrail.aws.analytics.figure_names import attribute_name, counter_of
from claimtrail.aws.core.dynamo.conditions import ABSENT, Condition, equal
from claimtrail.aws.core.dynamo.items import VERSION, Item, attribute, document_of, with_document
from claimtrail.kernel.clock import parse_instant

WRITING, READING, SEQUENCE, COUNTED_AT = "writing", "reading", "sequence", "counted_at"
COUNTING_VERSION = "counting_version"
_KEYS = frozenset({"pk", "sk"})


def contribution_item(contribution: Contribution, *, generation: int) -> Item:
    """Return a contribution as it is stored."""
    group = contribution.group
    document = {
        "rows": {key: dict(counters) for key, counters in contribution.rows.items()},
        "group": asdict(group) if group else None,
    }
    return with_document(
        counted_key(contribution.subject_id, generation=generation),
        json.dumps(document, separators=(",", ":")),
        **{VERSION: contribution.version, COUNTING_VERSION: contribution.counting_version},
    )


def contribution_of(item: Item) -> Contribution:
    """Return the contribution that an item holds."""
    document = json.loads(document_of(item))
    group = document["group"]
    return Contribution(
        subject_id=item["sk"]["S"],
        version=int(item[VERSION]["N"]),
        counting_version=int(item[COUNTING_VERSION]["N"]),
        rows=document["rows"],
        group=FigureGroup(**group) if group else None,
    )


def still(stored: Contribution | None) -> Condition:
    """Return the condition that a contribution is stored as it was read, or is still absent."""
    if stored is None:
        return ABSENT
    return equal(**{VERSION: stored.version, COUNTING_VERSION: stored.counting_version})


def counters_of(item: Item) -> dict[str, int]:
    """Return the counters of a row."""
    return {counter_of(name): int(value["N"]) for name, value in item.items() if name not in _KEYS}


def addition(changes: Counters) -> tuple[str, dict[str, str], Item]:
    """Return the expression that adds to counters, with its names and values."""
    numbered = list(enumerate(sorted(changes.items())))
    added = ", ".join(f"#{place} :{place}" for place, _ in numbered)
    names = {f"#{place}": attribute_name(name) for place, (name, _) in numbered}
    values = {f":{place}": attribute(number) for place, (_, number) in numbered}
    return f"ADD {added}", names, values


def head_of(item: Item) -> FigureHead:
    """Return the head that an item holds."""
    numbers = _numbers(item)
    counted_at = item.get(COUNTED_AT, {}).get("S")
    return FigureHead(
        shard=int(item["sk"]["S"].removeprefix(SHARD_PREFIX)),
        writing=numbers[WRITING],
        reading=numbers[READING],
        sequence=numbers.get(SEQUENCE, 0),
        counted_at=parse_instant(counted_at) if counted_at else None,
    )


def _numbers(item: Item) -> Mapping[str, int]:
    return {name: int(value["N"]) for name, value in item.items() if "N" in value}
