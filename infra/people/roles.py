"""The roles of people, and what each may do: one row a statement.

A role's policy is for the commands that `docs/people.md` lists for it, and for nothing else: a test
runs them in the role, with IAM enforced, and finds every action of every row used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """The resources of a statement."""

    STACKS = "the stage's stacks"
    TABLES = "tables and their indexes"
    OPERATIONS = "operations table"
    TICKETS = "ticket table and its indexes"
    BUS = "event bus"
    AUDIT_QUEUE = "audit queue"
    QUEUES = "queues"
    DEAD_LETTERS = "dead-letter queues"
    FUNCTIONS = "functions of the stage"
    RUNNABLE = "sealer and compaction"
    FUNCTION_LOGS = "log groups of the stage"
    INBOX = "inbox"
    FILES = "objects of archive and quarantine"
    AUDIT_BUCKET = "audit bucket"
    AUDIT_OBJECTS = "objects of the audit bucket"
    DATA_CATALOG = "the account's data catalog"
    CLAIM_KEY_SECRET = "the secret of claim ids"  # noqa: S105 - a name for people
    SEAL_KEY = "key of the seals"
    DATA_KEY = "key of tables and buckets"
    QUEUE_KEY = "key of the queues"
    ANY = "any: the action knows no resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One statement of a policy."""

    sid: str
    why: str
    actions: tuple[str, ...]
    on: tuple[Place, ...]
    leading_keys: tuple[str, ...] = ()
    """Beginnings of the partition keys that items must have."""
    part: str = ""
    """The part of the role's policy that has the statement: IAM takes 6,144 characters each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRole:
    """A role, with one managed policy or, where its statements are too long for one, with more."""

    name: str
    description: str
    permissions: tuple[Permission, ...]

    @property
    def policies(self) -> Mapping[str, tuple[Permission, ...]]:
        """Return the statements of each of its policies, by the policy's name."""
        parts = dict.fromkeys(one.part for one in self.permissions)
        return {
            self.name + part: tuple(one for one in self.permissions if one.part == part)
            for part in parts
        }


FIND_STAGE = Permission(
    sid="Stage",
    why="every command finds the stage by its outputs",
    actions=("cloudformation:DescribeStacks",),
    on=(Place.STACKS,),
)
RECORD_ACCESS = Permission(
    sid="AccessLog",
    why="what shows claim data records the access first",
    actions=("sqs:SendMessage",),
    on=(Place.AUDIT_QUEUE,),
)
_USE_QUEUE_KEY = Permission(
    sid="QueueKey",
    why="SQS encrypts and decrypts messages for whoever calls it",
    actions=("kms:Decrypt", "kms:GenerateDataKey"),
    on=(Place.QUEUE_KEY,),
)
_READ_ENCRYPTED = Permission(
    sid="DataKey",
    why="DynamoDB, S3 and Secrets Manager decrypt for whoever calls them",
    actions=("kms:Decrypt",),
    on=(Place.DATA_KEY,),
)
_PUBLISH = Permission(
    sid="Publish",
    why="what people do to incidents, dead letters, rules, the desk and tickets goes to the trail",
    actions=("events:PutEvents",),
    on=(Place.BUS,),
)

OPERATOR = PersonRole(
    name="Operator",
    description="People who keep the stage running: dead letters, incidents, files, claims",
    permissions=(
        FIND_STAGE,
        RECORD_ACCESS,
        _USE_QUEUE_KEY,
        _READ_ENCRYPTED,
        Permission(
            sid="Read",
            why="claims, files, tickets, escalations and incidents",
            actions=("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"),
            on=(Place.TABLES,),
        ),
        Permission(
            sid="HeldFiles",
            why="files with held sets are read again, to be shown",
            actions=("s3:GetObject",),
            on=(Place.FILES,),
        ),
        Permission(
            sid="Uploads",
            why="an upload under way is found by its name",
            actions=("s3:ListBucketVersions",),
            on=(Place.INBOX,),
        ),
        Permission(
            sid="ClaimIds",
            why="a claim is found by the patient's account number",
            actions=("secretsmanager:GetSecretValue",),
            on=(Place.CLAIM_KEY_SECRET,),
        ),
        Permission(
            sid="Incidents",
            why="an incident is acknowledged or resolved",
            actions=("dynamodb:PutItem",),
            on=(Place.OPERATIONS,),
            leading_keys=("incident#*",),
        ),
        _PUBLISH,
        Permission(
            sid="DeadLetters",
            why="dead letters are listed, handed back and discarded",
            actions=(
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
            ),
            on=(Place.DEAD_LETTERS,),
            part="DeadLetters",
        ),
        Permission(
            sid="Queues",
            why="dead letters and claims to fold again go into the queues",
            actions=("sqs:SendMessage", "sqs:GetQueueAttributes"),
            on=(Place.QUEUES,),
            part="Queues",
        ),
        Permission(
            sid="Consumers",
            why="the function that failed is the queue's consumer",
            actions=("lambda:ListEventSourceMappings",),
            on=(Place.ANY,),
        ),
        Permission(
            sid="Functions",
            why="a function's configuration names its log group",
            actions=("lambda:GetFunctionConfiguration",),
            on=(Place.FUNCTIONS,),
        ),
        Permission(
            sid="Logs",
            why="the error of a dead letter is in the function's log",
            actions=("logs:FilterLogEvents",),
            on=(Place.FUNCTION_LOGS,),
        ),
        Permission(
            sid="Runs",
            why="the trail is sealed, and its days are compacted, out of turn",
            actions=("lambda:InvokeFunction",),
            on=(Place.RUNNABLE,),
        ),
    ),
)
AUDITOR = PersonRole(
    name="Auditor",
    description="Auditors: read and verify the trail, write nothing",
    permissions=(
        FIND_STAGE,
        _READ_ENCRYPTED,
        Permission(
            sid="Trail",
            why="the trail is copied, and verified with all versions of its objects",
            actions=("s3:ListBucket", "s3:ListBucketVersions"),
            on=(Place.AUDIT_BUCKET,),
        ),
        Permission(
            sid="TrailObjects",
            why="the trail is copied, and verified with all versions of its objects",
            actions=("s3:GetObject", "s3:GetObjectVersion"),
            on=(Place.AUDIT_OBJECTS,),
        ),
        Permission(
            sid="Heads",
            why="the chains' ends are kept apart from the copy",
            actions=("dynamodb:GetItem",),
            on=(Place.OPERATIONS,),
            leading_keys=("chain#*",),
        ),
        Permission(
            sid="SealKey",
            why="the public key that seals are verified by",
            actions=("kms:GetPublicKey",),
            on=(Place.SEAL_KEY,),
        ),
    ),
)
DESK_LEAD = PersonRole(
    name="DeskLead",
    description="People who run the support desk: rules of routing, the desk, absences",
    permissions=(
        FIND_STAGE,
        RECORD_ACCESS,
        _USE_QUEUE_KEY,
        _READ_ENCRYPTED,
        Permission(
            sid="Tickets",
            why="rules, the desk, and the open tickets that they decide about",
            actions=("dynamodb:GetItem", "dynamodb:Query"),
            on=(Place.TICKETS,),
        ),
        Permission(
            sid="Rules",
            why="rules and the desk are kept, and open tickets go where they send them",
            actions=("dynamodb:PutItem",),
            on=(Place.TICKETS,),
            leading_keys=("routing#*", "ticket#*"),
        ),
        _PUBLISH,
    ),
)
IN_CONSOLE = (
    Permission(
        sid="ConsoleLists",
        why="the query editor lists workgroups, engines and catalogs",
        actions=("athena:ListWorkGroups", "athena:ListEngineVersions", "athena:ListDataCatalogs"),
        on=(Place.ANY,),
    ),
    Permission(
        sid="ConsoleCatalog",
        why="the query editor shows databases, tables and columns: of those that Glue lets it read",
        actions=(
            "athena:GetDataCatalog",
            "athena:ListDatabases",
            "athena:GetDatabase",
            "athena:ListTableMetadata",
            "athena:GetTableMetadata",
        ),
        on=(Place.DATA_CATALOG,),
    ),
)
"""Rights that Athena's console asks for, beside the workgroup ("Example workgroup policies")."""
CONSOLE_IN_WORKGROUP = (
    "athena:ListQueryExecutions",
    "athena:BatchGetQueryExecution",
    "athena:GetQueryRuntimeStatistics",
    "athena:GetQueryResultsStream",
    "athena:BatchGetNamedQuery",
)
"""Actions in the one workgroup: the list of recent queries, and saved ones."""
OF_COMMANDS = (FIND_STAGE, RECORD_ACCESS, _USE_QUEUE_KEY)
"""Rights of an analyst for `claimtrail query`, beside those that Athena needs."""
ROLES: Mapping[str, PersonRole] = {one.name: one for one in (OPERATOR, AUDITOR, DESK_LEAD)}
"""Policies that the operations stack makes; those of analysts stand with their workgroups."""
