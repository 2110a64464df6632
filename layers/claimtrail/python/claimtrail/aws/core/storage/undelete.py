"""Bringing deleted objects of a versioned bucket back: S3 then has their last version again.

A deletion without a version id puts a delete marker over an object and removes nothing. Whoever
removes the marker undoes the deletion (S3 user guide, "Managing delete markers"), which is a
deletion of a version to S3. Buckets that deny that to everybody get the last version again as a
copy over the marker.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

_AT_ONCE = 1_000
"""Keys to one DeleteObjects."""
_COPIES_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedObject:
    """An object that a delete marker hides."""

    key: str
    marker_id: str
    version_id: str
    """The last version beneath the marker."""
    deleted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedObjects:
    """The objects of a bucket, or below a prefix, that were deleted."""

    client: Any
    bucket: str
    prefix: str = ""
    by_copy: bool = False
    """True if the bucket lets nobody remove a delete marker."""

    def since(self, instant: datetime) -> Iterator[DeletedObject]:
        """Yield what was deleted at an instant or later, is deleted still, and has a version."""
        pages = self.client.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=self.prefix
        )
        markers: dict[str, Mapping[str, Any]] = {}
        for page in pages:
            # Of a key, S3 lists the newest first: a latest marker comes before its versions.
            markers |= {
                one["Key"]: one
                for one in page.get("DeleteMarkers", [])
                if one["IsLatest"] and one["LastModified"] >= instant
            }
            for version in page.get("Versions", []):
                marker = markers.pop(version["Key"], None)
                if marker:
                    yield DeletedObject(
                        key=version["Key"],
                        marker_id=marker["VersionId"],
                        version_id=version["VersionId"],
                        deleted_at=marker["LastModified"],
                    )

    def bring_back(self, deleted: list[DeletedObject]) -> int:
        """Bring objects back. Return how many S3 let come back; it may be repeated."""
        if self.by_copy:
            with ThreadPoolExecutor(_COPIES_AT_ONCE) as pool:
                return sum(pool.map(self._copy, deleted))
        some = (deleted[start : start + _AT_ONCE] for start in range(0, len(deleted), _AT_ONCE))
        return sum(map(self._remove_markers, some))

    def _remove_markers(self, some: list[DeletedObject]) -> int:
        answer = self.client.delete_objects(
            Bucket=self.bucket,
            Delete={
                "Objects": [{"Key": one.key, "VersionId": one.marker_id} for one in some],
                "Quiet": True,
            },
        )
        return len(some) - len(answer.get("Errors", []))

    def _copy(self, one: DeletedObject) -> bool:
        """Put the last version over its marker; its metadata and tags go with it."""
        source = {"Bucket": self.bucket, "Key": one.key, "VersionId": one.version_id}
        try:
            self.client.copy_object(Bucket=self.bucket, Key=one.key, CopySource=source)
        except ClientError:
            return False
        return True
