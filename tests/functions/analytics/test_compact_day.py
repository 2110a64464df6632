"""Given a closed day in the trail, compact_day leaves Parquet in the lake, masked and in full."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.analytics.compaction import last_closed_day
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.tables import dataset_view, presto_view
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.append import append
from functions.analytics.compact_day import handler
from tests.harness.invocation import TimedInvocation
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


@pytest.fixture
def lake(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The lake bucket's name; the trail has one row of three days ago."""
    name = f"compact-{uuid4().hex[:12]}"
    s3, dynamodb = cloud.client("s3"), cloud.client("dynamodb")
    for bucket in (name, f"{name}-lake"):
        s3.create_bucket(Bucket=bucket)
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
    )
    secret = cloud.client("secretsmanager").create_secret(Name=name, SecretString="s" * 64)
    monkeypatch.setenv("AUDIT_BUCKET", name)
    monkeypatch.setenv("LAKE_BUCKET", f"{name}-lake")
    monkeypatch.setenv("GLUE_DATABASE", database_with_view(cloud, name.replace("-", "_")))
    monkeypatch.setenv("CLAIM_KEY_SECRET_ARN", secret["ARN"])
    row = dict.fromkeys(DATASETS["claim_versions"].row_types)
    append(
        S3ChainStore(s3, dynamodb, bucket=name, table=name),
        "claim_versions",
        [row | {"claim_id": "clm_a", "version": 1}],
        now=utc_now() - timedelta(days=3),
    )
    client.cache_clear()
    yield f"{name}-lake"
    client.cache_clear()


def database_with_view(cloud: RunningCloud, name: str) -> str:
    """A database whose view of the claims' versions reads the trail alone, as it is deployed."""
    view = dataset_view(DATASETS["claim_versions"])
    cloud.client("glue").create_database(DatabaseInput={"Name": name})
    cloud.client("glue").create_table(
        DatabaseName=name,
        TableInput={
            "Name": view.name,
            "TableType": "VIRTUAL_VIEW",
            "ViewOriginalText": presto_view(view, database=name),
            "Parameters": {"presto_view": "true"},
        },
    )
    return name


def keys(cloud: RunningCloud, bucket: str) -> list[str]:
    listed: list[dict[str, Any]] = (
        cloud.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    )
    return [each["Key"] for each in listed]


@pytest.mark.capability("C9.8")
def test_given_a_closed_day_then_its_files_are_written_once(cloud: RunningCloud, lake: str) -> None:
    day = (utc_now() - timedelta(days=3)).date()

    first = handler({}, TimedInvocation())
    second = handler({}, TimedInvocation())

    made = {"dataset": "claim_versions", "day": day.isoformat(), "rows": 1}
    closed = {"is_complete": True, "closed_through": last_closed_day(utc_now()).isoformat()}
    assert first == {"made": [made], "unchanged": 0, **closed}
    assert second == {"made": [], "unchanged": 1, **closed}
    assert keys(cloud, lake) == [
        "closed-through",
        f"lake/claim_versions/dt={day}/part-00000.parquet",
        f"masked/claim_versions/dt={day}/part-00000.parquet",
    ]


def test_given_a_closed_day_then_the_view_names_it_and_is_else_as_deployed(
    cloud: RunningCloud, lake: str
) -> None:
    database = lake.removesuffix("-lake").replace("-", "_")
    handler({}, TimedInvocation())

    table = cloud.client("glue").get_table(DatabaseName=database, Name="claim_versions")["Table"]

    named = dataset_view(DATASETS["claim_versions"], last_closed_day(utc_now()))
    assert table["ViewOriginalText"] == presto_view(named, database=database)
    assert (table["TableType"], table["Parameters"]) == ("VIRTUAL_VIEW", {"presto_view": "true"})


def test_given_too_little_time_then_nothing_is_begun(cloud: RunningCloud, lake: str) -> None:
    before = (utc_now() - timedelta(days=4)).date()

    assert handler({}, TimedInvocation(left_ms=1000)) == {
        "made": [],
        "unchanged": 0,
        "is_complete": False,
        "closed_through": before.isoformat(),
    }
    assert keys(cloud, lake) == ["closed-through"]


def test_given_a_first_day_then_what_was_closed_since_is_looked_at(lake: str) -> None:
    today = utc_now().date()

    long_ago, before = (today - timedelta(days=back) for back in (40, 5))

    assert handler({"since": today.isoformat()}, TimedInvocation())["made"] == []
    assert handler({"through": before.isoformat()}, TimedInvocation())["made"] == []
    assert len(handler({"since": long_ago.isoformat()}, TimedInvocation())["made"]) == 1
    assert lake
