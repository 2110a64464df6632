"""A restored table is copied back without writing over anything, and in the order of its plan."""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.core.dynamo.copy_back import CopyBack, CopyCounts, CopyPlan
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.core.storage.undelete import DeletedObjects
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


def item(partition: str, sort: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"pk": {"S": partition}, "sk": {"S": sort}, "text": {"S": text}, **more}


def run(
    dynamodb: Any, source: str, target: str, plan: CopyPlan, *, is_dry: bool = False
) -> CopyCounts:
    copy = CopyBack(
        client=dynamodb,
        source=source,
        target=DynamoTable(dynamodb, target),
        plan=plan,
        now_seconds=1_000,
    )
    return copy.run(is_dry=is_dry, on_progress=lambda _counts: None)


@pytest.fixture
def tables(cloud: RunningCloud) -> tuple[Any, str, str]:
    """A client, a restored table with items, and the deployed one."""
    dynamodb = cloud.client("dynamodb")
    source, target = (make_table(dynamodb, Store.TICKET_TABLE) for _ in range(2))
    for n in range(120):
        dynamodb.put_item(TableName=source, Item=item(f"p{n % 7}", f"s{n:03d}", "restored"))
    return dynamodb, source, target


def texts(dynamodb: Any, table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        found |= {one["sk"]["S"]: one["text"]["S"] for one in page["Items"]}
    return found


def test_what_is_absent_is_copied_and_what_stands_is_never_written_over(
    tables: tuple[Any, str, str],
) -> None:
    dynamodb, source, target = tables
    dynamodb.put_item(TableName=target, Item=item("p3", "s003", "newer"))
    dynamodb.put_item(TableName=target, Item=item("p4", "s004", "restored"))
    dynamodb.put_item(TableName=target, Item=item("p0", "new", "newer"))

    dry = run(dynamodb, source, target, CopyPlan(), is_dry=True)
    assert (dry.copied, dry.same, dry.kept, dry.total) == (118, 1, 1, 120)
    assert len(texts(dynamodb, target)) == 3

    assert run(dynamodb, source, target, CopyPlan()) == dry
    found = texts(dynamodb, target)
    assert len(found) == 121
    assert (found["s003"], found["s005"], found["new"]) == ("newer", "restored", "newer")
    again = run(dynamodb, source, target, CopyPlan())
    assert (again.copied, again.same, again.kept) == (0, 119, 1)


def test_expired_items_and_those_with_another_source_are_left(
    tables: tuple[Any, str, str],
) -> None:
    dynamodb, source, target = tables
    dynamodb.put_item(TableName=source, Item=item("p", "expired", expires_at={"N": "999"}))
    dynamodb.put_item(TableName=source, Item=item("p", "expires", expires_at={"N": "1001"}))
    dynamodb.put_item(TableName=source, Item=item("chain#audit", "head"))

    counts = run(dynamodb, source, target, CopyPlan(skipped_partitions=("chain#",)))

    assert (counts.copied, counts.skipped) == (121, 2)
    assert {"expired", "head"}.isdisjoint(texts(dynamodb, target))


def test_what_starts_work_is_copied_last(tables: tuple[Any, str, str]) -> None:
    dynamodb, source, target = tables
    written: list[str] = []

    class Watched(DynamoTable):
        def put_if_absent(self, item: dict[str, Any]) -> bool:
            written.append(item["sk"]["S"])
            return super().put_if_absent(item)

    CopyBack(
        client=dynamodb,
        source=source,
        target=Watched(dynamodb, target),
        plan=CopyPlan(last_sorts=("s00", "s01")),
        now_seconds=0,
    ).run(is_dry=False, on_progress=lambda _counts: None)

    assert len(written) == 120
    assert all(sort.startswith(("s00", "s01")) for sort in written[100:])


def test_a_restored_table_that_is_not_there_is_an_error(tables: tuple[Any, str, str]) -> None:
    dynamodb, _, target = tables
    with pytest.raises(ClientError, match="ResourceNotFound"):
        run(dynamodb, "never-restored", target, CopyPlan())


@pytest.mark.parametrize("by_copy", [False, True], ids=["markers removed", "copied over"])
def test_objects_that_were_deleted_since_an_instant_come_back_and_earlier_ones_stay_deleted(
    cloud: RunningCloud, *, by_copy: bool
) -> None:
    s3, bucket = cloud.client("s3"), f"undelete-{uuid4().hex[:12]}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in ("a/1", "a/2", "b/1"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"before")
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode(), Metadata={"sha256": key})
        s3.delete_object(Bucket=bucket, Key=key)
    markers = s3.list_object_versions(Bucket=bucket)["DeleteMarkers"]
    objects = DeletedObjects(client=s3, bucket=bucket, prefix="a/", by_copy=by_copy)

    assert list(objects.since(utc_now())) == []
    deleted = list(objects.since(min(marker["LastModified"] for marker in markers)))
    assert [one.key for one in deleted] == ["a/1", "a/2"]
    assert objects.bring_back(deleted) == 2
    assert objects.bring_back(deleted) == 2
    assert list(objects.since(deleted[0].deleted_at)) == []
    found = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert found == ["a/1", "a/2"]
    back = s3.get_object(Bucket=bucket, Key="a/1")
    assert (back["Body"].read(), back["Metadata"]) == (b"a/1", {"sha256": "a/1"})
