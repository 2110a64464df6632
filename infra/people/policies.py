"""The managed policies of people, made of the table of roles."""

from collections.abc import Iterable, Mapping

from aws_cdk import ArnFormat, CfnOutput, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from claimtrail.kernel.outputs import PERSON_POLICY_OUTPUT_SUFFIX
from infra.people.roles import (
    CONSOLE_IN_WORKGROUP,
    IN_CONSOLE,
    OF_COMMANDS,
    ROLES,
    Permission,
    Place,
)
from infra.settings import Settings
from infra.stacks.resources import Resources

_TRAIL_QUEUE = "Audit"
_RUNNABLE = ("audit-SealAudit", "analytics-CompactDay")
"""Beginnings of the physical names, behind the stage's, of functions that people run."""


class PersonPolicies(Construct):
    """Creates a managed policy for each role of ROLES; nobody has one by default.

    Outputs `<Policy>PolicyArn`, each policy's ARN.
    """

    def __init__(self, scope: Stack, *, settings: Settings, resources: Resources) -> None:
        super().__init__(scope, "People")
        places = places_of(scope, settings=settings, resources=resources)
        for role in ROLES.values():
            for name, permissions in role.policies.items():
                policy = iam.ManagedPolicy(
                    self,
                    name,
                    description=f"ClaimTrail {settings.stage}: {role.description}",
                    statements=statements_of(permissions, places),
                )
                put_out(scope, name, policy)


def put_out(scope: Stack, role: str, policy: iam.ManagedPolicy) -> None:
    """Put out a policy's ARN, by which people's permission sets name it."""
    CfnOutput(scope, role + PERSON_POLICY_OUTPUT_SUFFIX, value=policy.managed_policy_arn)


def let_use_commands(
    policy: iam.ManagedPolicy, *, settings: Settings, resources: Resources
) -> None:
    """Let an analyst find the stage and record accesses, as `claimtrail query` does."""
    places = places_of(Stack.of(policy), settings=settings, resources=resources)
    policy.add_statements(*statements_of(OF_COMMANDS, places))


def let_use_console(
    policy: iam.ManagedPolicy, *, workgroup: str, settings: Settings, resources: Resources
) -> None:
    """Let an analyst work in the query editor of Athena's console, in one workgroup."""
    stack = Stack.of(policy)
    places = places_of(stack, settings=settings, resources=resources)
    arn = stack.format_arn(service="athena", resource="workgroup", resource_name=workgroup)
    policy.add_statements(
        *statements_of(IN_CONSOLE, places),
        iam.PolicyStatement(
            sid="ConsoleWorkgroup", actions=list(CONSOLE_IN_WORKGROUP), resources=[arn]
        ),
    )


def statements_of(
    permissions: Iterable[Permission], places: Mapping[Place, list[str]]
) -> list[iam.PolicyStatement]:
    """Return the statements of a policy."""
    return [
        iam.PolicyStatement(
            sid=one.sid,
            actions=list(one.actions),
            resources=[arn for place in one.on for arn in places[place]],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [*one.leading_keys]}}
            if one.leading_keys
            else None,
        )
        for one in permissions
    ]


def places_of(
    stack: Stack, *, settings: Settings, resources: Resources
) -> Mapping[Place, list[str]]:
    """Return the ARNs of each place of a stage."""
    storage = resources.storage
    tables = [one.table_arn for one in (storage.claims, storage.operations, storage.tickets)]
    workers = [worker for _, worker in sorted(resources.workers.items())]
    own = f"claimtrail-{settings.stage}-*"
    return {
        Place.STACKS: [
            stack.format_arn(service="cloudformation", resource="stack", resource_name=f"{own}/*")
        ],
        Place.TABLES: [*tables, *(f"{arn}/index/*" for arn in tables)],
        Place.OPERATIONS: [storage.operations.table_arn],
        Place.TICKETS: [storage.tickets.table_arn, f"{storage.tickets.table_arn}/index/*"],
        Place.BUS: [storage.bus.event_bus_arn],
        Place.AUDIT_QUEUE: [resources.workers[_TRAIL_QUEUE].queue.queue_arn],
        Place.QUEUES: [worker.queue.queue_arn for worker in workers],
        Place.DEAD_LETTERS: [one.queue_arn for _, one in sorted(resources.dead_letters.items())],
        Place.FUNCTIONS: [_named(stack, "lambda", "function", own)],
        Place.RUNNABLE: [
            _named(stack, "lambda", "function", f"claimtrail-{settings.stage}-{name}*")
            for name in _RUNNABLE
        ],
        Place.FUNCTION_LOGS: [_named(stack, "logs", "log-group", f"{own}:*")],
        Place.INBOX: [storage.inbox.bucket_arn],
        Place.FILES: [
            storage.archive.arn_for_objects("*"),
            storage.quarantine.arn_for_objects("*"),
        ],
        Place.AUDIT_BUCKET: [storage.audit.bucket_arn],
        Place.AUDIT_OBJECTS: [storage.audit.arn_for_objects("*")],
        Place.DATA_CATALOG: [
            stack.format_arn(
                service="athena", resource="datacatalog", resource_name="AwsDataCatalog"
            )
        ],
        Place.CLAIM_KEY_SECRET: [storage.claim_key_secret.secret_arn],
        Place.SEAL_KEY: [storage.seal_key.key_arn],
        Place.DATA_KEY: [storage.data_key.key_arn],
        Place.QUEUE_KEY: [storage.queue_key.key_arn],
        Place.ANY: ["*"],
    }


def _named(stack: Stack, service: str, resource: str, name: str) -> str:
    return stack.format_arn(
        service=service,
        resource=resource,
        resource_name=name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
