"""The trail's stores on the embedded cloud, and Athena over the datasets."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from claimtrail.analytics.compaction import Compactor, lake_key
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.analytics.tables import LAKE_PREFIX, LAKE_SUFFIX, TRAIL_SUFFIX, presto_view
from claimtrail.analytics.views import VIEWS
from claimtrail.aws.analytics.glue_views import GlueViews
from claimtrail.aws.analytics.lake_files import S3Lake, S3Trail
from claimtrail.aws.core.athena import AthenaClient
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.append import append
from claimtrail.trail.datasets.dataset import PARTITION, Column
from claimtrail.trail.ports import ChainStore
from tests.harness.stage.cloud import RunningCloud
from tests.twins.trail import MemoryChainStore


@pytest.fixture
def trail_resources(cloud: RunningCloud) -> tuple[str, str]:
    """A bucket and an operations table of the test's own: their names."""
    return _trail_resources(cloud)


def _trail_resources(cloud: RunningCloud) -> tuple[str, str]:
    name = f"trail-{uuid.uuid4().hex[:12]}"
    cloud.client("s3").create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    cloud.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
    )
    return name, name


@pytest.fixture
def aws_store(cloud: RunningCloud, trail_resources: tuple[str, str]) -> S3ChainStore:
    """A chain store on S3 and DynamoDB."""
    bucket, table = trail_resources
    return S3ChainStore(cloud.client("s3"), cloud.client("dynamodb"), bucket=bucket, table=table)


@pytest.fixture(params=["memory", pytest.param("aws", marks=pytest.mark.cloud)])
def store(request: pytest.FixtureRequest) -> ChainStore:
    """Each twin in turn."""
    if request.param == "memory":
        return MemoryChainStore()
    made: S3ChainStore = request.getfixturevalue("aws_store")
    return made


def _table(name: str, columns: tuple[Column, ...], location: str, form: str) -> dict[str, Any]:
    serde = {"json": "org.openx.data.jsonserde.JsonSerDe", "parquet": "parquet"}[form]
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": PARTITION, "Type": "string"}],
        "Parameters": {"classification": form},
        "StorageDescriptor": {
            "Columns": [{"Name": each.name, "Type": each.type} for each in columns],
            "Location": location,
            "SerdeInfo": {"SerializationLibrary": serde},
        },
    }


def _tables(bucket: str, database: str) -> Iterator[dict[str, Any]]:
    """Yield what the analytics stack makes, over one bucket."""
    for name, dataset in DATASETS.items():
        yield _table(name + TRAIL_SUFFIX, dataset.columns, f"s3://{bucket}/{name}/", "json")
        lake = f"s3://{bucket}-lake/{LAKE_PREFIX}/{name}/"
        yield _table(name + LAKE_SUFFIX, dataset.columns, lake, "parquet")
    for view in VIEWS.values():
        yield {
            "Name": view.name,
            "TableType": "VIRTUAL_VIEW",
            "ViewOriginalText": presto_view(view, database=database),
            "ViewExpandedText": "/* Presto View */",
            "Parameters": {"presto_view": "true"},
            "StorageDescriptor": {
                "Columns": [
                    {"Name": each.name, "Type": each.type, "Comment": each.description}
                    for each in view.columns
                ]
            },
        }


class Lake:
    """Glue tables over a trail of the test's own, filled through the real writer."""

    def __init__(
        self, athena: AthenaClient, store: ChainStore, cloud: RunningCloud, bucket: str
    ) -> None:
        self._athena = athena
        self._store = store
        self._s3, self._glue = cloud.client("s3"), cloud.client("glue")
        self.bucket = bucket

    def write(
        self, dataset: str, rows: list[dict[str, Any]], *, at: datetime | None = None
    ) -> None:
        """Append one object; what a row does not say is null."""
        blank = dict.fromkeys(DATASETS[dataset].row_types)
        append(self._store, dataset, [blank | row for row in rows], now=at or utc_now())

    def write_as_it_was(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        """Append rows that have no other columns than these."""
        append(self._store, dataset, rows, now=utc_now())

    def spoil_trail(self, dataset: str, day: date) -> None:
        """Put what nobody can read into the trail of a day, so that whoever opens it fails."""
        key = f"{dataset}/{PARTITION}={day}/999999999999.ndjson.gz"
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=b"no gzip")

    def put_closed_day(self, dataset: str, day: date, file: Path) -> None:
        """Put a day's Parquet as an earlier version of the code left it."""
        key = lake_key(dataset, day)
        self._s3.put_object(Bucket=f"{self.bucket}-lake", Key=key, Body=file.read_bytes())

    def compact(self) -> int:
        """Compact all days, the open one too; gives the number of files."""
        done = Compactor(
            trail=S3Trail(self._s3, bucket=self.bucket),
            lake=S3Lake(self._s3, bucket=f"{self.bucket}-lake"),
            views=GlueViews(self._glue, database=self.bucket.replace("-", "_")),
            writer=DuckDbWriter(mask_key=b"key"),
            clock=utc_now,
        ).run(through=utc_now().date())
        return len(done.made)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """The answer's rows by column."""
        result = self._athena.run(sql)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


@pytest.fixture
def athena(cloud: RunningCloud, trail_resources: tuple[str, str]) -> Iterator[AthenaClient]:
    """Athena over empty tables, one per dataset."""
    with _athena_over(cloud, trail_resources[0]) as client:
        yield client


@pytest.fixture(scope="module")
def empty_lake(cloud: RunningCloud) -> Iterator[str]:
    """The name of a database, and of its workgroup, whose tables stay empty."""
    bucket, _ = _trail_resources(cloud)
    with _athena_over(cloud, bucket):
        yield _database_of(bucket)


@contextmanager
def _athena_over(cloud: RunningCloud, bucket: str) -> Iterator[AthenaClient]:
    """Make the tables; a catalog that keeps them makes each listing of it longer."""
    database = _database_of(bucket)
    glue, raw = cloud.client("glue"), cloud.client("athena")
    glue.create_database(DatabaseInput={"Name": database})
    cloud.client("s3").create_bucket(Bucket=f"{bucket}-lake")
    for table in _tables(bucket, database):
        glue.create_table(DatabaseName=database, TableInput=table)
    raw.create_work_group(
        Name=database,
        Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{bucket}-results/"}},
    )
    cloud.client("s3").create_bucket(Bucket=f"{bucket}-results")
    yield AthenaClient(raw, workgroup=database, database=database)
    glue.delete_database(Name=database)


def _database_of(bucket: str) -> str:
    return bucket.replace("-", "_")


@pytest.fixture
def lake(
    cloud: RunningCloud,
    athena: AthenaClient,
    aws_store: S3ChainStore,
    trail_resources: tuple[str, str],
) -> Lake:
    """The tables, with a pen."""
    return Lake(athena, aws_store, cloud, trail_resources[0])
