"""The analysts' stack: tables over trail and lake, workgroups, saved queries, and compaction."""

from aws_cdk import CfnOutput
from aws_cdk import aws_athena as athena
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.tables import LAKE_PREFIX, MASKED_PREFIX, VIEWS, claims_view
from claimtrail.kernel.names import Output, Variable
from infra.assets import Assets
from infra.constructs.analysts import Analysts, let_list
from infra.constructs.audit_dataset import AthenaView, AuditDataset
from infra.constructs.grants import let_put
from infra.stacks.storage import StorageStack
from infra.stacks.working import WorkingStack

_COMPACTION_MINUTES = 360
"""A day is compacted within six hours of its end; until then it is read from the trail."""
_BATCH = 10


class AnalyticsStack(WorkingStack):
    """The databases, their tables, the workgroups, the saved queries, and what fills the lake.

    Glue and Athena ask for names: these are the only ones given, and carry the stage.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        assets: Assets,
        storage: StorageStack,
        audit_queue: sqs.IQueue,
    ) -> None:
        super().__init__(
            scope, name, description="Glue tables and Athena", assets=assets, storage=storage
        )
        self._database = self._new_database(
            "Database",
            f"claimtrail_{self.settings.stage}",
            "Claims, files and the audit trail; docs/analysts.md",
        )
        self._masked = self._new_database(
            "MaskedDatabase",
            f"claimtrail_{self.settings.stage}_masked",
            "Claims under pseudonyms, years for days; docs/analysts.md",
        )
        for dataset in DATASETS.values():
            AuditDataset(
                self,
                dataset=dataset,
                database=self._database,
                masked_database=self._masked,
                trail=storage.audit,
                lake=storage.lake,
            )
        AthenaView(self, "Claims", view=VIEWS["claims"], database=self._database)
        masked_claims = claims_view(MASKED["claim_versions"])
        AthenaView(self, "MaskedClaims", view=masked_claims, database=self._masked)
        self._record_queries(self._analysts(), audit_queue)
        self._compaction()

    def _new_database(self, name: str, physical_name: str, description: str) -> glue.CfnDatabase:
        return glue.CfnDatabase(
            self,
            name,
            catalog_id=self.account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=physical_name, description=description
            ),
        )

    def _analysts(self) -> list[Analysts]:
        """Two groups: one reads everything, the other only what is masked."""
        storage = self.storage
        full = Analysts(
            self,
            "Analysts",
            settings=self.settings,
            description="Analysts with rights to single claims",
            database=self._database,
            results=storage.results,
            key=storage.data_key,
            readable=[(storage.lake, LAKE_PREFIX), *((storage.audit, each) for each in DATASETS)],
        )
        let_list(full.policy, storage.lake, [LAKE_PREFIX])
        let_list(full.policy, storage.audit, list(DATASETS))
        let_list(full.policy, storage.results, ["analysts"])
        masked = Analysts(
            self,
            "Masked",
            settings=self.settings,
            description="Analysts without rights to single claims",
            database=self._masked,
            results=storage.results,
            key=storage.data_key,
            readable=[(storage.lake, MASKED_PREFIX)],
        )
        let_list(masked.policy, storage.lake, [MASKED_PREFIX])
        let_list(masked.policy, storage.results, ["masked"])
        for query in saved_queries():
            athena.CfnNamedQuery(
                self,
                "".join(part.title() for part in query.name.replace("-", "_").split("_")) + "Query",
                name=query.name,
                description=query.description,
                database=self._database.ref,
                work_group=full.workgroup.ref,
                query_string=query.sql,
            )
        CfnOutput(self, Output.ATHENA_WORKGROUP, value=full.workgroup.ref)
        CfnOutput(self, Output.GLUE_DATABASE, value=self._database.ref)
        CfnOutput(self, Output.MASKED_WORKGROUP, value=masked.workgroup.ref)
        CfnOutput(self, Output.MASKED_DATABASE, value=self._masked.ref)
        return [full, masked]

    def _record_queries(self, groups: list[Analysts], audit_queue: sqs.IQueue) -> None:
        """Whoever starts a query, by whatever tool, is in the access log.

        CloudTrail tells the account's default bus of it, where a trail logs management events.
        """
        recorder = self.function(
            "record_queries", {Variable.AUDIT_QUEUE_URL: audit_queue.queue_url}
        )
        audit_queue.grant_send_messages(recorder.role)
        workgroups = [group.workgroup.ref for group in groups]
        recorder.role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["athena:GetQueryExecution"],
                resources=[
                    self.format_arn(service="athena", resource="workgroup", resource_name=one)
                    for one in workgroups
                ],
            )
        )
        queries = self.queue_worker("Query", recorder, batch_size=_BATCH)
        events.Rule(
            self,
            "Queries",
            description="Queries that somebody started in the stage's workgroups",
            event_pattern=events.EventPattern(
                source=["aws.athena"],
                detail_type=["AWS API Call via CloudTrail"],
                detail={
                    "eventSource": ["athena.amazonaws.com"],
                    "eventName": ["StartQueryExecution"],
                    "requestParameters": {"workGroup": workgroups},
                    "responseElements": {"queryExecutionId": events.Match.exists()},
                },
            ),
            targets=[targets.SqsQueue(queries.queue)],
        )

    def _compaction(self) -> None:
        storage = self.storage
        compactor = self.function(
            "compact_day",
            {
                Variable.AUDIT_BUCKET: storage.audit.bucket_name,
                Variable.LAKE_BUCKET: storage.lake.bucket_name,
                Variable.CLAIM_KEY_SECRET_ARN: storage.claim_key_secret.secret_arn,
            },
            begins_trace=True,
        )
        storage.audit.grant_read(compactor.role)
        storage.lake.grant_read(compactor.role)
        let_put(storage.lake, compactor.role)
        self.let_read_claim_key(compactor)
        CfnOutput(self, Output.COMPACTION_FUNCTION, value=compactor.function.function_name)
        self.schedule("Compaction", compactor, every_minutes=_COMPACTION_MINUTES)
