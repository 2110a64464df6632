"""One suite for both kinds of buckets."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.intake.objects import S3Bucket
from claimtrail.intake.ports import ObjectStore
from claimtrail.kernel.errors import NotFoundError
from tests.twins.intake import MemoryBucket

S3 = pytest.param("s3", marks=pytest.mark.cloud)
DATA = bytes(range(256)) * 40


class Buckets:
    """Two buckets, and a payer who drops into the first; versioned, as the inbox is."""

    def __init__(self, client: Any = None) -> None:
        self._client = client
        names = [f"inbox-{uuid4().hex}", f"archive-{uuid4().hex}"]
        self.inbox: ObjectStore
        self.archive: ObjectStore
        if client is None:
            intake: dict[str, MemoryBucket] = {}
            self._memory = MemoryBucket(names[0], intake)
            self.inbox, self.archive = self._memory, MemoryBucket(names[1], intake)
            return
        for name in names:
            client.create_bucket(Bucket=name)
        client.put_bucket_versioning(Bucket=names[0], VersioningConfiguration={"Status": "Enabled"})
        self.inbox, self.archive = (S3Bucket(client, name) for name in names)

    def drop(self, key: str, data: bytes, *, user_agent: str = "") -> str:
        if self._client is None:
            return self._memory.drop(key, data, user_agent=user_agent)
        metadata = {"user-agent": user_agent} if user_agent else {}
        answer = self._client.put_object(
            Bucket=self.inbox.bucket, Key=key, Body=data, Metadata=metadata
        )
        version: str = answer["VersionId"]
        return version

    def delete(self, key: str, version_id: str) -> None:
        if self._client is None:
            self._memory.delete(key)
        else:
            self._client.delete_object(Bucket=self.inbox.bucket, Key=key, VersionId=version_id)


@pytest.fixture(params=["memory", S3])
def buckets(request: pytest.FixtureRequest) -> Buckets:
    if request.param == "memory":
        return Buckets()
    return Buckets(request.getfixturevalue("cloud").client("s3"))


def test_an_object_is_described(buckets: Buckets) -> None:
    version = buckets.drop("payer/a b+c.x12", DATA, user_agent="AWSTransfer")

    stored = buckets.inbox.describe("payer/a b+c.x12", version_id=version)

    assert (stored.size, stored.version_id, stored.user_agent) == (
        len(DATA),
        version,
        "AWSTransfer",
    )


def test_an_object_that_is_not_there_is_missing_and_its_key_is_not_told(buckets: Buckets) -> None:
    with pytest.raises(NotFoundError, match="OBJECT_MISSING") as raised:
        buckets.inbox.describe("payer/secret.x12")

    assert "secret" not in str(raised.value)


def test_bytes_are_hashed_and_read_by_range(buckets: Buckets) -> None:
    stored = buckets.inbox.describe("k", version_id=buckets.drop("k", DATA))

    source = buckets.inbox.open(stored, read_ahead=1000)

    assert buckets.inbox.sha256(stored) == hashlib.sha256(DATA).hexdigest()
    assert source.size == len(DATA)
    for start, end in ((0, 10), (990, 1010), (5, 7), (3000, 9000), (10_000, 99_999)):
        assert source.read(start, end) == DATA[start:end]
    assert source.read(len(DATA), len(DATA) + 5) == b""


def test_an_empty_object_can_be_hashed_and_copied(buckets: Buckets) -> None:
    stored = buckets.inbox.describe("k", version_id=buckets.drop("k", b""))

    buckets.archive.copy_from(stored, "copy")

    assert buckets.inbox.sha256(stored) == hashlib.sha256(b"").hexdigest()
    assert buckets.archive.describe("copy").size == 0


def test_a_version_is_copied_without_its_metadata_though_a_newer_one_came(
    buckets: Buckets,
) -> None:
    stored = buckets.inbox.describe(
        "p/k?.x12", version_id=buckets.drop("p/k?.x12", DATA, user_agent="AWSTransfer")
    )
    buckets.drop("p/k?.x12", b"newer")

    buckets.archive.copy_from(stored, "p/2026/11/20/fil_one.x12")
    buckets.archive.copy_from(stored, "p/2026/11/20/fil_one.x12")

    copy = buckets.archive.describe("p/2026/11/20/fil_one.x12")
    assert buckets.archive.open(copy, read_ahead=10).read(0, len(DATA)) == DATA
    assert copy.user_agent == ""


@pytest.mark.parametrize(
    "use",
    [
        lambda buckets, stored: buckets.inbox.sha256(stored),
        lambda buckets, stored: buckets.inbox.open(stored, read_ahead=9).read(0, 3),
        lambda buckets, stored: buckets.archive.copy_from(stored, "copy"),
    ],
    ids=["hash", "read", "copy"],
)
def test_a_version_that_was_deleted_is_missing(
    buckets: Buckets, use: Callable[[Buckets, Any], Any]
) -> None:
    version = buckets.drop("k", DATA)
    stored = buckets.inbox.describe("k", version_id=version)
    buckets.delete("k", version)

    with pytest.raises(NotFoundError, match="OBJECT_MISSING"):
        use(buckets, stored)


def test_what_is_put_can_be_read_and_put_again(buckets: Buckets) -> None:
    buckets.archive.put("a/b.999", b"ISA")
    buckets.archive.put("a/b.999", b"ISA")

    stored = buckets.archive.describe("a/b.999")

    assert buckets.archive.open(stored, read_ahead=100).read(0, 3) == b"ISA"
