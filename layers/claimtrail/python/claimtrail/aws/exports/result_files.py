"""S3: the bucket of exported files, which its lifecycle empties.

Objects are encrypted by the bucket's key. A link is signed by Signature Version 4, as S3 asks for
objects under a KMS key; it names the file for the browser and lets no cache keep it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.exports.errors import upload_gone
from claimtrail.exports.model import ExportUpload, UploadedPart
from claimtrail.exports.views import content_type

_PIECE = 1024 * 1024
_GONE = frozenset({"NoSuchUpload", "404"})
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class S3ResultFiles:
    """The exports bucket."""

    def __init__(self, s3_client: Any, bucket: str) -> None:
        self._client = s3_client
        self._bucket = bucket

    def put(self, key: str, data: bytes) -> None:
        """Write a whole file."""
        self._client.put_object(
            Bucket=self._bucket, Key=key, Body=data, ContentType=content_type(key)
        )

    def read(self, key: str) -> bytes:
        """Return a whole file."""
        answer = self._client.get_object(Bucket=self._bucket, Key=key)
        with closing(answer["Body"]) as body:
            data: bytes = body.read()
        return data

    def sha256_of(self, key: str) -> str:
        """Return the SHA-256 of a file, which is read once for it: S3 has none of many parts."""
        digest = sha256()
        answer = self._client.get_object(Bucket=self._bucket, Key=key)
        with closing(answer["Body"]) as body:
            for piece in body.iter_chunks(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def begin(self, key: str) -> ExportUpload:
        """Begin a file that comes in parts."""
        answer = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=key, ContentType=content_type(key)
        )
        return ExportUpload(key=key, upload_id=answer["UploadId"])

    def add_part(self, upload: ExportUpload, number: int, data: bytes) -> UploadedPart:
        """Upload a part. Raises ExportRefusedError (EXPORT_UPLOAD_GONE)."""
        with _gone(upload):
            answer = self._client.upload_part(**self._of(upload), PartNumber=number, Body=data)
        return UploadedPart(number=number, etag=answer["ETag"], size=len(data))

    def complete(self, upload: ExportUpload) -> None:
        """Put the parts together, unless they are already. Raises as `add_part`."""
        parts = [{"PartNumber": one.number, "ETag": one.etag} for one in upload.parts]
        with _gone(upload):
            try:
                self._client.complete_multipart_upload(
                    **self._of(upload), MultipartUpload={"Parts": parts}
                )
            except ClientError:
                if not self._is_there(upload.key):
                    raise

    def abandon(self, upload: ExportUpload) -> None:
        """Remove an unfinished file with its parts, if it is there."""
        try:
            self._client.abort_multipart_upload(**self._of(upload))
        except ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                raise

    def link(self, key: str, *, file_name: str, seconds: int) -> str:
        """Return a presigned link."""
        link: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
                "ResponseContentType": content_type(key),
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=seconds,
        )
        return link

    def _of(self, upload: ExportUpload) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": upload.key, "UploadId": upload.upload_id}

    def _is_there(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return False
            raise
        return True


@contextmanager
def _gone(upload: ExportUpload) -> Iterator[None]:
    """Say EXPORT_UPLOAD_GONE for an upload that was given up."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise upload_gone(upload.key.partition("/")[0]) from None
        raise
