"""The tables as the stacks make them, for tests on the emulator: keys, indexes and stream."""

from itertools import chain
from typing import Any
from uuid import uuid4

from claimtrail.bootstrap.registry.indexes import INDEXES
from claimtrail.kernel.retention import Store

_STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}


def make_table(dynamodb: Any, table: Store) -> str:
    """Create a table with `pk`, `sk` and the indexes declared for it; return its name."""
    name = f"test-{uuid4().hex}"
    indexes = INDEXES[table]
    keys = ((index.partition_key, index.sort_key) for index in indexes)
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in ("pk", "sk", *chain.from_iterable(keys))
        ],
        KeySchema=_schema("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": index.name,
                "KeySchema": _schema(index.partition_key, index.sort_key),
                "Projection": {"ProjectionType": index.projection.value},
            }
            for index in indexes
        ],
        **({"StreamSpecification": _STREAM} if table is Store.CLAIM_TABLE else {}),
    )
    return name


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
