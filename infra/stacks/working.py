"""Stacks of declared functions, and the wiring that follows from the declarations."""

from collections.abc import Iterable

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from claimtrail.aws.core.account.environment import variable_of
from claimtrail.bootstrap.stacks import stack_name
from claimtrail.kernel.bus import BUS_SOURCE, SYNTHETIC_SOURCE
from infra.alarms.ring import add_count_alarm, add_heartbeat_alarm
from infra.constructs.dead_letter_queue import PATIENCE
from infra.constructs.python_function import FunctionCode, PythonFunction
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.schedule import ScheduledFunction
from infra.constructs.stream_feed import feed_from_stream
from infra.functions.declaration import (
    AwsEvents,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Subscription,
)
from infra.functions.fields import sources_of
from infra.functions.order import readers_of
from infra.stacks.base import StageStack
from infra.stacks.deployment import Deployment


class WorkingStack(StageStack):
    """The functions that are declared for a stack, with their queues and layers.

    Creates functions and queues. `connect` then gives the functions their environment, grants and
    events: a subclass calls it when it has created, and added to the resources, what they reach.
    """

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        settings = deployment.stage.settings
        name = stack_name(settings.stage, stack)
        super().__init__(scope, name, settings=settings, description=description)
        self.storage = deployment.storage
        self.resources = deployment.resources
        self.declared = deployment.functions_of(stack)
        self._version = deployment.assets.code_version
        code = FunctionCode(
            self, settings=settings, assets=deployment.assets, log_key=self.storage.data_key
        )
        self.functions = {
            one.name: PythonFunction(self, declared=one, code=code) for one in self.declared
        }
        self._scheduled: dict[str, ScheduledFunction] = {}
        for one in self.declared:
            if one.queue:
                self._add_queue(one.queue, self.functions[one.name])
            if one.schedules:
                self._add_schedules(one)

    def connect(self) -> None:
        """Give every function its environment, its grants, and the events that it is for.

        Raises:
            ConfigurationError: a declaration and the function's fields do not fit; names both.
        """
        for one in self.declared:
            function = self.functions[one.name]
            self._fill_environment(one, function)
            self.resources.grant(one, function.role)
            self._feed(one, function)
            for reader in readers_of(one, self.declared):
                function.follow(self.functions[reader.name])
            for wanted in one.alarms:
                add_count_alarm(
                    function,
                    wanted,
                    function=one.name,
                    settings=self.settings,
                    alarms=self.storage.alarms,
                )
            add_heartbeat_alarm(function, one, settings=self.settings, alarms=self.storage.alarms)
            if one.output:
                CfnOutput(self, one.output, value=function.function.function_name)

    def _add_queue(self, queue: Queue, function: PythonFunction) -> None:
        worker = QueueWorker(
            self,
            queue=queue,
            settings=self.settings,
            worker=function,
            key=self.storage.queue_key,
        )
        self.resources.workers[queue.name] = worker
        self.resources.dead_letters[queue.name] = worker.dead_letters

    def _add_schedules(self, declared: FunctionDeclaration) -> None:
        scheduled = ScheduledFunction(
            self,
            worker=self.functions[declared.name],
            schedules=declared.schedules,
            key=self.storage.queue_key,
        )
        self._scheduled[declared.name] = scheduled
        self.resources.dead_letters[scheduled.name] = scheduled.dead_letters

    def _fill_environment(self, declared: FunctionDeclaration, function: PythonFunction) -> None:
        for field, source in sources_of(declared).items():
            value = (
                self.resources.find(source, function=declared.name).value
                if isinstance(source, Resource | QueueOf)
                else source(self.settings, self._version)
            )
            function.function.add_environment(variable_of(field), value)

    def _feed(self, declared: FunctionDeclaration, function: PythonFunction) -> None:
        """Let events start the function: by its queue, its stream, its schedule, or at once."""
        if declared.queue:
            worker = self.resources.workers[declared.queue.name]
            # What EventBridge cannot put into the queue is a dead letter of the queue.
            target = targets.SqsQueue(
                worker.queue, dead_letter_queue=worker.dead_letters, **PATIENCE
            )
            self._add_rules(declared.queue.filled_by, target, declared.name)
            if declared.stream:
                feed_from_stream(
                    table=self.storage.claims,
                    worker=function,
                    fallback=worker,
                    batching=self.settings.batching,
                    stream=declared.stream,
                )
        if declared.schedules:
            self._scheduled[declared.name].connect(
                settings=self.settings, alarms=self.storage.alarms
            )
        for one in declared.invoked_by:
            self._add_rules((one,), self._invoking(one, declared, function), declared.name)

    def _invoking(
        self, wanted: AwsEvents, declared: FunctionDeclaration, function: PythonFunction
    ) -> events.IRuleTarget:
        """Return the function as a target; no dead letter keeps names that partners gave."""
        kept = None if wanted.names_files else self._scheduled[declared.name].dead_letters
        return targets.LambdaFunction(function.function, dead_letter_queue=kept, **PATIENCE)

    def _add_rules(
        self,
        wanted: Iterable[Subscription | AwsEvents],
        target: events.IRuleTarget,
        function: str,
    ) -> None:
        for one in wanted:
            bus, pattern = (
                (self.storage.bus, _subscribed(one))
                if isinstance(one, Subscription)
                else (None, self._of_aws(one, function))
            )
            events.Rule(
                self,
                one.name,
                description=one.description,
                event_bus=bus,
                event_pattern=pattern,
                targets=[target],
            )

    def _of_aws(self, wanted: AwsEvents, function: str) -> events.EventPattern:
        detail = wanted.detail(self.settings) if callable(wanted.detail) else wanted.detail
        return events.EventPattern(
            source=[wanted.source],
            detail_type=[wanted.detail_type],
            detail=self.resources.pattern(detail, function=function),
        )


class FunctionStack(WorkingStack):
    """A stack that has functions, and nothing beside them."""

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        self.connect()


def _subscribed(wanted: Subscription) -> events.EventPattern:
    types = list(wanted.detail_types)
    return events.EventPattern(
        source=[BUS_SOURCE, SYNTHETIC_SOURCE] if wanted.with_synthetic else [BUS_SOURCE],
        detail_type=events.Match.anything_but(*types) if wanted.are_excluded else types,
        detail=wanted.detail,
    )
