"""The stack behind a file: claims are projected, changes published, stuck claims escalated."""

from aws_cdk import CfnOutput
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from claimtrail.claims.publishing.events import WAS_DUE
from claimtrail.incidents.causes import WITHOUT_AUTHORITY
from claimtrail.kernel.bus import DetailType
from claimtrail.kernel.names import Output, Variable
from infra.assets import Assets
from infra.constructs.hold_role import keep_from_holds
from infra.constructs.python_function import PythonFunction, log_retention, removal_policy
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.stream_feed import feed_from_stream
from infra.settings import REPOSITORY
from infra.stacks.storage import StorageStack
from infra.stacks.working import WorkingStack

_ESCALATION = REPOSITORY / "statemachines" / "claim_escalation.asl.json"
_BATCH = 10
_AT_ONCE = 10
_TRACED_FROM_A_STREAM = False
"""A stream's records carry no trace: one begun here would join nothing, and costs more than the
invocation that it is of."""


class WorkflowStack(WorkingStack):
    """Projection and publication from the claim table's stream; escalations and their clock."""

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
            scope,
            name,
            description="projection, publication, escalation",
            assets=assets,
            storage=storage,
        )
        self._audit_queue = audit_queue
        self._project()
        self._publish()
        self._raise()
        self._ticket()
        machine = self._escalation()
        self._start(machine)
        self._settle(machine)

    def _queue(self, name: str, worker: PythonFunction) -> QueueWorker:
        return self.queue_worker(name, worker, batch_size=_BATCH, max_concurrency=_AT_ONCE)

    def _project(self) -> None:
        claims = self.storage.claims
        projector = self.function(
            "project_claims",
            {Variable.CLAIM_TABLE: claims.table_name},
            begins_trace=_TRACED_FROM_A_STREAM,
        )
        claims.grant_read_write_data(projector.role)
        again = self._queue("Projection", projector)
        again.queue.grant_send_messages(projector.role)
        projector.add_environment(Variable.PROJECTION_QUEUE_URL, again.queue.queue_url)
        feed_from_stream(
            table=claims,
            worker=projector,
            fallback=again,
            batching=self.settings.batching,
            prefixes=("event#", "roster#", "ack#"),
            overwritten=("entity",),
        )

    def _publish(self) -> None:
        storage = self.storage
        publisher = self.function(
            "publish_changes",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.AUDIT_QUEUE_URL: self._audit_queue.queue_url,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
            },
            begins_trace=_TRACED_FROM_A_STREAM,
        )
        storage.claims.grant_read_data(publisher.role)
        # What cannot be published is preserved beside its claim.
        storage.claims.grant(publisher.role, "dynamodb:PutItem")
        storage.data_key.grant_encrypt_decrypt(publisher.role)
        storage.bus.grant_put_events_to(publisher.role)
        self._audit_queue.grant_send_messages(publisher.role)
        again = self._queue("Publication", publisher)
        again.queue.grant_send_messages(publisher.role)
        publisher.add_environment(Variable.PUBLICATION_QUEUE_URL, again.queue.queue_url)
        feed_from_stream(
            table=storage.claims,
            worker=publisher,
            fallback=again,
            batching=self.settings.batching,
            prefixes=("event#",),
            overwritten=("claim",),
        )

    def _raise(self) -> None:
        """Turn evidence that is held too long into an exception, which publication reports."""
        claims = self.storage.claims
        raiser = self.function(
            "open_exceptions", {Variable.CLAIM_TABLE: claims.table_name}, begins_trace=True
        )
        claims.grant_read_write_data(raiser.role)
        self.schedule("Exceptions", raiser, every_minutes=self.settings.schedule_minutes)

    def _ticket(self) -> None:
        """An exception is a ticket until it heals."""
        storage = self.storage
        ticketer = self.function(
            "ticket_exceptions",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.TICKET_TABLE: storage.tickets.table_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
            },
        )
        storage.claims.grant_read_data(ticketer.role)
        storage.operations.grant_read_data(ticketer.role)
        storage.tickets.grant_read_write_data(ticketer.role)
        storage.bus.grant_put_events_to(ticketer.role)
        queue = self._queue("Exceptions", ticketer)
        self.subscribe(
            "Held",
            queue,
            description="Evidence is held too long, or is so no more",
            detail_types=[DetailType.CLAIM_EXCEPTION_OPENED, DetailType.CLAIM_EXCEPTION_CLOSED],
        )
        self.subscribe(
            "WithoutAuthority",
            queue,
            description="A partner's records lack authority over their claims, or do so no more",
            detail_types=[
                DetailType.INCIDENT_OPENED,
                DetailType.INCIDENT_REOPENED,
                DetailType.INCIDENT_RESOLVED,
            ],
            detail={"detail": {"kind": [WITHOUT_AUTHORITY]}},
        )

    def _escalation(self) -> sfn.StateMachine:
        """Return the state machine; its role may call the one function that it names."""
        storage = self.storage
        advancer = self.function(
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
        keep_from_holds(storage.operations, advancer.role)
        storage.tickets.grant_read_write_data(advancer.role)
        storage.bus.grant_put_events_to(advancer.role)
        times = self.settings.escalation
        machine = sfn.StateMachine(
            self,
            "Escalation",
            comment="A claim pending past its payer's window: notify, remind, ticket, escalate to "
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
        storage = self.storage
        starter = self.function(
            "start_escalations", self._escalation_environment(machine), begins_trace=True
        )
        starter.add_environment(Variable.EVENT_BUS, storage.bus.event_bus_name)
        starter.add_environment(Variable.RECHECK_MINUTES, str(self.settings.recheck_minutes))
        storage.claims.grant_read_data(starter.role)
        storage.operations.grant_read_write_data(starter.role)
        keep_from_holds(storage.operations, starter.role)
        storage.bus.grant_put_events_to(starter.role)
        machine.grant_start_execution(starter.role)
        # It resumes executions that were lost, and wakes those whose claim moved unseen.
        machine.grant_execution(starter.role, "states:DescribeExecution")
        machine.grant_task_response(starter.role)
        self.schedule("Escalations", starter, every_minutes=self.settings.schedule_minutes)

    def _settle(self, machine: sfn.StateMachine) -> None:
        storage = self.storage
        settler = self.function("end_escalations", self._escalation_environment(machine))
        storage.claims.grant_read_data(settler.role)
        storage.operations.grant_read_data(settler.role)
        machine.grant_task_response(settler.role)
        self.subscribe(
            "Moved",
            self._queue("Settle", settler),
            description="Claims past their window moved: their escalations may end",
            detail_types=[DetailType.CLAIMS_STATUS_CHANGED],
            detail={"detail": {WAS_DUE: [True]}},
        )

    def _escalation_environment(self, machine: sfn.StateMachine) -> dict[Variable, str]:
        return {
            Variable.CLAIM_TABLE: self.storage.claims.table_name,
            Variable.OPERATIONS_TABLE: self.storage.operations.table_name,
            Variable.ESCALATION_STATE_MACHINE_ARN: machine.state_machine_arn,
        }
