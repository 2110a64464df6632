"""The claim table as the stacks make it: keys, indexes and stream."""

import base64
from itertools import chain
from typing import Any
from uuid import uuid4

from claimtrail.aws.core.documents import partition_key, sort_key
from claimtrail.kernel.names import Index


def make_claim_table(dynamodb: Any) -> str:
    """Create a claim table; return its name."""
    name = f"claims-{uuid4().hex}"
    indexes = {
        index: (partition_key(index), sort_key(index))
        for index in (Index.BY_STATE, Index.BY_DUE, Index.BY_SUBMITTED)
    }
    attributes = ["pk", "sk", *chain.from_iterable(indexes.values())]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"} for attribute in attributes
        ],
        KeySchema=_schema("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": index.value,
                "KeySchema": _schema(*pair),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for index, pair in indexes.items()
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    return name


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def as_stream(dynamodb: Any, table: str, *prefixes: str) -> dict[str, Any]:
    """Every item whose sort key begins so, as the stream would tell of its insertion."""
    items = dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]
    records = [
        {
            "eventID": f"{number}",
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"NewImage": _image(item), "SequenceNumber": f"{number}"},
        }
        for number, item in enumerate(items)
        if item["sk"]["S"].startswith(prefixes)
    ]
    return {"Records": records}


def _image(item: dict[str, Any]) -> dict[str, Any]:
    """Lambda gives binary attributes in Base64, boto3 as bytes."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in item.items()
    }
