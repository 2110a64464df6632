"""S3: an audit bucket, or a copy of one, as the verifier reads it, with versions where there are.

The trail writes each key once. So the first version of a key is the trail's, and what stands beside
it is a fault: a newer version that was put over it, or a delete marker that hides it. Verification
goes on with the first version, which Object Lock keeps.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.trail.verification.copies import Entry, Remark, UnreadableObjectError
from claimtrail.trail.verification.trail_faults import FaultKind

_PIECE = 1 << 20
_NAMED = 5
"""Versions of one key that are named; beyond, they are counted."""
_UNVERSIONED = "null"
_UNLISTED = "the bucket or folder could not be listed"
_DENIED = {"AccessDenied", "AllAccessDisabled"}
_Found = tuple[str, dict[str, Any], bool]
"""A key, a version or delete marker of it as S3 lists it, and whether it is a marker."""


class S3Copy:
    """A TrailCopy over a bucket or a prefix; S3 lists keys in the order of their bytes."""

    def __init__(self, s3_client: Any, bucket: str, prefix: str = "") -> None:
        self._client = s3_client
        self._prefix = prefix
        self.bucket: str | None = bucket
        self.unseen_versions = ""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys that begin so, in order; a page of a thousand is held at a time.

        Raises UnreadableObjectError when the bucket cannot be listed. Who may not list versions
        gets the newest ones, and `unseen_versions` says so.
        """
        try:
            if not self.unseen_versions:
                yield from self._versions(prefix)
                return
        except ClientError as error:
            if error.response["Error"]["Code"] not in _DENIED:
                self.unseen_versions = _UNLISTED
                raise _unlisted(self._where(prefix), error) from error
            self.unseen_versions = "s3:ListBucketVersions is denied to this caller"
        except BotoCoreError as error:
            self.unseen_versions = _UNLISTED
            raise _unlisted(self._where(prefix), error) from error
        try:
            yield from self._newest(prefix)
        except (ClientError, BotoCoreError) as error:
            raise _unlisted(self._where(prefix), error) from error

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes. Raises UnreadableObjectError when S3 does not give them."""
        version = {"VersionId": entry.version_id} if entry.version_id else {}
        try:
            answer = self._client.get_object(
                Bucket=self.bucket, Key=self._prefix + entry.key, **version
            )
            with closing(answer["Body"]) as body:
                yield from body.iter_chunks(_PIECE)
        except (ClientError, BotoCoreError) as error:
            raise UnreadableObjectError(f"S3 does not give it ({_code(error)})") from error

    def _newest(self, prefix: str) -> Iterator[Entry]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self._prefix + prefix
        )
        for page in pages:
            for listed in page.get("Contents", []):
                yield Entry(key=listed["Key"].removeprefix(self._prefix))

    def _versions(self, prefix: str) -> Iterator[Entry]:
        for key, listed in groupby(self._listed(prefix), key=lambda found: found[0]):
            yield _entry(key.removeprefix(self._prefix), listed)

    def _listed(self, prefix: str) -> Iterator[_Found]:
        """Yield versions and markers by key; those of a key from the newest to the first."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=self._prefix + prefix
        )
        for page in pages:
            found = [(one["Key"], one, False) for one in page.get("Versions", [])]
            found += [(one["Key"], one, True) for one in page.get("DeleteMarkers", [])]
            yield from sorted(found, key=lambda one: one[0].encode())

    def _where(self, prefix: str) -> str:
        return f"s3://{self.bucket}/{self._prefix}{prefix}"


def _entry(key: str, listed: Iterator[_Found]) -> Entry:
    """Return the entry of one key; memory stays flat however many versions it has."""
    first: dict[str, Any] | None = None
    remarks: list[Remark] = []
    more = 0
    for _, found, is_marker in listed:
        above = found if is_marker else first
        first = first if is_marker else found
        if above and len(remarks) < _NAMED:
            remarks.append(_remark(above, is_marker=is_marker))
        elif above:
            more += 1
    if more:
        remarks.append((FaultKind.REPLACED, f"{more:,} more versions stand over it"))
    if first is None:
        remarks.append((FaultKind.HIDDEN, "no version of it is left"))
        return Entry(key=key, remarks=tuple(remarks), is_readable=False)
    version = first["VersionId"]
    return Entry(
        key=key,
        version_id=None if version == _UNVERSIONED else version,
        remarks=tuple(remarks),
    )


def _remark(found: dict[str, Any], *, is_marker: bool) -> Remark:
    what = f"{found['VersionId']} of {found['LastModified']:%Y-%m-%d %H:%M:%SZ}"
    if is_marker:
        return FaultKind.HIDDEN, f"delete marker {what} hides it"
    return FaultKind.REPLACED, f"version {what} was put over it"


def _unlisted(where: str, error: Exception) -> UnreadableObjectError:
    return UnreadableObjectError(f"{where} cannot be listed ({_code(error)})")


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response["Error"]["Code"])
    return type(error).__name__
