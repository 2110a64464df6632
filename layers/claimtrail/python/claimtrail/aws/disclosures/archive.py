"""S3: the archive bucket as provenance reads it, whole for its digest and in part for a record."""

from claimtrail.intake.ports import ObjectStore


class S3Archive:
    """An Archive over the archive bucket; memory stays flat whatever the file's size."""

    def __init__(self, bucket: ObjectStore) -> None:
        self._bucket = bucket

    def sha256(self, key: str) -> str:
        """SHA-256 (hex) of the whole object as it is now. Raises NotFoundError."""
        return self._bucket.sha256(self._bucket.describe(key))

    def read(self, key: str, start: int, end: int) -> bytes:
        """Return the bytes of [start, end), by one ranged GET."""
        return self._bucket.open(self._bucket.describe(key), read_ahead=0).read(start, end)
