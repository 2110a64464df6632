"""Losing a store: what an accident, a mistake or an intruder does to it. For the drill's cloud."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from claimtrail.aws.core.account.clients import client

_AT_ONCE = 25
_OBJECTS_AT_ONCE = 1_000


@dataclass(slots=True, kw_only=True)
class Losses:
    """The drill's stage: names of its resources, and its trail's heads of an earlier hour."""

    names: dict[str, str]
    database: str
    earlier_heads: list[dict[str, Any]] = field(default_factory=list)


def items_of(table: str) -> list[dict[str, Any]]:
    """Return all items of a table."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def heads(losses: Losses) -> list[dict[str, Any]]:
    """Return the items of the trail's heads."""
    found = items_of(losses.names["operations_table"])
    return [item for item in found if item["pk"]["S"].startswith("chain#")]


def heads_of_earlier(losses: Losses) -> None:
    """Put the heads back as they were at the beginning; those that are younger go."""
    delete_heads(losses)
    for item in losses.earlier_heads:
        client("dynamodb").put_item(TableName=losses.names["operations_table"], Item=item)


def delete_heads(losses: Losses) -> None:
    """Delete the heads of all chains."""
    _delete_items(losses.names["operations_table"], heads(losses))


def empty_table(name: str) -> Callable[[Losses], None]:
    """Return what deletes every item of a table."""

    def lose(losses: Losses) -> None:
        _delete_items(losses.names[name], items_of(losses.names[name]))

    return lose


def _delete_items(table: str, items: list[dict[str, Any]]) -> None:
    for start in range(0, len(items), _AT_ONCE):
        requests = [
            {"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}}
            for item in items[start : start + _AT_ONCE]
        ]
        client("dynamodb").batch_write_item(RequestItems={table: requests})


def delete_objects(name: str, *, every_version: bool = False) -> Callable[[Losses], None]:
    """Return what deletes the objects of a bucket: under delete markers, or for good."""

    def lose(losses: Losses) -> None:
        bucket, s3 = losses.names[name], client("s3")
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
        versions = [one for page in pages for one in page.get("Versions", ())]
        doomed = [
            {"Key": one["Key"]} | ({"VersionId": one["VersionId"]} if every_version else {})
            for one in versions
            if every_version or one["IsLatest"]
        ]
        for start in range(0, len(doomed), _OBJECTS_AT_ONCE):
            some = doomed[start : start + _OBJECTS_AT_ONCE]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": some})

    return lose


def delete_database(losses: Losses) -> None:
    """Delete the analysts' databases with all their tables."""
    for name in (losses.database, f"{losses.database}_masked"):
        client("glue").delete_database(Name=name)


def delete_claim_key(losses: Losses) -> None:
    """Delete the secret, as the console does: it can be restored for a week or a month."""
    secret = losses.names["claim_key_secret"]
    client("secretsmanager").delete_secret(SecretId=secret, RecoveryWindowInDays=7)


def overwrite_claim_key(losses: Losses) -> None:
    """Put another value into the secret, as a rotation would."""
    secret = losses.names["claim_key_secret"]
    client("secretsmanager").put_secret_value(SecretId=secret, SecretString="z" * 64)


def schedule_key_deletion(name: str) -> Callable[[Losses], None]:
    """Return what schedules the deletion of a KMS key; it can be canceled for a week or a month."""

    def lose(losses: Losses) -> None:
        client("kms").schedule_key_deletion(KeyId=losses.names[name], PendingWindowInDays=7)

    return lose
