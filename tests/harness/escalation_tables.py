"""The operations and ticket tables as the stacks make them, for tests on the emulator."""

from typing import Any
from uuid import uuid4

from claimtrail.kernel.names import Index


def make_table(dynamodb: Any, *indexes: Index) -> str:
    """Create a table with `pk`, `sk` and these indexes; return its name."""
    name = f"test-{uuid4().hex}"
    keys = [
        ("pk", "sk"),
        *((_attribute(index, "pk"), _attribute(index, "sk")) for index in indexes),
    ]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"}
            for pair in keys
            for attribute in pair
        ],
        KeySchema=_schema(*keys[0]),
        GlobalSecondaryIndexes=[
            {
                "IndexName": index.value,
                "KeySchema": _schema(*pair),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index, pair in zip(indexes, keys[1:], strict=True)
        ],
    )
    return name


def _attribute(index: Index, kind: str) -> str:
    return f"{index.value.removeprefix('by_')}_{kind}"


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
