"""S3: an audit bucket, or a copy of one, as the verifier reads it."""

from collections.abc import Iterator
from typing import Any


class S3Copy:
    """A TrailCopy over a bucket's current versions; S3 lists keys in the order of their bytes."""

    def __init__(self, s3_client: Any, bucket: str, prefix: str = "") -> None:
        self._client = s3_client
        self._bucket = bucket
        self._prefix = prefix

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in order; a page of a thousand is held at a time."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        for page in pages:
            for entry in page.get("Contents", []):
                yield entry["Key"].removeprefix(self._prefix)

    def read(self, key: str) -> bytes:
        """An object's bytes."""
        answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
        data: bytes = answer["Body"].read()
        return data
