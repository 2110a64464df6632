"""S3: one bucket behind intake's ObjectStore; reads are pinned to a version and its ETag."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from claimtrail.intake.errors import object_missing
from claimtrail.intake.ports import StoredObject
from claimtrail.x12.model.source import CHUNK_SIZE, ByteSource

_GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion", "412", "PreconditionFailed", "405"})
"""Not there, not that version, replaced since, or hidden by a delete marker."""
_CONTENT_TYPE = "application/edi-x12"
_COPY = TransferConfig(multipart_threshold=1 << 30, multipart_chunksize=1 << 30, use_threads=False)
"""Up to 1 GiB in one CopyObject (its limit is 5 GB), beyond it in parts; S3 moves the bytes."""


class S3Bucket:
    """One bucket."""

    def __init__(self, s3_client: Any, bucket: str) -> None:
        self._client = s3_client
        self._bucket = bucket

    @property
    def bucket(self) -> str:
        """Its name."""
        return self._bucket

    def describe(self, key: str, *, version_id: str = "") -> StoredObject:
        """Return what is stored under the key. Raises NotFoundError when nothing is."""
        version = {"VersionId": version_id} if version_id else {}
        with _missing(self._bucket):
            head = self._client.head_object(Bucket=self._bucket, Key=key, **version)
        return StoredObject(
            bucket=self._bucket,
            key=key,
            version_id=version_id,
            etag=head["ETag"],
            size=head["ContentLength"],
            user_agent=head["Metadata"].get("user-agent", ""),
        )

    def sha256(self, stored: StoredObject) -> str:
        """Return the SHA-256 (hex) of the object's bytes, in one GET of flat memory."""
        digest = hashlib.sha256()
        with _missing(self._bucket):
            answer = self._client.get_object(**_pinned(stored))
        with closing(answer["Body"]) as body:
            for chunk in body.iter_chunks(CHUNK_SIZE):
                digest.update(chunk)
        return digest.hexdigest()

    def open(self, stored: StoredObject, *, read_ahead: int) -> ByteSource:
        """Return the object's bytes by range, fetched `read_ahead` bytes at a time or more."""
        return S3Source(self._client, stored, read_ahead=read_ahead)

    def copy_from(self, stored: StoredObject, key: str) -> None:
        """Copy a version out of any bucket; its metadata may hold names and stays behind."""
        version = {"VersionId": stored.version_id} if stored.version_id else {}
        with _missing(stored.bucket):
            self._client.copy(
                {"Bucket": stored.bucket, "Key": stored.key, **version},
                self._bucket,
                key,
                ExtraArgs={
                    "CopySourceIfMatch": stored.etag,
                    "MetadataDirective": "REPLACE",
                    "ContentType": _CONTENT_TYPE,
                },
                Config=_COPY,
            )

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=_CONTENT_TYPE)


class S3Source:
    """An object's bytes by ranged GET. Holds one block, so that reading on costs few requests."""

    def __init__(self, s3_client: Any, stored: StoredObject, *, read_ahead: int) -> None:
        self._client = s3_client
        self._stored = stored
        self._read_ahead = read_ahead
        self._block = b""
        self._block_start = 0

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._stored.size

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end), shorter only at the end of the object."""
        end = min(end, self.size)
        if start >= end:
            return b""
        if start < self._block_start or end > self._block_start + len(self._block):
            self._block = self._fetch(start, min(max(end, start + self._read_ahead), self.size))
            self._block_start = start
        return self._block[start - self._block_start : end - self._block_start]

    def _fetch(self, start: int, end: int) -> bytes:
        with _missing(self._stored.bucket):
            answer = self._client.get_object(
                **_pinned(self._stored), Range=f"bytes={start}-{end - 1}"
            )
        with closing(answer["Body"]) as body:
            data: bytes = body.read()
        return data


def _pinned(stored: StoredObject) -> dict[str, str]:
    """Arguments that read these bytes or fail: the version, and the ETag where there is none."""
    version = {"VersionId": stored.version_id} if stored.version_id else {}
    return {"Bucket": stored.bucket, "Key": stored.key, "IfMatch": stored.etag, **version}


@contextmanager
def _missing(bucket: str) -> Iterator[None]:
    """Say OBJECT_MISSING for S3's several ways of saying it."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise object_missing(bucket) from None
        raise
