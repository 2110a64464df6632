"""A dataset as analysts see it: Glue tables over the trail and the lake, and the view of both."""

from dataclasses import dataclass
from datetime import date

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.tables import (
    LAKE_PREFIX,
    LAKE_SUFFIX,
    MASKED_PREFIX,
    TRAIL_SUFFIX,
    View,
    dataset_view,
    presto_view,
)
from claimtrail.trail.datasets.dataset import PARTITION, Dataset


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A kind of file as Athena reads it."""

    classification: str
    input_format: str
    output_format: str
    library: str
    parameters: dict[str, str]


_JSON_LINES = _Form(
    classification="json",
    input_format="org.apache.hadoop.mapred.TextInputFormat",
    output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    library="org.openx.data.jsonserde.JsonSerDe",
    # One torn line must not hide the day; the chain's verifier reports it.
    parameters={"ignore.malformed.json": "true"},
)
_PARQUET = _Form(
    classification="parquet",
    input_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    output_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    library="org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters={"serialization.format": "1"},
)
_NO_SERDE = "-"
"""The SerDe of a view, as Athena itself writes it: a view reads no files."""
_VIEW_COMMENT = "Presto View"
_COMPRESSION = {"json": "gzip", "parquet": "zstd"}


class AuditDataset(Construct):
    """Creates a dataset's `_trail` and `_lake` tables, its view, and its masked table if any.

    Partitions are projected by day, so that nothing has to be crawled or added.
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        *,
        dataset: Dataset,
        database: glue.CfnDatabase,
        masked_database: glue.CfnDatabase,
        trail: s3.IBucket,
        lake: s3.IBucket,
        first_day: date,
    ) -> None:
        """`first_day`: partitions are projected from here; nothing was written before."""
        super().__init__(scope, dataset.name.title().replace("_", ""))
        own = f"{lake.bucket_name}/{LAKE_PREFIX}/{dataset.name}"
        _table(
            self,
            "Trail",
            database=database,
            dataset=dataset,
            name=dataset.name + TRAIL_SUFFIX,
            location=f"s3://{trail.bucket_name}/{dataset.name}",
            form=_JSON_LINES,
            first_day=first_day,
        )
        _table(
            self,
            "Lake",
            database=database,
            dataset=dataset,
            name=dataset.name + LAKE_SUFFIX,
            location=f"s3://{own}",
            form=_PARQUET,
            first_day=first_day,
        )
        AthenaView(self, "View", view=dataset_view(dataset), database=database)
        if dataset.name in MASKED:
            _table(
                self,
                "Masked",
                database=masked_database,
                dataset=MASKED[dataset.name],
                name=dataset.name,
                location=f"s3://{lake.bucket_name}/{MASKED_PREFIX}/{dataset.name}",
                form=_PARQUET,
                first_day=first_day,
            )


class AthenaView(Construct):
    """Creates a view as Athena itself would: a virtual table of Glue that holds its SELECT.

    Its description is the comment by which the engine knows a view of its own, since Glue's
    description takes the comment's place (Trino's Glue metastore reads it so).
    """

    def __init__(
        self, scope: Construct, name: str, *, view: View, database: glue.CfnDatabase
    ) -> None:
        super().__init__(scope, name)
        given = database.database_input
        if not isinstance(given, glue.CfnDatabase.DatabaseInputProperty) or given.name is None:
            raise TypeError("the database has no name of its own")
        table = glue.CfnTable(
            self,
            "Table",
            catalog_id=Stack.of(self).account,
            database_name=database.ref,
            table_input=glue.CfnTable.TableInputProperty(
                name=view.name,
                description=_VIEW_COMMENT,
                table_type="VIRTUAL_VIEW",
                parameters={"presto_view": "true", "comment": _VIEW_COMMENT},
                view_original_text=presto_view(view, database=given.name),
                view_expanded_text="/* Presto View */",
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    columns=[
                        glue.CfnTable.ColumnProperty(
                            name=column.name, type=column.type, comment=column.description
                        )
                        for column in view.columns
                    ],
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        name=_NO_SERDE, serialization_library=_NO_SERDE
                    ),
                ),
            ),
        )
        # Athena refuses a view without the list; the CDK would leave an empty one out.
        table.add_property_override("TableInput.PartitionKeys", [])


def _table(  # noqa: PLR0913 - what a table is made of, all by keyword
    scope: Construct,
    construct_id: str,
    *,
    database: glue.CfnDatabase,
    dataset: Dataset,
    name: str,
    location: str,
    form: _Form,
    first_day: date,
) -> glue.CfnTable:
    return glue.CfnTable(
        scope,
        construct_id,
        catalog_id=Stack.of(scope).account,
        database_name=database.ref,
        table_input=glue.CfnTable.TableInputProperty(
            name=name,
            description=dataset.description,
            table_type="EXTERNAL_TABLE",
            parameters={
                "classification": form.classification,
                "compressionType": _COMPRESSION[form.classification],
                "EXTERNAL": "TRUE",
                "projection.enabled": "true",
                f"projection.{PARTITION}.type": "date",
                f"projection.{PARTITION}.format": "yyyy-MM-dd",
                f"projection.{PARTITION}.range": f"{first_day},NOW+1DAY",
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
                input_format=form.input_format,
                output_format=form.output_format,
                compressed=True,
                columns=[
                    glue.CfnTable.ColumnProperty(
                        name=column.name, type=column.type, comment=column.description
                    )
                    for column in dataset.columns
                ],
                serde_info=glue.CfnTable.SerdeInfoProperty(
                    serialization_library=form.library, parameters=form.parameters
                ),
            ),
        ),
    )
