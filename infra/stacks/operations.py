"""What watches the others: failed updates become incidents."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from claimtrail.incidents.causes import HEARD
from claimtrail.kernel.events import BUS_SOURCE
from claimtrail.kernel.names import Variable
from infra.assets import Assets
from infra.constructs.python_function import FunctionCode, PythonFunction, Size
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.schedule import ScheduledFunction
from infra.settings import Settings
from infra.stacks.base import StageStack
from infra.stacks.storage import StorageStack

_BATCH = 10
_AT_ONCE = 2
"""Few: workers of one cause write the same incident."""


class OperationsStack(StageStack):
    """The Incident queue, the rule that fills it from the bus, and what groups its failures."""

    def __init__(  # noqa: PLR0913 - a stack's properties are its keyword arguments
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        assets: Assets,
        storage: StorageStack,
        watched: Iterable[Stack],
    ) -> None:
        super().__init__(scope, name, settings=settings, description="incidents")
        code = FunctionCode(self, settings=settings, assets=assets, log_key=storage.data_key)
        grouper = PythonFunction(
            self,
            name="group_incidents",
            code=code,
            size=Size(memory_mb=512, timeout_seconds=60),
            environment={Variable.OPERATIONS_TABLE: storage.operations.table_name},
        )
        storage.operations.grant_read_write_data(grouper.role)
        incident = QueueWorker(
            self,
            name="Incident",
            settings=settings,
            worker=grouper,
            key=storage.queue_key,
            alarms=storage.alarms,
            batch_size=_BATCH,
            max_concurrency=_AT_ONCE,
        )
        workers = [*_workers(watched), incident]
        for worker in workers:
            worker.dead_letters.grant(grouper.role, "sqs:GetQueueAttributes")
        urls = {worker.name: worker.dead_letters.queue_url for worker in workers}
        grouper.give(Variable.DEAD_LETTER_QUEUES, self.to_json_string(urls))
        events.Rule(
            self,
            "Failures",
            description="Failed updates, and those that healed, are grouped into incidents",
            event_bus=storage.bus,
            event_pattern=events.EventPattern(source=[BUS_SOURCE], detail_type=list(HEARD)),
            targets=[targets.SqsQueue(incident.queue)],
        )
        ScheduledFunction(
            self,
            name="DeadLetters",
            worker=grouper,
            every_minutes=settings.schedule_minutes,
            alarms=storage.alarms,
        )


def _workers(stacks: Iterable[Stack]) -> list[QueueWorker]:
    """The queue workers of stacks, whose dead letters are watched."""
    found = [node for stack in stacks for node in stack.node.find_all()]
    return [node for node in found if isinstance(node, QueueWorker)]
