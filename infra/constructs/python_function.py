"""A Python function with its own role and log group, and the layers that functions share."""

from pathlib import Path

from aws_cdk import CfnResource, Duration, RemovalPolicy
from aws_cdk import Size as Space
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS
from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import Store
from infra.assets import Assets
from infra.constructs.service_principal import service_of
from infra.functions.declaration import FunctionDeclaration
from infra.settings import Settings

_ARCHITECTURES = {
    "arm64": lambda_.Architecture.ARM_64,
    "x86_64": lambda_.Architecture.X86_64,
}


_GIVEN_SCRATCH_MB = 512


def removal_policy(settings: Settings) -> RemovalPolicy:
    """Return whether a stage's data outlives its stack.

    What a failed first deployment has created goes with it: it holds nothing yet.
    """
    kept = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    return kept if settings.keep_data else RemovalPolicy.DESTROY


def log_retention() -> logs.RetentionDays:
    """Return the retention of log groups, from the table.

    Raises KeyError when CloudWatch has no such.
    """
    days = RETENTION.rule_of(Store.LOG_GROUPS).hot_days
    return {
        30: logs.RetentionDays.ONE_MONTH,
        90: logs.RetentionDays.THREE_MONTHS,
        365: logs.RetentionDays.ONE_YEAR,
        731: logs.RetentionDays.TWO_YEARS,
    }[days]


class FunctionCode(Construct):
    """Creates a stack's versions of the shared layers: third-party, claimtrail and partners.

    Each stack has versions of its own: a version that another stack imported could not be
    replaced by the next deployment.
    """

    def __init__(
        self, scope: Construct, *, settings: Settings, assets: Assets, log_key: kms.IKey
    ) -> None:
        super().__init__(scope, "Code")
        self.settings = settings
        self.assets = assets
        self.log_key = log_key
        self.runtime = lambda_.Runtime(f"python{settings.python}", lambda_.RuntimeFamily.PYTHON)
        self.architecture = _ARCHITECTURES[settings.architecture]
        self._shared = [self._layer(name, folder) for name, folder in sorted(assets.layers.items())]
        self._own: dict[str, lambda_.LayerVersion] = {}

    def layers_of(self, function: FunctionDeclaration) -> list[lambda_.LayerVersion]:
        """Return the layers of a function: the shared ones, and those that few have."""
        for name in function.layers:
            if name not in self._own:
                self._own[name] = self._layer(name, self.assets.own_layers[name])
        return [*self._shared, *(self._own[name] for name in function.layers)]

    def _layer(self, name: str, folder: Path) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.title().replace("_", ""),
            code=lambda_.Code.from_asset(str(folder)),
            description=f"ClaimTrail: {name}",
            compatible_runtimes=[self.runtime],
            compatible_architectures=[self.architecture],
        )


class PythonFunction(Construct):
    """Creates a declared function, its role, and its encrypted log group.

    The role may write its log and its traces; grants and environment follow when what they are of
    has been created. A function that does not begin traces takes part in those of its callers.
    """

    def __init__(
        self, scope: Construct, *, declared: FunctionDeclaration, code: FunctionCode
    ) -> None:
        super().__init__(scope, declared.construct_name)
        self.declared = declared
        settings = code.settings
        self.log_group = logs.LogGroup(
            self,
            "Log",
            retention=log_retention(),
            encryption_key=code.log_key,
            removal_policy=removal_policy(settings),
        )
        self.role = iam.Role(self, "Role", assumed_by=service_of(self, "lambda"))
        self.log_group.grant_write(self.role)
        self.function = lambda_.Function(
            self,
            "Function",
            description=f"ClaimTrail {settings.stage}: {declared.name}",
            runtime=code.runtime,
            architecture=code.architecture,
            handler=declared.handler,
            code=lambda_.Code.from_asset(str(code.assets.functions[declared.name])),
            layers=code.layers_of(declared),
            role=self.role,
            log_group=self.log_group,
            tracing=_tracing(declared, settings),
            memory_size=declared.memory_mb,
            ephemeral_storage_size=(
                Space.mebibytes(declared.scratch_mb)
                if declared.scratch_mb > _GIVEN_SCRATCH_MB
                else None
            ),
            timeout=Duration.seconds(declared.timeout_seconds),
            environment={
                "POWERTOOLS_SERVICE_NAME": declared.name,
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **_retries(declared, settings),
            },
        )

    def follow(self, reader: "PythonFunction") -> None:
        """Update this function after one that reads what it writes."""
        own, other = self.function.node.default_child, reader.function.node.default_child
        if isinstance(own, CfnResource) and isinstance(other, CfnResource):
            own.add_resource_dependency(other)


def _retries(declared: FunctionDeclaration, settings: Settings) -> dict[str, str]:
    """Return when messages whose work failed are tried again, for a function with a queue."""
    if declared.queue is None:
        return {}
    return {RETRY_SECONDS: ",".join(map(str, settings.retry_seconds))}


def _tracing(declared: FunctionDeclaration, settings: Settings) -> lambda_.Tracing:
    begins = settings.trace_every_hop if declared.begins_trace is None else declared.begins_trace
    return lambda_.Tracing.ACTIVE if begins else lambda_.Tracing.PASS_THROUGH
