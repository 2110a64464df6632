"""The stack behind a file: claims are projected, changes published, stuck claims escalated."""

from aws_cdk import CfnOutput
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from claimtrail.escalations.outputs import EscalationOutput
from infra.constructs.python_function import log_retention, removal_policy
from infra.functions.declaration import Resource
from infra.settings import REPOSITORY
from infra.stacks.deployment import Deployment
from infra.stacks.resources import state_machine
from infra.stacks.working import WorkingStack

_ESCALATION = REPOSITORY / "statemachines" / "claim_escalation.asl.json"


class WorkflowStack(WorkingStack):
    """The state machine of escalations beside the functions of claims, tickets and escalations."""

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        machine = self._escalation()
        self.resources.add(Resource.ESCALATION_STATE_MACHINE, state_machine(machine))
        CfnOutput(self, EscalationOutput.ESCALATION_STATE_MACHINE, value=machine.state_machine_arn)
        self.connect()

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
