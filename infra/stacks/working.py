"""The base of stacks with functions: the code, the storage, and how work reaches it."""

from collections.abc import Iterable, Mapping
from typing import Any

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from claimtrail.kernel.bus import BUS_SOURCE
from claimtrail.kernel.names import Variable
from infra.assets import Assets
from infra.constructs.python_function import FunctionCode, PythonFunction
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.schedule import ScheduledFunction
from infra.stacks.base import StageStack
from infra.stacks.storage import StorageStack


class WorkingStack(StageStack):
    """A stack of functions that work on the stage's storage.

    Creates the stack's versions of the shared layers; its methods create a function, a queue
    that a function consumes, a schedule and a rule, with what all of a stage's have in common.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        description: str,
        assets: Assets,
        storage: StorageStack,
    ) -> None:
        super().__init__(scope, name, settings=storage.settings, description=description)
        self.storage = storage
        self._code = FunctionCode(
            self, settings=self.settings, assets=assets, log_key=storage.data_key
        )

    def function(
        self,
        name: str,
        environment: Mapping[Variable, str],
        *,
        reserved_concurrency: int | None = None,
        begins_trace: bool | None = None,
    ) -> PythonFunction:
        """Create the function of functions/<name>, which may do nothing yet but log.

        One that does not begin a trace goes on with that of who called it, if there is any; None
        is as the stage says (`Settings.trace_every_hop`).
        """
        return PythonFunction(
            self,
            name=name,
            code=self._code,
            environment=environment,
            reserved_concurrency=reserved_concurrency,
            begins_trace=self.settings.trace_every_hop if begins_trace is None else begins_trace,
        )

    def queue_worker(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        name: str,
        worker: PythonFunction,
        *,
        batch_size: int,
        window_seconds: int = 0,
        max_concurrency: int | None = None,
        max_receives: int | None = None,
    ) -> QueueWorker:
        """Create a queue with dead letters, which the function consumes."""
        return QueueWorker(
            self,
            name=name,
            settings=self.settings,
            worker=worker,
            key=self.storage.queue_key,
            alarms=self.storage.alarms,
            batch_size=batch_size,
            window_seconds=window_seconds,
            max_concurrency=max_concurrency,
            max_receives=max_receives,
        )

    def schedule(self, name: str, worker: PythonFunction, *, every_minutes: int) -> None:
        """Let the function run at a fixed rate."""
        ScheduledFunction(
            self,
            name=name,
            worker=worker,
            every_minutes=every_minutes,
            alarms=self.storage.alarms,
        )

    def subscribe(
        self,
        name: str,
        worker: QueueWorker,
        *,
        description: str,
        detail_types: Iterable[str],
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Bring what is reported on the bus to a worker's queue, by detail-type and detail."""
        events.Rule(
            self,
            name,
            description=description,
            event_bus=self.storage.bus,
            event_pattern=events.EventPattern(
                source=[BUS_SOURCE], detail_type=list(detail_types), detail=detail
            ),
            targets=[targets.SqsQueue(worker.queue)],
        )

    def let_read_claim_key(self, worker: PythonFunction) -> None:
        """Grant the secret that keys claim ids, which is encrypted with the data's key."""
        # By its ARN: the secret's own grant would name the role in the key's policy, and the
        # storage stack would come to depend on this one.
        secret = secretsmanager.Secret.from_secret_complete_arn(
            self, "ClaimKey", self.storage.claim_key_secret.secret_arn
        )
        secret.grant_read(worker.role)
        self.storage.data_key.grant_decrypt(worker.role)
