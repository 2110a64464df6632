"""What follows from a file: claims are projected, changes told, stuck claims escalated."""

from collections.abc import Mapping

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from claimtrail.kernel.events import BUS_SOURCE, DetailType
from claimtrail.kernel.names import Output, Variable
from infra.assets import Assets
from infra.constructs.python_function import (
    FunctionCode,
    PythonFunction,
    Size,
    log_retention,
    removal_policy,
)
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.schedule import ScheduledFunction
from infra.constructs.stream_feed import feed_from_stream
from infra.settings import REPOSITORY, Settings
from infra.stacks.base import StageStack
from infra.stacks.storage import StorageStack

_ESCALATION = REPOSITORY / "statemachines" / "claim_escalation.asl.json"
_SMALL = Size(memory_mb=512, timeout_seconds=60)
_BATCH = 10
_AT_ONCE = 10


class WorkflowStack(StageStack):
    """Projection and publication from the claim table's stream; escalations and their clock."""

    def __init__(  # noqa: PLR0913 - a stack's properties are its keyword arguments
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        assets: Assets,
        storage: StorageStack,
        audit_queue: sqs.IQueue,
    ) -> None:
        super().__init__(
            scope, name, settings=settings, description="projection, publication, escalation"
        )
        self._storage = storage
        self._audit_queue = audit_queue
        self._code = FunctionCode(self, settings=settings, assets=assets, log_key=storage.data_key)
        self._project()
        self._publish()
        self._raise()
        machine = self._escalation()
        self._start(machine)
        self._settle(machine)

    def _function(self, name: str, environment: Mapping[Variable, str]) -> PythonFunction:
        return PythonFunction(
            self, name=name, code=self._code, size=_SMALL, environment=environment
        )

    def _queue(self, name: str, worker: PythonFunction) -> QueueWorker:
        return QueueWorker(
            self,
            name=name,
            settings=self.settings,
            worker=worker,
            key=self._storage.queue_key,
            alarms=self._storage.alarms,
            batch_size=_BATCH,
            max_concurrency=_AT_ONCE,
        )

    def _project(self) -> None:
        claims = self._storage.claims
        projector = self._function("project_claims", {Variable.CLAIM_TABLE: claims.table_name})
        claims.grant_read_write_data(projector.role)
        again = self._queue("Projection", projector)
        again.queue.grant_send_messages(projector.role)
        projector.give(Variable.PROJECTION_QUEUE_URL, again.queue.queue_url)
        feed_from_stream(
            table=claims, worker=projector, fallback=again, prefixes=("event#", "roster#", "ack#")
        )

    def _publish(self) -> None:
        storage = self._storage
        publisher = self._function(
            "publish_changes",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.AUDIT_QUEUE_URL: self._audit_queue.queue_url,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
            },
        )
        storage.claims.grant_read_data(publisher.role)
        storage.bus.grant_put_events_to(publisher.role)
        self._audit_queue.grant_send_messages(publisher.role)
        again = self._queue("Publication", publisher)
        again.queue.grant_send_messages(publisher.role)
        publisher.give(Variable.PUBLICATION_QUEUE_URL, again.queue.queue_url)
        feed_from_stream(
            table=storage.claims, worker=publisher, fallback=again, prefixes=("change#", "event#")
        )

    def _raise(self) -> None:
        """What is held too long becomes an exception; publication tells of it."""
        claims = self._storage.claims
        raiser = self._function("raise_exceptions", {Variable.CLAIM_TABLE: claims.table_name})
        claims.grant_read_write_data(raiser.role)
        ScheduledFunction(
            self,
            name="Exceptions",
            worker=raiser,
            every_minutes=self.settings.schedule_minutes,
            alarms=self._storage.alarms,
        )

    def _escalation(self) -> sfn.StateMachine:
        """The state machine; its role may call the one function that it names."""
        storage = self._storage
        advancer = self._function(
            "advance_escalation",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
                Variable.TICKET_TABLE: storage.tickets.table_name,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
            },
        )
        storage.claims.grant_read_data(advancer.role)
        storage.operations.grant_read_write_data(advancer.role)
        storage.tickets.grant_read_write_data(advancer.role)
        storage.bus.grant_put_events_to(advancer.role)
        times = self.settings.escalation
        machine = sfn.StateMachine(
            self,
            "Escalation",
            comment="A claim pending past its payer's window: notify, remind, ticket, raise",
            definition_body=sfn.DefinitionBody.from_string(_ESCALATION.read_text(encoding="utf-8")),
            definition_substitutions={
                "AdvanceEscalationArn": advancer.function.function_arn,
                "RemindAfterSeconds": str(times.remind_after),
                "TicketAfterSeconds": str(times.ticket_after),
                "RaiseAfterSeconds": str(times.raise_after),
            },
            logs=sfn.LogOptions(
                destination=logs.LogGroup(
                    self,
                    "EscalationLog",
                    retention=log_retention(),
                    encryption_key=storage.data_key,
                    removal_policy=removal_policy(self.settings),
                ),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
            tracing_enabled=True,
        )
        advancer.function.grant_invoke_latest_version(machine)
        CfnOutput(self, Output.ESCALATION_STATE_MACHINE, value=machine.state_machine_arn)
        return machine

    def _start(self, machine: sfn.StateMachine) -> None:
        storage = self._storage
        starter = self._function("start_escalations", self._escalation_environment(machine))
        starter.give(Variable.EVENT_BUS, storage.bus.event_bus_name)
        storage.claims.grant_read_data(starter.role)
        storage.operations.grant_read_write_data(starter.role)
        storage.bus.grant_put_events_to(starter.role)
        machine.grant_start_execution(starter.role)
        # It resumes executions that were lost, and wakes those whose claim moved unseen.
        machine.grant_execution(starter.role, "states:DescribeExecution")
        machine.grant_task_response(starter.role)
        ScheduledFunction(
            self,
            name="Escalations",
            worker=starter,
            every_minutes=self.settings.schedule_minutes,
            alarms=storage.alarms,
        )

    def _settle(self, machine: sfn.StateMachine) -> None:
        storage = self._storage
        settler = self._function("settle_escalations", self._escalation_environment(machine))
        storage.claims.grant_read_data(settler.role)
        storage.operations.grant_read_data(settler.role)
        machine.grant_task_response(settler.role)
        settle = self._queue("Settle", settler)
        events.Rule(
            self,
            "Moved",
            description="A claim moved: its escalation may end",
            event_bus=storage.bus,
            event_pattern=events.EventPattern(
                source=[BUS_SOURCE], detail_type=[DetailType.CLAIM_STATUS_CHANGED]
            ),
            targets=[targets.SqsQueue(settle.queue)],
        )

    def _escalation_environment(self, machine: sfn.StateMachine) -> dict[Variable, str]:
        return {
            Variable.CLAIM_TABLE: self._storage.claims.table_name,
            Variable.OPERATIONS_TABLE: self._storage.operations.table_name,
            Variable.ESCALATION_STATE_MACHINE_ARN: machine.state_machine_arn,
        }
