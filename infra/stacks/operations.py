"""The stack that watches the others: failed updates become incidents."""

from collections.abc import Iterable

from aws_cdk import Stack
from constructs import Construct

from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.kernel.names import Variable
from infra.assets import Assets
from infra.constructs.hold_role import keep_from_holds
from infra.constructs.queue_worker import QueueWorker
from infra.stacks.storage import StorageStack
from infra.stacks.working import WorkingStack

_BATCH = 10
_AT_ONCE = 2
"""Few: workers of one cause write the same incident."""


class OperationsStack(WorkingStack):
    """The Incident queue, the rule that fills it from the bus, and what groups its failures."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        assets: Assets,
        storage: StorageStack,
        watched: Iterable[Stack],
    ) -> None:
        super().__init__(scope, name, description="incidents", assets=assets, storage=storage)
        grouper = self.function(
            "group_incidents",
            {
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
            },
        )
        storage.operations.grant_read_write_data(grouper.role)
        keep_from_holds(storage.operations, grouper.role)
        storage.bus.grant_put_events_to(grouper.role)
        incident = self.queue_worker(
            "Incident", grouper, batch_size=_BATCH, max_concurrency=_AT_ONCE
        )
        workers = [*_workers(watched), incident]
        for worker in workers:
            worker.dead_letters.grant(grouper.role, "sqs:GetQueueAttributes")
        urls = {worker.name: worker.dead_letters.queue_url for worker in workers}
        grouper.add_environment(Variable.DEAD_LETTER_QUEUES, self.to_json_string(urls))
        self.subscribe(
            "Failures",
            incident,
            description="Failed updates, and those that healed, are grouped into incidents",
            detail_types=SUBSCRIBED_EVENTS,
        )
        self.schedule("DeadLetters", grouper, every_minutes=self.settings.schedule_minutes)


def _workers(stacks: Iterable[Stack]) -> list[QueueWorker]:
    """Return the queue workers of stacks, whose dead letters are watched."""
    found = [node for stack in stacks for node in stack.node.find_all()]
    return [node for node in found if isinstance(node, QueueWorker)]
