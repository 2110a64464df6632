"""Input of both engines: the deployed catalog over a month's trail, partly closed, on a cloud."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from claimtrail.analytics.compaction import Compactor
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.aws.analytics.glue_views import GlueViews
from claimtrail.aws.analytics.lake_files import S3Lake, S3Trail
from claimtrail.aws.core.athena import AthenaClient
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.append import append
from simulator.generator import generate
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.harness.stage.cloud import RunningCloud
from tests.harness.templates.synthesis import synthesize_into
from tests.proofs.trino.other_rows import OTHER_ROWS

AUDIT, LAKE, RESULTS, OPERATIONS = "proof-audit", "proof-lake", "proof-results", "proof-operations"
DATABASE, MASKED = "claimtrail_local", "claimtrail_local_masked"
_TEMPLATE = "claimtrail-local-analytics.template.json"
_NAMES = {"Database": DATABASE, "MaskedDatabase": MASKED}
_DAYS = 6
"""The month's rows are written on so many days, of which the last is today and open."""
_FIRST, _LAST = date(2026, 9, 14), date(2026, 10, 9)


@contextmanager
def on_cloud(folder: Path) -> Iterator[RunningCloud]:
    """Start a cloud that has the catalog, the trail and its closed days; stop it afterwards."""
    cloud = RunningCloud.fresh(folder / "cloud")
    try:
        _create_stores(cloud)
        _create_catalog(cloud, folder)
        _write_trail(cloud)
        _compact(cloud)
        _take_away(cloud)
        yield cloud
    finally:
        cloud.stop()


def athena(cloud: RunningCloud, database: str = DATABASE) -> AthenaClient:
    """Return the cloud's own Athena."""
    return AthenaClient(cloud.client("athena"), workgroup=database, database=database)


def catalog_properties(cloud: RunningCloud) -> Mapping[str, str]:
    """Return the properties of a Hive catalog over the cloud's Glue and S3."""
    key = cloud.cloud.credentials["AWS_ACCESS_KEY_ID"]
    secret = cloud.cloud.credentials["AWS_SECRET_ACCESS_KEY"]
    return {
        "hive.metastore": "glue",
        "hive.metastore.glue.endpoint-url": cloud.endpoint,
        "hive.metastore.glue.region": "us-east-1",
        "hive.metastore.glue.aws-access-key": key,
        "hive.metastore.glue.aws-secret-key": secret,
        "hive.partition-projection-enabled": "true",
        "hive.table-statistics-enabled": "false",
        "fs.native-s3.enabled": "true",
        "s3.endpoint": cloud.endpoint,
        "s3.region": "us-east-1",
        "s3.path-style-access": "true",
        "s3.aws-access-key": key,
        "s3.aws-secret-key": secret,
    }


def _create_stores(cloud: RunningCloud) -> None:
    for bucket in (AUDIT, LAKE, RESULTS):
        cloud.client("s3").create_bucket(Bucket=bucket)
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    cloud.client("dynamodb").create_table(
        TableName=OPERATIONS,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
    )
    for database in (DATABASE, MASKED):
        place = {"OutputLocation": f"s3://{RESULTS}/"}
        cloud.client("athena").create_work_group(
            Name=database, Configuration={"ResultConfiguration": place}
        )


def _create_catalog(cloud: RunningCloud, folder: Path) -> None:
    """Create the databases, tables and views of the stage's own template."""
    synthesize_into("local", folder / "cdk.out")
    template = json.loads((folder / "cdk.out" / _TEMPLATE).read_text(encoding="utf-8"))
    glue = cloud.client("glue")
    for name in (DATABASE, MASKED):
        glue.create_database(DatabaseInput={"Name": name})
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Glue::Table":
            found = _resolved(resource["Properties"])
            glue.create_table(
                DatabaseName=found["DatabaseName"], TableInput=_from_today(found["TableInput"])
            )


def _resolved(value: Any) -> Any:
    """Return a template's value with the names of this proof's buckets and databases."""
    if isinstance(value, list):
        return [_resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return _NAMES[value["Ref"]]
    if "Fn::GetStackOutput" in value:
        return AUDIT if "AuditBucket" in value["Fn::GetStackOutput"]["OutputName"] else LAKE
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(_resolved(parts))
    return {key: _resolved(one) for key, one in value.items()}


def _from_today(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table whose partitions begin three weeks ago: each day before costs a listing."""
    projected = "projection.dt.range"
    if projected in table["Parameters"]:
        first = utc_now().date() - timedelta(days=21)
        table["Parameters"][projected] = f"{first},NOW+1DAY"
    return table


def _write_trail(cloud: RunningCloud) -> None:
    """Write a month's rows on several days, some of them again on a later one."""
    pipeline = Pipeline()
    run_in_order(
        pipeline,
        list(
            generate(
                partners=demo_partners(),
                seed=20261122,
                first_day=_FIRST,
                last_day=_LAST,
                claims_per_day=8,
                variants_in_hundred=100,
            )
        ),
    )
    store = S3ChainStore(
        cloud.client("s3"), cloud.client("dynamodb"), bucket=AUDIT, table=OPERATIONS
    )
    for dataset in DATASETS:
        rows = [*pipeline.recorded(dataset), *OTHER_ROWS.get(dataset, ())]
        for at, some in _over_days(rows):
            append(store, dataset, some, now=at)


def _over_days(rows: list[Any]) -> Iterator[tuple[datetime, list[Any]]]:
    """Return the rows by the day of writing; each day repeats a row of the one before."""
    size = -(-len(rows) // _DAYS)
    for place in range(0, len(rows), max(size, 1)):
        back = _DAYS - 1 - place // size
        yield utc_now() - timedelta(days=back), rows[max(place - 1, 0) : place + size]


def _compact(cloud: RunningCloud) -> None:
    Compactor(
        trail=S3Trail(cloud.client("s3"), bucket=AUDIT),
        lake=S3Lake(cloud.client("s3"), bucket=LAKE),
        views=GlueViews(cloud.client("glue"), database=DATABASE),
        writer=DuckDbWriter(mask_key=b"key"),
        clock=utc_now,
    ).run()


def _take_away(cloud: RunningCloud) -> None:
    """Remove an object of the trail and a day's Parquet, so that the reports on gaps have rows."""
    for bucket, prefix in ((AUDIT, "statuses/"), (LAKE, "lake/provider_adjustments/")):
        listed = cloud.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
        cloud.client("s3").delete_object(Bucket=bucket, Key=listed[1]["Key"])
