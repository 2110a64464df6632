"""The analysts' stack: tables over trail and lake, workgroups, saved queries, and compaction."""

from aws_cdk import CfnOutput
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from constructs import Construct

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.tables import LAKE_PREFIX, MASKED_PREFIX
from claimtrail.analytics.views import DERIVED, MASKED_DERIVED
from claimtrail.claims.rows.claims import CLAIM_VERSIONS
from claimtrail.trail.datasets.rows import ACCESS_LOG
from infra.constructs.analysts import Analysts, let_list, listing
from infra.constructs.audit_dataset import AthenaView, AuditDataset
from infra.functions.declaration import Resource
from infra.people.policies import let_use_commands, let_use_console, put_out
from infra.stacks.deployment import Deployment
from infra.stacks.resources import Deployed, glue_database, queries, workgroups
from infra.stacks.working import WorkingStack


class AnalyticsStack(WorkingStack):
    """The databases, their tables, the workgroups, the saved queries, and what fills the lake.

    Glue and Athena ask for names: these are the only ones given, and carry the stage.
    """

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
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
                trail=self.storage.audit,
                lake=self.storage.lake,
                first_day=deployment.stage.first_day,
            )
        for view in DERIVED:
            AthenaView(self, _construct_id(view.name), view=view, database=self._database)
        for view in MASKED_DERIVED:
            name = f"Masked{_construct_id(view.name)}"
            AthenaView(self, name, view=view, database=self._masked)
        analysts = self._analysts()
        groups = [group.workgroup.ref for group in analysts]
        self.resources.add(Resource.ATHENA_WORKGROUPS, workgroups(self, groups))
        for resource, asked in (
            (Resource.CLAIM_QUERIES, CLAIM_VERSIONS),
            (Resource.ACCESS_QUERIES, ACCESS_LOG),
        ):
            self.resources.add(resource, self._queries(analysts[0], asked.name))
        name = f"claimtrail_{self.settings.stage}"
        self.resources.add(Resource.GLUE_DATABASE, glue_database(self, name, DATASETS))
        self.connect()

    def _queries(self, analysts: Analysts, dataset: str) -> Deployed:
        """Return the right to ask about one dataset alone, for functions."""
        storage = self.storage
        prefixes = {storage.lake: f"{LAKE_PREFIX}/{dataset}", storage.audit: dataset}
        statements = [
            *analysts.statements(list(prefixes.items())),
            *(one for each in prefixes.items() for one in listing(each[0], [each[1]])),
            *listing(storage.results, ["analysts"]),
        ]
        return queries(f"{analysts.workgroup.ref}/{self._database.ref}", statements)

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
        let_use_commands(full.policy, settings=self.settings, resources=self.resources)
        for group in (full, masked):
            let_use_console(
                group.policy,
                workgroup=group.workgroup.ref,
                settings=self.settings,
                resources=self.resources,
            )
        put_out(self, "Analyst", full.policy)
        put_out(self, "MaskedAnalyst", masked.policy)
        for query in saved_queries():
            athena.CfnNamedQuery(
                self,
                f"{_construct_id(query.name)}Query",
                name=query.name,
                description=query.description,
                database=self._database.ref,
                work_group=full.workgroup.ref,
                query_string=query.sql,
            )
        CfnOutput(self, AnalyticsOutput.ATHENA_WORKGROUP, value=full.workgroup.ref)
        CfnOutput(self, AnalyticsOutput.GLUE_DATABASE, value=self._database.ref)
        CfnOutput(self, AnalyticsOutput.MASKED_WORKGROUP, value=masked.workgroup.ref)
        CfnOutput(self, AnalyticsOutput.MASKED_DATABASE, value=self._masked.ref)
        return [full, masked]


def _construct_id(name: str) -> str:
    return "".join(part.title() for part in name.replace("-", "_").split("_"))
