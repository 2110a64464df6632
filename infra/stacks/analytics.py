"""What analysts ask: Glue tables over the trail, an Athena workgroup, saved queries."""

from aws_cdk import CfnOutput
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from constructs import Construct

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import saved_queries
from claimtrail.kernel.names import Output
from infra.constructs.audit_dataset import AuditDataset
from infra.settings import Settings
from infra.stacks.base import StageStack
from infra.stacks.storage import StorageStack

_ENGINE = "Athena engine version 3"


class AnalyticsStack(StageStack):
    """The database, its tables, the workgroup and the saved queries.

    Glue and Athena ask for names: these are the only ones given, and carry the stage.
    """

    def __init__(
        self, scope: Construct, name: str, *, settings: Settings, storage: StorageStack
    ) -> None:
        super().__init__(scope, name, settings=settings, description="Glue tables and Athena")
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=self.account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=f"claimtrail_{settings.stage}",
                description="Claims, files and the audit trail; docs/analysts.md",
            ),
        )
        for dataset in DATASETS.values():
            AuditDataset(self, dataset=dataset, database=database, bucket=storage.audit)
        workgroup = athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=f"claimtrail-{settings.stage}",
            description="Analysts of ClaimTrail; a query that scans too much is cancelled",
            recursive_delete_option=not settings.keep_data,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=settings.athena_scan_limit_bytes,
                engine_version=athena.CfnWorkGroup.EngineVersionProperty(
                    selected_engine_version=_ENGINE
                ),
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{storage.results.bucket_name}/",
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS", kms_key=storage.data_key.key_arn
                    ),
                ),
            ),
        )
        for query in saved_queries():
            athena.CfnNamedQuery(
                self,
                "".join(part.title() for part in query.name.replace("-", "_").split("_")),
                name=query.name,
                description=query.description,
                database=database.ref,
                work_group=workgroup.ref,
                query_string=query.sql,
            )
        CfnOutput(self, Output.ATHENA_WORKGROUP, value=workgroup.ref)
        CfnOutput(self, Output.GLUE_DATABASE, value=database.ref)
