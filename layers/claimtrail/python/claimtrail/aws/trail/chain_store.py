"""The trail's objects in S3 (write-once) and its heads in DynamoDB's operations table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.aws.core.dynamo.conditions import ABSENT, equal
from claimtrail.aws.core.dynamo.items import Key, Value, attributes, key_item
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.trail.chaining.contents import MAX_OBJECT_BYTES
from claimtrail.trail.ports import Head, head_moved

HEAD_PARTITIONS = "chain#"
"""Beginning of the partition key of each chain's head; the dataset's name follows."""
_HEAD = "head"
"""Sort key of a chain's head."""
_TAKEN = {"PreconditionFailed", "412"}
_BUSY = "ConditionalRequestConflict"
_ABSENT = {"NoSuchKey", "404"}
_UNVERSIONED = "null"


class S3ChainStore:
    """A ChainStore whose objects are kept by the bucket's Object Lock, encrypted by its key."""

    def __init__(self, s3_client: Any, dynamodb_client: Any, *, bucket: str, table: str) -> None:
        self._s3 = s3_client
        self._bucket = bucket
        self._table = DynamoTable(dynamodb_client, table)

    def head(self, dataset: str) -> Head | None:
        """Return the head, strongly consistent; None when nothing was ever written."""
        item = self._table.get(_key(dataset))
        if not item:
            return None
        return Head(
            seq=int(item["seq"]["N"]),
            sha256=item["sha256"]["S"],
            day=date.fromisoformat(item["dt"]["S"]),
            reserved=item["reserved"]["BOOL"],
        )

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        """Move the head. Raises ConflictError when the stored head is not `expected`."""
        condition = equal(**_values(expected)) if expected else ABSENT
        item = key_item(_key(dataset)) | attributes(_values(new))
        if not self._table.put_if(item, condition):
            raise head_moved(dataset)

    def put_new(self, key: str, data: bytes) -> bool:
        """Write an object that does not exist yet; False when it does."""
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                IfNoneMatch="*",
                ContentType=_content_type(key),
                ChecksumAlgorithm="SHA256",  # S3 then keeps and attests the chain's own digest
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # S3 may answer so to two writers at once; what counts is whether an object stands.
            if code in _TAKEN or (code == _BUSY and self.read(key) is not None):
                return False
            raise
        return True

    def read(self, key: str) -> bytes | None:
        """Return the bytes of the object's first version; None when there is none.

        The first, since the trail writes each key once: what stands over it is none of the trail's.
        """
        versions = [each for each in self._versions(key) if each["Key"] == key]
        if not versions:
            return None
        version = versions[-1]["VersionId"]  # S3 lists those of a key from the newest on
        try:
            answer = self._s3.get_object(
                Bucket=self._bucket,
                Key=key,
                **({} if version == _UNVERSIONED else {"VersionId": version}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        data: bytes = answer["Body"].read(MAX_OBJECT_BYTES)
        return data

    def _versions(self, key: str) -> list[dict[str, Any]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=key
        )
        return [each for page in pages for each in page.get("Versions", [])]

    def keys_after(self, dataset: str, key: str, *, most: int) -> Sequence[str]:
        """Return the dataset's first keys behind a key, in their order, of its days alone.

        One request. Versions are listed, so that a delete marker hides no key.
        """
        page = self._s3.list_object_versions(
            Bucket=self._bucket,
            Prefix=f"{dataset}/dt=",
            MaxKeys=most,
            **({"KeyMarker": key} if key else {}),
        )
        found = (*page.get("Versions", []), *page.get("DeleteMarkers", []))
        return sorted({each["Key"] for each in found})


def _content_type(key: str) -> str:
    return "application/gzip" if key.endswith(".gz") else "text/plain"


def _key(dataset: str) -> Key:
    return f"{HEAD_PARTITIONS}{dataset}", _HEAD


def _values(head: Head) -> dict[str, Value]:
    return {
        "seq": head.seq,
        "sha256": head.sha256,
        "dt": head.day.isoformat(),
        "reserved": head.reserved,
    }
