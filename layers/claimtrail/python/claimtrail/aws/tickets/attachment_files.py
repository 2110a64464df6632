"""S3: the bucket of attachments, in quarantine and clean.

Objects are encrypted by the bucket's key. The link of an upload signs size and digest: S3 compares
both with the bytes ("Checking object integrity in Amazon S3").
"""

from base64 import b64encode
from contextlib import closing
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.tickets.attachments.ports import StoredFile, UploadForm, UploadLink

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class S3AttachmentFiles:
    """The attachments bucket."""

    def __init__(self, s3_client: Any, bucket: str) -> None:
        self._client = s3_client
        self._bucket = bucket

    def upload_link(self, key: str, *, size: int, sha256: str, seconds: int) -> UploadLink:
        """Return a presigned link for these bytes."""
        digest = b64encode(bytes.fromhex(sha256)).decode()
        url: str = self._client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ContentLength": size,
                "ChecksumSHA256": digest,
            },
            ExpiresIn=seconds,
        )
        return UploadLink(url=url, headers={"x-amz-checksum-sha256": digest})

    def upload_form(self, key: str, *, most: int, seconds: int, then: str) -> UploadForm:
        """Return the fields of a presigned POST: S3 compares size and key with its policy."""
        redirect = {"success_action_redirect": then}
        made = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields=redirect,
            Conditions=[redirect, ["content-length-range", 1, most]],
            ExpiresIn=seconds,
        )
        return UploadForm(url=made["url"], fields=made["fields"])

    def read(self, key: str, *, most: int) -> StoredFile | None:
        """Return a whole file; None for a missing or a larger one."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        with closing(answer["Body"]) as body:
            data: bytes = body.read(most + 1)
        etag = answer["ETag"].strip('"')
        return StoredFile(data=data, etag=etag) if len(data) <= most else None

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        """Write a whole file."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def delete(self, key: str) -> None:
        """Remove a file; the bucket gives it back for the days of its recovery."""
        self._client.delete_object(Bucket=self._bucket, Key=key)

    def delete_below(self, prefix: str) -> None:
        """Remove all files whose keys begin so."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            for one in page.get("Contents", ()):
                self.delete(one["Key"])

    def link(self, key: str, *, file_name: str, content_type: str, seconds: int) -> str:
        """Return a presigned link."""
        link: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
                "ResponseContentType": content_type,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=seconds,
        )
        return link
