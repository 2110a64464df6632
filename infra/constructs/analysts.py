"""A group of analysts: their workgroup, and the policy that lets them ask in it."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.settings import Settings

_ENGINE = "Athena engine version 3"


class Analysts(Construct):
    """Creates an Athena workgroup with a scan limit, and a managed policy to attach to a role.

    The policy reads the tables of one database, the objects below the given prefixes, and this
    workgroup's answers; it writes nothing but answers. Athena reads with the asker's own rights,
    so what a prefix does not show no query can.
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        description: str,
        database: glue.CfnDatabase,
        results: s3.IBucket,
        key: kms.IKey,
        readable: Sequence[tuple[s3.IBucket, str]],
    ) -> None:
        super().__init__(scope, name)
        self._key, self._database, self._results = key, database, results
        group = self._group = name.lower()
        suffix = "" if group == "analysts" else f"-{group}"
        self.workgroup = athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=f"claimtrail-{settings.stage}{suffix}",
            description=f"{description}; a query that scans too much is canceled",
            recursive_delete_option=not settings.keep_data,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=settings.athena_scan_limit_bytes,
                engine_version=athena.CfnWorkGroup.EngineVersionProperty(
                    selected_engine_version=_ENGINE
                ),
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{results.bucket_name}/{group}/",
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS", kms_key=key.key_arn
                    ),
                ),
            ),
        )
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=f"ClaimTrail {settings.stage}: {description}",
            statements=self.statements(readable),
        )

    def statements(self, readable: Sequence[tuple[s3.IBucket, str]]) -> list[iam.PolicyStatement]:
        """Return the rights to ask in this workgroup about what lies below some prefixes."""
        results, group = self._results, self._group
        return [
            self._ask(),
            self._read_catalog(self._database),
            *(_read(bucket, prefix) for bucket, prefix in readable),
            _read(results, group),
            iam.PolicyStatement(
                sid="Answers",
                # Athena writes long answers in parts.
                actions=[
                    "s3:PutObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ],
                resources=[results.arn_for_objects(f"{group}/*")],
            ),
            iam.PolicyStatement(
                sid="Key",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[self._key.key_arn],
            ),
        ]

    def _ask(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            sid="Ask",
            actions=[
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetWorkGroup",
                "athena:ListNamedQueries",
                "athena:GetNamedQuery",
            ],
            resources=[
                Stack.of(self).format_arn(
                    service="athena", resource="workgroup", resource_name=self.workgroup.ref
                )
            ],
        )

    def _read_catalog(self, database: glue.CfnDatabase) -> iam.PolicyStatement:
        stack = Stack.of(self)
        return iam.PolicyStatement(
            sid="Catalog",
            actions=[
                "glue:GetDatabase",
                "glue:GetTable",
                "glue:GetTables",
                "glue:GetPartitions",
            ],
            resources=[
                stack.format_arn(service="glue", resource="catalog"),
                stack.format_arn(service="glue", resource="database", resource_name=database.ref),
                stack.format_arn(
                    service="glue", resource="table", resource_name=f"{database.ref}/*"
                ),
            ],
        )


def _read(bucket: s3.IBucket, prefix: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["s3:GetObject"], resources=[bucket.arn_for_objects(f"{prefix}/*")]
    )


def let_list(policy: iam.ManagedPolicy, bucket: s3.IBucket, prefixes: Sequence[str]) -> None:
    """Let the holders list a bucket below prefixes only."""
    policy.add_statements(*listing(bucket, prefixes))


def listing(bucket: s3.IBucket, prefixes: Sequence[str]) -> list[iam.PolicyStatement]:
    """Return the rights to list a bucket below prefixes only."""
    return [
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[bucket.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{prefix}/*" for prefix in prefixes]}},
        ),
        iam.PolicyStatement(actions=["s3:GetBucketLocation"], resources=[bucket.bucket_arn]),
    ]
