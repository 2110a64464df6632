"""The trail's objects and the lake's Parquet files in S3, for compaction."""

from datetime import date
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.analytics.ports import TrailObject
from claimtrail.trail.datasets.dataset import PARTITION

_MARK = "made-from"
"""User metadata of a Parquet file: what it was made from."""
_CLOSED_KEY = "closed-through"
"""The object that holds the last closed day, beside the folders of Parquet."""
_ABSENT = {"NoSuchKey", "404", "NotFound"}


class S3Trail:
    """A dataset's days in the audit bucket."""

    def __init__(self, s3_client: Any, *, bucket: str) -> None:
        self._s3 = s3_client
        self._bucket = bucket

    def days(self, dataset: str) -> list[date]:
        """Return the days under which a dataset has objects: a request for each thousand."""
        before = f"{dataset}/{PARTITION}="
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=before, Delimiter="/"
        )
        found = [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])]
        return sorted(date.fromisoformat(one.removeprefix(before).rstrip("/")) for one in found)

    def objects(self, dataset: str, day: date) -> list[TrailObject]:
        """Return the objects of a day, by key."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{dataset}/{PARTITION}={day.isoformat()}/"
        )
        return [
            TrailObject(each["Key"], each["ETag"])
            for page in pages
            for each in page.get("Contents", [])
        ]

    def fetch(self, key: str, target: Path) -> None:
        """Copy an object into a file."""
        self._s3.download_file(self._bucket, key, str(target))


class S3Lake:
    """Parquet files in the lake bucket; the mark is part of the object."""

    def __init__(self, s3_client: Any, *, bucket: str) -> None:
        self._s3 = s3_client
        self._bucket = bucket

    def mark_of(self, key: str) -> str | None:
        """Return the mark with which the file was put; None when there is none."""
        try:
            mark: str | None = self._s3.head_object(Bucket=self._bucket, Key=key)["Metadata"].get(
                _MARK
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        return mark

    def fetch(self, key: str, target: Path) -> bool:
        """Copy a file; False when there is none."""
        try:
            self._s3.download_file(self._bucket, key, str(target))
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return False
            raise
        return True

    def put(self, key: str, source: Path, mark: str) -> None:
        """Put the file and its mark in one request."""
        with source.open("rb") as body:
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, Metadata={_MARK: mark})

    def closed_through(self) -> date | None:
        """Return the last closed day; None before the first."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=_CLOSED_KEY)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        return date.fromisoformat(answer["Body"].read().decode())

    def close_through(self, day: date) -> None:
        """Keep the last closed day."""
        self._s3.put_object(Bucket=self._bucket, Key=_CLOSED_KEY, Body=day.isoformat().encode())
