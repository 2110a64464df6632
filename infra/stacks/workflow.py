"""The stack behind a file: claims are projected, changes published, stuck claims escalated."""

from collections.abc import Mapping

from aws_cdk import CfnOutput
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from claimtrail.escalations.outputs import EscalationOutput
from infra.constructs.python_function import log_retention, removal_policy
from infra.constructs.service_principal import service_of
from infra.functions.declaration import Resource
from infra.settings import REPOSITORY
from infra.stacks.deployment import Deployment
from infra.stacks.resources import Deployed, clock_schedules, notice_channels, state_machine
from infra.stacks.working import WorkingStack

_ESCALATION = REPOSITORY / "statemachines" / "claim_escalation.asl.json"


class WorkflowStack(WorkingStack):
    """The escalations' state machine and clocks' schedules, beside the functions of claims."""

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        machine = self._escalation()
        self.resources.add(Resource.ESCALATION_STATE_MACHINE, state_machine(machine))
        channels = notice_channels(self._notice_channels(), self.storage.data_key)
        self.resources.add(Resource.NOTICE_CHANNELS_SECRET, channels)
        for resource, deployed in self._clock_schedules().items():
            self.resources.add(resource, deployed)
        CfnOutput(self, EscalationOutput.ESCALATION_STATE_MACHINE, value=machine.state_machine_arn)
        self.connect()

    def _clock_schedules(self) -> Mapping[Resource, Deployed]:
        """Return the group of clocks' schedules; their role may call the one function."""
        caller = self.functions["fire_clocks"]
        group = f"claimtrail-{self.settings.stage}-clocks"
        scheduler.CfnScheduleGroup(self, "Clocks", name=group)
        of_group = self.format_arn(
            service="scheduler", resource="schedule-group", resource_name=group
        )
        role = iam.Role(
            self,
            "ClocksRole",
            assumed_by=service_of(self, "scheduler", source_arn=of_group),
        )
        caller.function.grant_invoke_latest_version(role)
        return clock_schedules(self, group, role)

    def _notice_channels(self) -> secretsmanager.Secret:
        """Return the secret for mail and chat, empty until an administrator enters them."""
        return secretsmanager.Secret(
            self,
            "NoticeChannelsSecret",
            description="Mail server and chat webhooks of notices about tickets",
            encryption_key=self.storage.data_key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}",  # noqa: S106 - JSON without channels
                generate_string_key="unused",
            ),
            removal_policy=removal_policy(self.settings),
        )

    def _escalation(self) -> sfn.StateMachine:
        """Return the state machine; its role may call the one function that it names."""
        advancer = self.functions["advance_escalation"]
        times = self.settings.escalation
        machine = sfn.StateMachine(
            self,
            "Escalation",
            comment="A claim whose next word is late: notify, remind, ticket, escalate to "
            "the manager",
            definition_body=sfn.DefinitionBody.from_string(_ESCALATION.read_text(encoding="utf-8")),
            definition_substitutions={
                "AdvanceEscalationArn": advancer.function.function_arn,
                "RemindAfterSeconds": str(times.remind_after),
                "TicketAfterSeconds": str(times.ticket_after),
                "EscalateAfterSeconds": str(times.escalate_after),
            },
            logs=sfn.LogOptions(
                destination=logs.LogGroup(
                    self,
                    "EscalationLog",
                    retention=log_retention(),
                    encryption_key=self.storage.data_key,
                    removal_policy=removal_policy(self.settings),
                ),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
            tracing_enabled=True,
        )
        advancer.function.grant_invoke_latest_version(machine)
        return machine
