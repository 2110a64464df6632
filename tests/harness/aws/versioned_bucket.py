"""A stand-in for an S3 client on a versioned bucket, for what the emulator is too slow for."""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

_FIRST = datetime(2026, 3, 9, tzinfo=UTC)


class VersionedBucket:
    """Versions by key, oldest first; None is a delete marker. Pages are short on purpose."""

    def __init__(self, versions: Mapping[str, list[bytes | None]], *, page: int = 7) -> None:
        self._versions = versions
        self._page = page

    def get_paginator(self, name: str) -> "VersionedBucket":
        assert name == "list_object_versions"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:
        assert Bucket
        found = list(self._listed(Prefix))
        for start in range(0, max(len(found), 1), self._page):
            part = found[start : start + self._page]
            page = {
                "Versions": [one for one, is_marker in part if not is_marker],
                "DeleteMarkers": [one for one, is_marker in part if is_marker],
            }
            yield {name: listed for name, listed in page.items() if listed}

    def get_object(self, *, Bucket: str, Key: str, VersionId: str) -> dict[str, Any]:
        data = self._versions[Key][int(VersionId.removeprefix("v"))]
        if data is None:
            error = {"Error": {"Code": "MethodNotAllowed", "Message": Bucket}}
            raise ClientError(error, "GetObject")  # type: ignore[arg-type]
        return {"Body": StreamingBody(io.BytesIO(data), len(data))}

    def _listed(self, prefix: str) -> Iterator[tuple[dict[str, Any], bool]]:
        for key in sorted(self._versions, key=str.encode):
            if not key.startswith(prefix):
                continue
            for number in reversed(range(len(self._versions[key]))):
                at = _FIRST + timedelta(seconds=number)
                one = {"Key": key, "VersionId": f"v{number}", "LastModified": at}
                yield one, self._versions[key][number] is None
