"""A Python function with its own role and log group, and the layers that functions share."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import Size as Space
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from claimtrail.kernel.names import Variable
from infra.assets import OWN_LAYERS, Assets, handler_of
from infra.retention import Store, rule_of
from infra.settings import Settings
from infra.sizes import SIZES, construct_name

_ARCHITECTURES = {
    "arm64": lambda_.Architecture.ARM_64,
    "x86_64": lambda_.Architecture.X86_64,
}


_GIVEN_SCRATCH_MB = 512


def removal_policy(settings: Settings) -> RemovalPolicy:
    """Return whether a stage's data outlives its stack."""
    return RemovalPolicy.RETAIN if settings.keep_data else RemovalPolicy.DESTROY


def log_retention() -> logs.RetentionDays:
    """Return the retention of log groups, from the table.

    Raises KeyError when CloudWatch has no such.
    """
    days = rule_of(Store.LOG_GROUPS).hot_days
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

    def layers_of(self, function: str) -> list[lambda_.LayerVersion]:
        """Return the layers of a function: the shared ones, and those that few have."""
        for name in OWN_LAYERS.get(function, ()):
            if name not in self._own:
                self._own[name] = self._layer(name, self.assets.own_layers[name])
        return [*self._shared, *(self._own[name] for name in OWN_LAYERS.get(function, ()))]

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
    """Creates a function from functions/<noun>/<name>.py, its role, and its encrypted log group.

    The role may write its log and its traces; everything else is granted by who owns it. A function
    that does not begin traces takes part in those of its callers.
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        *,
        name: str,
        code: FunctionCode,
        environment: Mapping[Variable, str],
        reserved_concurrency: int | None = None,
        begins_trace: bool,
    ) -> None:
        super().__init__(scope, construct_name(name))
        size = self.size = SIZES[name]
        self.log_group = logs.LogGroup(
            self,
            "Log",
            retention=log_retention(),
            encryption_key=code.log_key,
            removal_policy=removal_policy(code.settings),
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.log_group.grant_write(self.role)
        self.function = lambda_.Function(
            self,
            "Function",
            description=f"ClaimTrail {code.settings.stage}: {name}",
            runtime=code.runtime,
            architecture=code.architecture,
            handler=handler_of(name),
            code=lambda_.Code.from_asset(str(code.assets.functions[name])),
            layers=code.layers_of(name),
            role=self.role,
            log_group=self.log_group,
            tracing=lambda_.Tracing.ACTIVE if begins_trace else lambda_.Tracing.PASS_THROUGH,
            memory_size=size.memory_mb,
            ephemeral_storage_size=(
                Space.mebibytes(size.scratch_mb) if size.scratch_mb > _GIVEN_SCRATCH_MB else None
            ),
            timeout=Duration.seconds(size.timeout_seconds),
            reserved_concurrent_executions=reserved_concurrency,
            environment={
                Variable.STAGE: code.settings.stage,
                Variable.ORGANIZATION_ID: code.settings.organization_id,
                Variable.CODE_VERSION: code.assets.code_version,
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **{variable.value: value for variable, value in environment.items()},
            },
        )

    def add_environment(self, variable: Variable, value: str) -> None:
        """Set one more environment variable, for what is created after the function."""
        self.function.add_environment(variable, value)
