"""The form in which a function is declared: everything that its deployment follows from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from claimtrail.kernel.log_events import LogEvent
from claimtrail.kernel.outputs import StackOutput
from infra.settings import REPOSITORY, Settings

ROOT = REPOSITORY / "functions"
"""Folder of the functions' sources: `<noun>/<verb_noun>.py`."""

Number = TypeVar("Number", bound=int | None)
PerStage: TypeAlias = Number | Callable[[Settings], Number]
"""A value, or the way to it from a stage's settings."""


def for_stage(value: PerStage[Number], settings: Settings) -> Number:
    """Return the value for a stage."""
    return value(settings) if callable(value) else value


class Resource(StrEnum):
    """A thing that functions reach, under the name of the environment field that holds it."""

    CLAIM_TABLE = "claim_table"
    OPERATIONS_TABLE = "operations_table"
    TICKET_TABLE = "ticket_table"
    INBOX_BUCKET = "inbox_bucket"
    ARCHIVE_BUCKET = "archive_bucket"
    QUARANTINE_BUCKET = "quarantine_bucket"
    OUTBOX_BUCKET = "outbox_bucket"
    AUDIT_BUCKET = "audit_bucket"
    LAKE_BUCKET = "lake_bucket"
    EXPORTS_BUCKET = "exports_bucket"
    ATTACHMENTS_BUCKET = "attachments_bucket"
    EVENT_BUS = "event_bus"
    CLAIM_KEY_SECRET = "claim_key_secret_arn"  # noqa: S105 - the field's name
    SEAL_KEY = "seal_key"
    DATA_KEY = "data_key"
    """The key of tables and buckets, whose grants bring it along; no field holds it."""
    ESCALATION_STATE_MACHINE = "escalation_state_machine_arn"
    ATHENA_WORKGROUPS = "athena_workgroups"
    """Those of the stage's analysts; no field holds them."""
    CLAIM_QUERIES = "claim_queries"
    """Athena over the claims: workgroup and database, with a slash between them."""
    ACCESS_QUERIES = "access_queries"
    """Athena over the access log, likewise."""
    GLUE_DATABASE = "glue_database"
    """The analysts' own; its views are replaced by compaction."""
    SIGN_IN = "sign_in"
    """The endpoints, providers and clients of sign-in, as JSON."""
    SIGN_IN_SECRET = "sign_in_secret_arn"  # noqa: S105 - the field's name
    SCIM_SECRET = "scim_secret_arn"  # noqa: S105 - the field's name
    """The bearer token of the identity provider's leaver feed."""
    USER_POOL = "user_pool"
    """The user pool of sign-in, whose accounts end with people's access."""
    ORIGIN_SECRET = "origin_secret_arn"  # noqa: S105 - the field's name
    """The secret by which CloudFront shows the pages that a request came through it."""
    DISTRIBUTION = "distribution_id"
    """The distribution of CloudFront in front of the pages."""
    CLOCK_GROUP = "clock_group"
    """The group of the schedules by which tickets' clocks call."""
    CLOCK_ROLE = "clock_role_arn"
    """The role by which the scheduler invokes the function that the schedules call."""
    NOTICE_CHANNELS_SECRET = "notice_channels_secret_arn"  # noqa: S105 - the field's name
    """The mail server and chat webhooks of the stage, which an administrator enters."""
    ALARMS = "alarms"
    """All alarms of the account: CloudWatch lists composite ones to no narrower right. No field
    holds them."""
    FUNCTION_LOGS = "function_logs"
    """The logs of the stage's functions: CloudWatch lists log groups to no narrower right. No field
    holds them."""
    DEAD_LETTER_QUEUES = "dead_letter_queues"
    """Those of all queues that are declared."""


QUERIES = frozenset({Resource.CLAIM_QUERIES, Resource.ACCESS_QUERIES})
"""The rights to ask Athena, each about one dataset."""
BUCKETS = frozenset(each for each in Resource if each.name.endswith("_BUCKET"))


@dataclass(frozen=True, slots=True)
class QueueOf:
    """The queue that another declaration consumes, by its name."""

    name: str

    def __str__(self) -> str:
        return f"queue {self.name}"


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a bucket whose key matches a pattern."""

    bucket: Resource
    pattern: str


Reachable = Resource | QueueOf | Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Events of ClaimTrail's bus that come into a queue."""

    name: str
    description: str
    detail_types: tuple[str, ...]
    are_excluded: bool = False
    """True if every other type comes."""
    with_synthetic: bool = False
    """True if events about what the stage tests itself with come, too."""
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsEvents:
    """Events that AWS itself puts on the account's default bus."""

    name: str
    description: str
    source: str
    detail_type: str
    detail: Mapping[str, Any] | Callable[[Settings], Mapping[str, Any]]
    """The pattern; a Resource in it stands for the names of what is deployed."""
    names_files: bool = False
    """True where events hold names that partners gave: no dead letter may keep them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue that a function consumes; its dead letters and their alarms come along."""

    name: str
    """Its name for people: `claimtrail dlq redrive <name>`."""
    batch_size: PerStage[int]
    window_seconds: PerStage[int] = 0
    """Seconds for which messages are gathered, at the most."""
    max_concurrency: int | None = None
    """The most invocations at once, where the stage allows as many."""
    max_receives: PerStage[int | None] = None
    """Receives before a message is a dead letter; None: as the stage says."""
    filled_by: tuple[Subscription | AwsEvents, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The claim table's stream; what fails on it goes to the function's queue."""

    inserted: tuple[str, ...]
    """Prefixes of the sort keys of new items that count."""
    overwritten: tuple[str, ...] = ()
    """Sort keys that count whenever they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A fixed rate; a dead-letter queue and alarms come along."""

    name: str
    every_minutes: PerStage[int]
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Says which of its work a function is to do, where a tick alone does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpApi:
    """An HTTP API of which every request invokes the function, in payload format 2.0.

    What stands in front of it is the stage's: a stage without a domain has no such API.
    """

    name: str
    machine_path: str
    """Route, such as `/api/{proxy+}`, whose callers show a token of the stage's user pool. API
    Gateway checks it before the function is invoked. All other routes are for people, whose
    sessions the function resumes."""
    open_path: str
    """The route below it whose callers need no token: the description of the API."""
    feed_path: str
    """Route of the leaver feed, such as `/scim/v2/{proxy+}`, whose token the function checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAlarm:
    """An alarm on the metric of a log event: so many are counted within a time."""

    event: LogEvent
    at_least: int
    minutes: int
    description: str
    """For people who are called: what happened, and what to look at."""
    severity: Literal["page", "day"] = "day"
    """The time within which somebody must act: `infra/alarms/model.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDeclaration:
    """One function, whole.

    Computing costs the same whatever the size, since the processor grows with the memory. Waiting
    costs by size: for AWS's answers, and for the imports of a function that starts. So a function
    is as small as its work lets it be, unless its speed bounds what ClaimTrail can take.
    `docs/costs.md` has the measurements.
    """

    module: str
    """Noun and name: `claims.project_claims` is `functions/claims/project_claims.py`."""
    stack: str
    """One of the stage's stacks, for instance `workflow`."""
    memory_mb: int
    timeout_seconds: int
    scratch_mb: int = 512
    """Megabytes of /tmp; Lambda gives 512 without being asked."""
    layers: tuple[str, ...] = ()
    """Layers of libraries beside those of every function."""
    knows_people: bool = False
    """True: the stage's table of people comes with its code."""
    reads: tuple[Reachable, ...] = ()
    writes: tuple[Reachable, ...] = ()
    """Stores to put into, queues to send to, buses to publish on."""
    actions: Mapping[Resource, tuple[str, ...]] = field(default_factory=dict)
    """Single actions, where reading or writing would grant more than the work needs."""
    queue: Queue | None = None
    stream: Stream | None = None
    schedule: Schedule | None = None
    also_scheduled: tuple[Schedule, ...] = ()
    """Further schedules of a function that has one."""
    invoked_by: tuple[AwsEvents, ...] = ()
    """Events that invoke the function themselves, and so stand in no queue."""
    http: HttpApi | None = None
    rotates: Resource | None = None
    """The secret for whose rotation Secrets Manager invokes the function."""
    is_wanted: Callable[[Settings], bool] = lambda _settings: True
    """Returns whether a stage has the function; most functions are in every stage."""
    alarms: tuple[CountAlarm, ...] = ()
    """Beside those that every function, queue and schedule has."""
    heartbeat: LogEvent | None = None
    """The counted line of a run that came to its end: an alarm rings when none comes."""
    begins_trace: bool | None = None
    """False joins the trace of who called it, if there is any; None: as the stage says."""
    output: StackOutput | None = None
    """The output that names the function, where commands invoke it."""
    root: Path = ROOT

    @property
    def noun(self) -> str:
        """Return the noun that has the function."""
        return self.module.split(".")[0]

    @property
    def name(self) -> str:
        """Return the function's name: a verb and a noun."""
        return self.module.split(".")[1]

    @property
    def construct_name(self) -> str:
        """Return the name of its construct: `ReceiveFile` of `receive_file`."""
        return self.name.title().replace("_", "")

    @property
    def handler(self) -> str:
        """Return the dotted path of its handler."""
        return f"functions.{self.module}.handler"

    @property
    def source(self) -> Path:
        """Return the file that holds its handler and its environment."""
        return self.root / self.noun / f"{self.name}.py"

    @property
    def reached(self) -> frozenset[Resource | QueueOf]:
        """Return all that it may reach in any way."""
        named = (*self.reads, *self.writes, *self.actions)
        return frozenset(each.bucket if isinstance(each, Objects) else each for each in named)

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """Return all schedules."""
        return (*((self.schedule,) if self.schedule else ()), *self.also_scheduled)

    @property
    def uses_files(self) -> bool:
        """Return whether it reads, writes or removes objects of a bucket."""
        named = (*self.reads, *self.writes, *self.actions)
        return any(isinstance(each, Objects) or each in BUCKETS for each in named)
