"""Stacks of declared functions, and the wiring that follows from the declarations."""

from collections.abc import Iterable

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from claimtrail.aws.core.account.environment import variable_of
from claimtrail.bootstrap.stacks import stack_name
from claimtrail.kernel.bus import BUS_SOURCE
from infra.constructs.count_alarm import add_count_alarm
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
    for_stage,
)
from infra.functions.fields import sources_of
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
        for one in self.declared:
            if one.queue:
                self._add_queue(one.queue, self.functions[one.name])

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
            for wanted in one.alarms:
                add_count_alarm(
                    function,
                    wanted,
                    function=one.name,
                    stage=self.settings.stage,
                    alarms=self.storage.alarms,
                )
            if one.output:
                CfnOutput(self, one.output, value=function.function.function_name)

    def _add_queue(self, queue: Queue, function: PythonFunction) -> None:
        self.resources.workers[queue.name] = QueueWorker(
            self,
            queue=queue,
            settings=self.settings,
            worker=function,
            key=self.storage.queue_key,
            alarms=self.storage.alarms,
        )

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
            self._add_rules(declared.queue.filled_by, targets.SqsQueue(worker.queue), declared.name)
            if declared.stream:
                feed_from_stream(
                    table=self.storage.claims,
                    worker=function,
                    fallback=worker,
                    batching=self.settings.batching,
                    stream=declared.stream,
                )
        if declared.schedule:
            ScheduledFunction(
                self,
                name=declared.schedule.name,
                worker=function,
                every_minutes=for_stage(declared.schedule.every_minutes, self.settings),
                alarms=self.storage.alarms,
            )
        # No dead letters and no destination: both would keep what the events say.
        self._add_rules(
            declared.invoked_by, targets.LambdaFunction(function.function), declared.name
        )

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
        return events.EventPattern(
            source=[wanted.source],
            detail_type=[wanted.detail_type],
            detail=self.resources.pattern(wanted.detail, function=function),
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
        source=[BUS_SOURCE],
        detail_type=events.Match.anything_but(*types) if wanted.are_excluded else types,
        detail=wanted.detail,
    )
