"""A dataset of the audit trail as analysts see it: a Glue table over its part of the bucket."""

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from claimtrail.analytics.datasets import PARTITION, Dataset

_FIRST_DAY = "2024-01-01"
"""Partitions are projected from here; ClaimTrail wrote nothing before."""
_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_SERDE = "org.openx.data.jsonserde.JsonSerDe"


class AuditDataset(Construct):
    """Creates a Glue table over `s3://<audit>/<name>/dt=YYYY-MM-DD/*.ndjson.gz`.

    Partitions are projected by day, so that nothing has to be crawled or added.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        dataset: Dataset,
        database: glue.CfnDatabase,
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, dataset.name.title().replace("_", ""))
        location = f"s3://{bucket.bucket_name}/{dataset.name}"
        glue.CfnTable(
            self,
            "Table",
            catalog_id=Stack.of(self).account,
            database_name=database.ref,
            table_input=glue.CfnTable.TableInputProperty(
                name=dataset.name,
                description=dataset.description,
                table_type="EXTERNAL_TABLE",
                parameters={
                    "classification": "json",
                    "compressionType": "gzip",
                    "EXTERNAL": "TRUE",
                    "projection.enabled": "true",
                    f"projection.{PARTITION}.type": "date",
                    f"projection.{PARTITION}.format": "yyyy-MM-dd",
                    f"projection.{PARTITION}.range": f"{_FIRST_DAY},NOW+1DAY",
                    f"projection.{PARTITION}.interval": "1",
                    f"projection.{PARTITION}.interval.unit": "DAYS",
                    "storage.location.template": f"{location}/{PARTITION}=${{{PARTITION}}}",
                },
                partition_keys=[
                    glue.CfnTable.ColumnProperty(
                        name=PARTITION, type="string", comment="Day of writing, UTC"
                    )
                ],
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    location=f"{location}/",
                    input_format=_INPUT,
                    output_format=_OUTPUT,
                    compressed=True,
                    columns=[
                        glue.CfnTable.ColumnProperty(
                            name=column.name, type=column.type, comment=column.description
                        )
                        for column in dataset.columns
                    ],
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        serialization_library=_SERDE,
                        # One torn line must not hide the day; the chain's verifier reports it.
                        parameters={"ignore.malformed.json": "true"},
                    ),
                ),
            ),
        )
