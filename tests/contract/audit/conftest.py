"""The trail's stores on the embedded cloud, and Athena over the datasets."""

import uuid
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS, PARTITION, Dataset
from claimtrail.audit.chain import append
from claimtrail.audit.memory import MemoryChainStore
from claimtrail.audit.ports import ChainStore
from claimtrail.aws.athena import AthenaClient
from claimtrail.aws.audit_trail import S3ChainStore
from claimtrail.kernel.time import utc_now
from tests.support.cloud import RunningCloud


@pytest.fixture
def trail_resources(cloud: RunningCloud) -> tuple[str, str]:
    """A bucket and an operations table of the test's own: their names."""
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


def _table(dataset: Dataset, bucket: str) -> dict[str, Any]:
    return {
        "Name": dataset.name,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": PARTITION, "Type": "string"}],
        "Parameters": {"classification": "json"},
        "StorageDescriptor": {
            "Columns": [{"Name": each.name, "Type": each.type} for each in dataset.columns],
            "Location": f"s3://{bucket}/{dataset.name}/",
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
        },
    }


class Lake:
    """Glue tables over a trail of the test's own, filled through the real writer."""

    def __init__(self, athena: AthenaClient, store: ChainStore) -> None:
        self._athena = athena
        self._store = store

    def write(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        """Append one object; what a row does not say is null."""
        blank = dict.fromkeys(DATASETS[dataset].row_types)
        append(self._store, dataset, [blank | row for row in rows], now=utc_now())

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """The answer's rows by column."""
        result = self._athena.run(sql)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


@pytest.fixture
def athena(cloud: RunningCloud, trail_resources: tuple[str, str]) -> AthenaClient:
    """Athena over empty tables, one per dataset."""
    bucket, _ = trail_resources
    database = bucket.replace("-", "_")
    glue, raw = cloud.client("glue"), cloud.client("athena")
    glue.create_database(DatabaseInput={"Name": database})
    for dataset in DATASETS.values():
        glue.create_table(DatabaseName=database, TableInput=_table(dataset, bucket))
    raw.create_work_group(
        Name=database,
        Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{bucket}-results/"}},
    )
    cloud.client("s3").create_bucket(Bucket=f"{bucket}-results")
    return AthenaClient(raw, workgroup=database, database=database)


@pytest.fixture
def lake(athena: AthenaClient, aws_store: S3ChainStore) -> Lake:
    """The tables, with a pen."""
    return Lake(athena, aws_store)
