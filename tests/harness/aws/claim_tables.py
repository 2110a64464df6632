"""The claim table as the stacks make it, and its stream."""

import base64
from typing import Any

from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table


def make_claim_table(dynamodb: Any) -> str:
    """Create a claim table; return its name."""
    return make_table(dynamodb, Store.CLAIM_TABLE)


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
