"""Global secondary indexes: DynamoDB creates or deletes one of a table in an update.

DynamoDB developer guide, "Managing Global Secondary Indexes": one creation or deletion in each
UpdateTable operation; key schema and projection of an index are for good.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.upgrades.changes import Changes, kept_resources, same
from infra.upgrades.model import Finding, Resource

_TABLE = "AWS::DynamoDB::Table"
_FOR_GOOD = ("KeySchema", "Projection")
_Indexes = Mapping[str, Mapping[str, Any]]


def several(changes: Changes) -> Iterator[Finding]:
    """Yield tables of which more than one index would be created or deleted."""
    for (stack, logical_id), old, new in _tables(changes):
        before, after = _indexes(old), _indexes(new)
        created, deleted = after.keys() - before.keys(), before.keys() - after.keys()
        if len(created) + len(deleted) > 1:
            listed = [f"+{name}" for name in sorted(created)]
            listed += [f"-{name}" for name in sorted(deleted)]
            yield Finding(
                code="INDEXES_SEVERAL",
                stack=stack,
                subject=logical_id,
                what=f"{len(listed)} indexes change ({', '.join(listed)}); DynamoDB takes one in "
                "an update",
                next_step="Ship one of them in each release, the one that is read first.",
            )


def redefined(changes: Changes) -> Iterator[Finding]:
    """Yield indexes whose keys or projection change under one name."""
    for (stack, logical_id), old, new in _tables(changes):
        before, after = _indexes(old), _indexes(new)
        for name in sorted(before.keys() & after.keys()):
            for part in _FOR_GOOD:
                if not same(before[name].get(part), after[name].get(part)):
                    yield Finding(
                        code="INDEX_REDEFINED",
                        stack=stack,
                        subject=logical_id,
                        what=f"{part} of the index {name} changes, which DynamoDB refuses",
                        next_step="Add an index of another name; delete the old one in a later "
                        "release, when nothing reads it.",
                    )


def _tables(changes: Changes) -> Iterator[tuple[tuple[str, str], Resource, Resource]]:
    for place, old, new in kept_resources(changes.upgrade):
        if new["Type"] == _TABLE:
            yield place, old, new


def _indexes(table: Resource) -> _Indexes:
    listed = table.get("Properties", {}).get("GlobalSecondaryIndexes", ())
    return {index["IndexName"]: index for index in listed}
