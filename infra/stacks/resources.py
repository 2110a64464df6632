"""The resources of a stage, each with the grants by which a function may reach it: one table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from claimtrail.access.front.origin import NO_FRONT
from claimtrail.bootstrap.stacks import log_prefix
from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.constructs.alarm_topic import NOTICES
from infra.constructs.grants import let_put
from infra.constructs.hold_role import keep_from_holds
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.sign_in import LeaverFeed, PagesClient
from infra.functions.declaration import (
    FunctionDeclaration,
    Objects,
    QueueOf,
    Reachable,
    Resource,
)
from infra.stacks.storage import StorageStack

_EVERY_OBJECT = "*"
_LISTS_LOGS = "logs:DescribeLogGroups"
"""Knows no resources that are narrower than all log groups of the account and region."""


class Access(Enum):
    """The ways in which a function may reach a resource."""

    READ = "read"
    WRITE = "write"
    READ_WRITE = "read and write"


Grant = Callable[[iam.IRole, str], Any]
"""Grants to a role; the text names objects of a bucket, and means nothing elsewhere."""
GrantActions = Callable[[iam.IRole, Sequence[str]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One resource, as functions see it."""

    value: str
    """The value of the field that holds it."""
    names: tuple[str, ...] = ()
    """The names by which AWS's events tell of it."""
    grants: Mapping[Access, Grant] = field(default_factory=lambda: MappingProxyType({}))
    actions: GrantActions | None = None


class Resources:
    """The storage, and the resources that stacks add to it, for functions of any stack."""

    def __init__(self, storage: StorageStack) -> None:
        self.storage = storage
        self.workers: dict[str, QueueWorker] = {}
        self.dead_letters: dict[str, sqs.Queue] = {NOTICES: storage.notices_lost}
        """Those of queues, of schedules and of notices, by name."""
        operations = storage.operations
        self._deployed: dict[Resource, Deployed] = {
            Resource.CLAIM_TABLE: _table(storage.claims),
            Resource.OPERATIONS_TABLE: _protected(_table(operations), operations),
            Resource.TICKET_TABLE: _table(storage.tickets),
            Resource.INBOX_BUCKET: _bucket(storage.inbox),
            Resource.ARCHIVE_BUCKET: _bucket(storage.archive),
            Resource.QUARANTINE_BUCKET: _bucket(storage.quarantine),
            Resource.OUTBOX_BUCKET: _bucket(storage.outbox),
            Resource.AUDIT_BUCKET: _bucket(storage.audit),
            Resource.LAKE_BUCKET: _bucket(storage.lake),
            Resource.EXPORTS_BUCKET: _bucket(storage.exports),
            Resource.ATTACHMENTS_BUCKET: _emptied(storage.attachments),
            Resource.EVENT_BUS: _bus(storage.bus),
            Resource.CLAIM_KEY_SECRET: _secret(storage.claim_key_secret, storage.data_key),
            Resource.SEAL_KEY: _key(storage.seal_key),
            Resource.USER_POOL: _user_pool(storage.sign_in.pool),
            Resource.DATA_KEY: _key(storage.data_key),
            Resource.ALARMS: Deployed(
                value="", actions=lambda role, actions: _allow(role, actions, ["*"])
            ),
            Resource.FUNCTION_LOGS: _function_logs(storage),
        }

    def add(self, resource: Resource, deployed: Deployed) -> None:
        """Make known what a stack created beside the storage."""
        self._deployed[resource] = deployed

    def find(self, reached: Resource | QueueOf, *, function: str) -> Deployed:
        """Return what is deployed.

        Raises:
            ConfigurationError: no stack before the function's has created it; names both.
        """
        if reached is Resource.DEAD_LETTER_QUEUES:
            return _dead_letters(self.dead_letters, self.storage)
        if isinstance(reached, QueueOf) and reached.name in self.workers:
            return _queue(self.workers[reached.name])
        if isinstance(reached, Resource) and reached in self._deployed:
            return self._deployed[reached]
        raise _unusable(function, f"{function} reaches {reached}, and no stack before it has one")

    def grant(self, function: FunctionDeclaration, role: iam.IRole) -> None:
        """Let the role of a function reach what it is declared to reach, and nothing else.

        Raises:
            ConfigurationError: a resource cannot be reached in that way; names both.
        """
        for reached in dict.fromkeys((*function.reads, *function.writes)):
            found, objects = self._of(reached, function)
            access = _access(reached, function)
            if access not in found.grants:
                what = f"{function.name} cannot {access.value} {reached}"
                raise _unusable(function.name, f"{what}: only single actions are granted")
            found.grants[access](role, objects)
        for resource, actions in function.actions.items():
            found = self.find(resource, function=function.name)
            if found.actions is None:
                what = f"{function.name} cannot have single actions on {resource}"
                raise _unusable(function.name, what)
            found.actions(role, actions)

    def pattern(self, value: Any, *, function: str) -> Any:
        """Return a pattern of events with the names of what is deployed."""
        if isinstance(value, Resource):
            return list(self.find(value, function=function).names)
        if isinstance(value, Mapping):
            return {key: self.pattern(one, function=function) for key, one in value.items()}
        return value

    def _of(self, reached: Reachable, function: FunctionDeclaration) -> tuple[Deployed, str]:
        if isinstance(reached, Objects):
            return self.find(reached.bucket, function=function.name), reached.pattern
        return self.find(reached, function=function.name), _EVERY_OBJECT


def _access(reached: Reachable, function: FunctionDeclaration) -> Access:
    if reached in function.reads and reached in function.writes:
        return Access.READ_WRITE
    return Access.READ if reached in function.reads else Access.WRITE


def _table(table: dynamodb.Table) -> Deployed:
    return Deployed(
        value=table.table_name,
        grants={
            Access.READ: lambda role, _: table.grant_read_data(role),
            Access.READ_WRITE: lambda role, _: table.grant_read_write_data(role),
        },
        actions=lambda role, actions: table.grant(role, *actions),
    )


def _protected(deployed: Deployed, operations: dynamodb.Table) -> Deployed:
    """Return the operations table: whoever may write it may not write what is held."""
    read_write, actions = deployed.grants[Access.READ_WRITE], deployed.actions

    def write(role: iam.IRole, objects: str) -> None:
        read_write(role, objects)
        keep_from_holds(operations, role)

    def act(role: iam.IRole, wanted: Sequence[str]) -> None:
        if actions:
            actions(role, wanted)
        keep_from_holds(operations, role)

    return Deployed(
        value=deployed.value, grants={**deployed.grants, Access.READ_WRITE: write}, actions=act
    )


def _bucket(bucket: s3.Bucket) -> Deployed:
    def read_write(role: iam.IRole, objects: str) -> None:
        bucket.grant_read(role, objects)
        let_put(bucket, role, objects)

    return Deployed(
        value=bucket.bucket_name,
        names=(bucket.bucket_name,),
        grants={
            Access.READ: bucket.grant_read,
            Access.WRITE: lambda role, objects: let_put(bucket, role, objects),
            Access.READ_WRITE: read_write,
        },
        actions=lambda role, actions: _allow(role, actions, [bucket.bucket_arn]),
    )


def _emptied(bucket: s3.Bucket) -> Deployed:
    """Return a bucket whose objects functions may remove, by single actions."""
    arns = [bucket.bucket_arn, bucket.arn_for_objects(_EVERY_OBJECT)]
    return replace(_bucket(bucket), actions=lambda role, actions: _allow(role, actions, arns))


def _queue(worker: QueueWorker) -> Deployed:
    return Deployed(
        value=worker.queue.queue_url,
        grants={Access.WRITE: lambda role, _: worker.queue.grant_send_messages(role)},
    )


def _dead_letters(queues: Mapping[str, sqs.Queue], stack: Stack) -> Deployed:
    def act(role: iam.IRole, actions: Sequence[str]) -> None:
        for queue in queues.values():
            queue.grant(role, *actions)

    names = {name: queue.queue_name for name, queue in sorted(queues.items())}
    return Deployed(value=stack.to_json_string(names), actions=act)


def _function_logs(storage: StorageStack) -> Deployed:
    """Return the logs of a stage's functions: found among all, and read where they are its own."""
    named = f"{log_prefix(storage.settings.stage)}*:*"
    own = storage.format_arn(
        service="logs",
        resource="log-group",
        resource_name=named,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )

    def act(role: iam.IRole, actions: Sequence[str]) -> None:
        for action in actions:
            _allow(role, [action], ["*"] if action == _LISTS_LOGS else [own])

    return Deployed(value="", actions=act)


def _bus(bus: events.EventBus) -> Deployed:
    return Deployed(
        value=bus.event_bus_name,
        grants={Access.WRITE: lambda role, _: bus.grant_put_events_to(role)},
    )


def _user_pool(pool: cognito.UserPool) -> Deployed:
    return Deployed(
        value=pool.user_pool_id,
        actions=lambda role, actions: _allow(role, actions, [pool.user_pool_arn]),
    )


def pages_client(
    client: PagesClient, feed: LeaverFeed, key: kms.Key
) -> Mapping[Resource, Deployed]:
    """Return the client by which pages sign people in, for the stack that has created it."""
    return {
        Resource.SCIM_SECRET: _secret(feed.secret, key, name="LeaverToken"),
        Resource.SIGN_IN: Deployed(value=client.value, grants={Access.READ: lambda *_: None}),
        Resource.SIGN_IN_SECRET: _secret(client.secret, key, name="SignInSecret"),
    }


def _secret(secret: secretsmanager.Secret, key: kms.Key, *, name: str = "ClaimKey") -> Deployed:
    known: dict[str, secretsmanager.ISecret] = {}

    def read(role: iam.IRole, _: str) -> None:
        # By its ARN: the secret's own grant would name the role in the key's policy, and the
        # storage stack would come to depend on the function's. Once for each stack that reads it.
        stack = Stack.of(role)
        path = stack.node.path
        if path not in known:
            known[path] = secretsmanager.Secret.from_secret_complete_arn(
                stack, name, secret.secret_arn
            )
        known[path].grant_read(role)
        key.grant_decrypt(role)

    return Deployed(value=secret.secret_arn, grants={Access.READ: read})


def _key(key: kms.Key) -> Deployed:
    return Deployed(
        value=key.key_arn,
        grants={
            Access.READ: lambda role, _: key.grant_decrypt(role),
            Access.READ_WRITE: lambda role, _: key.grant_encrypt_decrypt(role),
        },
        actions=lambda role, actions: key.grant(role, *actions),
    )


def notice_channels(secret: secretsmanager.Secret, key: kms.Key) -> Deployed:
    """Return the secret with the channels of notices."""
    return _secret(secret, key, name="NoticeChannels")


WITHOUT_FRONT = Deployed(value=NO_FRONT, grants={Access.READ: lambda _role, _objects: None})
"""The secret of a stage without a front: there is none, and its field says so."""


WITHOUT_PAGES: Mapping[Resource, Deployed] = MappingProxyType(
    dict.fromkeys((Resource.SIGN_IN, Resource.SIGN_IN_SECRET, Resource.SCIM_SECRET), WITHOUT_FRONT)
)
"""The client of a stage to whose pages nothing leads."""


def origin_secret(secret: secretsmanager.Secret, key: kms.Key) -> Deployed:
    """Return the secret that CloudFront sends; who writes it rotates it."""
    rotating = (
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    )

    def read(role: iam.IRole, _: str) -> None:
        # Not the secret's own grant, which would name the role in the policy of the storage's key.
        _allow(role, ["secretsmanager:GetSecretValue"], [secret.secret_arn])
        key.grant_decrypt(role)

    def read_write(role: iam.IRole, _: str) -> None:
        _allow(role, rotating, [secret.secret_arn])
        key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")

    return Deployed(
        value=secret.secret_arn, grants={Access.READ: read, Access.READ_WRITE: read_write}
    )


def distribution(front: cloudfront.Distribution, *, web_acl: str) -> Deployed:
    """Return a distribution; who updates it shows that it may keep its web ACL.

    UpdateDistribution puts the whole configuration, the web ACL included, and CloudFront asks WAF
    for that ("How AWS WAF works with Amazon CloudFront").
    """

    def act(role: iam.IRole, actions: Iterable[str]) -> None:
        _allow(role, actions, [front.distribution_arn])
        _allow(role, ["wafv2:GetWebACL"], [web_acl])

    return Deployed(value=front.distribution_id, actions=act)


def state_machine(machine: sfn.StateMachine) -> Deployed:
    """Return a state machine; actions on executions are granted on its own executions."""

    def act(role: iam.IRole, actions: Iterable[str]) -> None:
        for action in actions:
            on_execution = action == "states:DescribeExecution"
            (machine.grant_execution if on_execution else machine.grant)(role, action)

    return Deployed(value=machine.state_machine_arn, actions=act)


def clock_schedules(stack: Stack, group: str, role: iam.Role) -> Mapping[Resource, Deployed]:
    """Return a group of schedules, and the role that they invoke their function by."""
    schedules = stack.format_arn(
        service="scheduler", resource="schedule", resource_name=f"{group}/*"
    )
    return {
        Resource.CLOCK_GROUP: Deployed(
            value=group, actions=lambda one, actions: _allow(one, actions, [schedules])
        ),
        Resource.CLOCK_ROLE: Deployed(
            value=role.role_arn,
            actions=lambda one, actions: _pass(one, actions, role, "scheduler.amazonaws.com"),
        ),
    }


def workgroups(stack: Stack, names: Sequence[str]) -> Deployed:
    """Return workgroups of Athena."""
    arns = [
        stack.format_arn(service="athena", resource="workgroup", resource_name=name)
        for name in names
    ]
    return Deployed(
        value=",".join(names),
        names=tuple(names),
        actions=lambda role, actions: _allow(role, actions, arns),
    )


def queries(value: str, statements: Sequence[iam.PolicyStatement]) -> Deployed:
    """Return a workgroup and database of Athena with the rights that asking takes."""

    def ask(role: iam.IRole, _: str) -> None:
        for statement in statements:
            role.add_to_principal_policy(statement)

    return Deployed(value=value, grants={Access.READ: ask})


def glue_database(stack: Stack, name: str, tables: Iterable[str]) -> Deployed:
    """Return a database of the Glue Data Catalog with some of its tables or views."""
    arns = [
        stack.format_arn(service="glue", resource="catalog"),
        stack.format_arn(service="glue", resource="database", resource_name=name),
        *(
            stack.format_arn(service="glue", resource="table", resource_name=f"{name}/{table}")
            for table in tables
        ),
    ]
    return Deployed(
        value=name, names=(name,), actions=lambda role, actions: _allow(role, actions, arns)
    )


def _allow(role: iam.IRole, actions: Iterable[str], arns: list[str]) -> None:
    role.add_to_principal_policy(iam.PolicyStatement(actions=[*actions], resources=arns))


def _pass(role: iam.IRole, actions: Iterable[str], passed: iam.Role, service: str) -> None:
    """Let a role hand another one to a service, and to no other service."""
    role.add_to_principal_policy(
        iam.PolicyStatement(
            actions=[*actions],
            resources=[passed.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": service}},
        )
    )


def _unusable(function: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="FUNCTION_UNREACHABLE",
            what=what,
            where=f"the declaration of {function}, in infra/functions",
            next_step="Change what it reads or writes, or the stack that it is in.",
        )
    )
