"""The kinds of alarms, by the resources that have them: one table.

Metrics and dimensions are AWS's: "AWS Lambda metrics", "Available CloudWatch metrics for Amazon
SQS", "DynamoDB Metrics and dimensions", "Monitoring Amazon EventBridge", "Monitoring Step Functions
metrics using Amazon CloudWatch", "Monitor CloudWatch metrics for HTTP APIs".
"""

from collections.abc import Callable, Sequence

from aws_cdk import Fn, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import Store
from infra.alarms.model import AlarmKind, Series, Severity

LAMBDA, SQS, DYNAMODB = "AWS/Lambda", "AWS/SQS", "AWS/DynamoDB"
EVENTS, STATES = "AWS/Events", "AWS/States"
GATEWAY = "AWS/ApiGateway"
OPERATIONS = (
    *("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
    *("BatchWriteItem", "TransactWriteItems"),
)
"""Calls that the adapters make; DynamoDB counts its own errors by call."""
_DAY_SECONDS = 86_400
_KEPT_SECONDS = RETENTION.rule_of(Store.QUEUES).hot_days * _DAY_SECONDS
_OF_TIMEOUT = 0.9
_MS = 1_000
_SLOW_SECONDS = 2
"""Seconds with a cold start of the function in them; a warm page takes a tenth."""


def _function(
    metric: str, statistic: str = "Sum"
) -> Callable[[lambda_.CfnFunction], Sequence[Series]]:
    return lambda function: (_of_function(function.ref, metric, statistic),)


def _of_function(name: str, metric: str, statistic: str) -> Series:
    return Series(
        namespace=LAMBDA, metric=metric, dimensions={"FunctionName": name}, statistic=statistic
    )


def _iterator_age(source: lambda_.CfnEventSourceMapping) -> Sequence[Series]:
    """Return the age of a stream's records; queues have none."""
    if not source.starting_position:
        return ()
    return (_of_function(source.function_name, "IteratorAge", "Maximum"),)


def is_dead_letters(queue: sqs.CfnQueue) -> bool:
    """Return whether nobody but people takes messages out of a queue."""
    return queue.redrive_policy is None


def _queue(queue: sqs.CfnQueue, metric: str) -> Series:
    return Series(
        namespace=SQS,
        metric=metric,
        dimensions={"QueueName": queue.attr_queue_name},
        statistic="Maximum",
    )


def _waiting(queue: sqs.CfnQueue) -> Sequence[Series]:
    return () if is_dead_letters(queue) else (_queue(queue, "ApproximateAgeOfOldestMessage"),)


def _dead(queue: sqs.CfnQueue) -> Sequence[Series]:
    if not is_dead_letters(queue):
        return ()
    return (_queue(queue, "ApproximateNumberOfMessagesVisible"),)


def _expiring(queue: sqs.CfnQueue) -> Sequence[Series]:
    return (_queue(queue, "ApproximateAgeOfOldestMessage"),) if is_dead_letters(queue) else ()


def _oldest_seconds(queue: sqs.CfnQueue) -> float:
    """Return the age from which on messages wait too long: two failed attempts, an hour at least.

    A message that fails once is redelivered after the visibility time-out.
    """
    return max(3_600, 2 * (queue.visibility_timeout or 0))


def _rule(rule: events.CfnRule) -> Sequence[Series]:
    """Return a rule's failures; a rule of a bus of ours is counted under both names."""
    on_own_bus = rule.event_bus_name is not None
    name = Fn.select(2 if on_own_bus else 1, Fn.split("/", rule.attr_arn))
    bus = {"EventBusName": rule.event_bus_name or ""} if on_own_bus else {}
    return (
        Series(namespace=EVENTS, metric="FailedInvocations", dimensions={**bus, "RuleName": name}),
    )


def _throttles(table: dynamodb.CfnTable) -> Sequence[Series]:
    """Return throttled reads and writes of a table and of each index, which count apart."""
    indexes = Stack.of(table).resolve(table.global_secondary_indexes) or []
    names = ["", *(index["indexName"] for index in indexes)]
    return tuple(
        Series(
            namespace=DYNAMODB,
            metric=metric,
            dimensions={"TableName": table.ref} | ({"GlobalSecondaryIndexName": n} if n else {}),
            suffix=f"{metric}-{n}" if n else metric,
        )
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
        for n in names
    )


def _system_errors(table: dynamodb.CfnTable) -> Sequence[Series]:
    return tuple(
        Series(
            namespace=DYNAMODB,
            metric="SystemErrors",
            dimensions={"TableName": table.ref, "Operation": operation},
            suffix=operation,
        )
        for operation in OPERATIONS
    )


def _executions(machine: sfn.CfnStateMachine) -> Sequence[Series]:
    return tuple(
        Series(
            namespace=STATES,
            metric=metric,
            dimensions={"StateMachineArn": machine.ref},
            suffix=metric,
        )
        for metric in ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted")
    )


def _gateway(
    metric: str, statistic: str = "Sum"
) -> Callable[[apigateway.CfnStage], Sequence[Series]]:
    return lambda stage: (
        Series(
            namespace=GATEWAY,
            metric=metric,
            dimensions={"ApiId": stage.api_id, "Stage": stage.stage_name},
            statistic=statistic,
        ),
    )


KINDS: tuple[AlarmKind, ...] = (
    AlarmKind(
        anchor="iterator-age",
        on=lambda_.CfnEventSourceMapping,
        severity=Severity.PAGE,
        says="the table's stream is read fifteen minutes late; it keeps records for a day",
        series=_iterator_age,
        at_least=15 * 60 * _MS,
        periods=3,
    ),
    AlarmKind(
        anchor="old-messages",
        on=sqs.CfnQueue,
        severity=Severity.PAGE,
        says="a message waits longer than two failed attempts take",
        series=_waiting,
        at_least=_oldest_seconds,
        periods=2,
    ),
    AlarmKind(
        anchor="dead-letters",
        on=sqs.CfnQueue,
        severity=Severity.DAY,
        says="messages failed at every attempt and wait for a person",
        series=_dead,
    ),
    AlarmKind(
        anchor="expiring-dead-letters",
        on=sqs.CfnQueue,
        severity=Severity.PAGE,
        says="dead letters are half as old as the queue keeps them, and are deleted after that",
        series=_expiring,
        at_least=_KEPT_SECONDS / 2,
        minutes=60,
    ),
    AlarmKind(
        anchor="failed-invocations",
        on=events.CfnRule,
        severity=Severity.PAGE,
        says="EventBridge gave up an event for good: its target was not reached",
        series=_rule,
    ),
    AlarmKind(
        anchor="function-errors",
        on=lambda_.CfnFunction,
        severity=Severity.PART,
        says="invocations fail as a whole",
        series=_function("Errors"),
        at_least=3,
        minutes=15,
    ),
    AlarmKind(
        anchor="function-throttles",
        on=lambda_.CfnFunction,
        severity=Severity.PART,
        says="Lambda refuses invocations: the account's concurrency is used up",
        series=_function("Throttles"),
        at_least=10,
        periods=3,
    ),
    AlarmKind(
        anchor="near-time-out",
        on=lambda_.CfnFunction,
        severity=Severity.PART,
        says="an invocation took nine tenths of its time-out or more",
        series=_function("Duration", "Maximum"),
        at_least=lambda function: (function.timeout or 3) * _OF_TIMEOUT * _MS,
    ),
    AlarmKind(
        anchor="table-throttles",
        on=dynamodb.CfnTable,
        severity=Severity.PART,
        says="DynamoDB throttles requests",
        series=_throttles,
        at_least=10,
        periods=3,
    ),
    AlarmKind(
        anchor="table-system-errors",
        on=dynamodb.CfnTable,
        severity=Severity.PART,
        says="DynamoDB answers with errors of its own",
        series=_system_errors,
        at_least=5,
        periods=3,
    ),
    AlarmKind(
        anchor="pages-failing",
        on=apigateway.CfnStage,
        severity=Severity.PAGE,
        says="the pages answer with errors of the server (5xx)",
        series=_gateway("5xx"),
        at_least=5,
        periods=2,
    ),
    AlarmKind(
        anchor="pages-slow",
        on=apigateway.CfnStage,
        severity=Severity.DAY,
        says="one answer of the pages in twenty takes two seconds or more",
        series=_gateway("Latency", "p95"),
        at_least=_SLOW_SECONDS * _MS,
        minutes=15,
        periods=2,
    ),
    AlarmKind(
        anchor="failed-executions",
        on=sfn.CfnStateMachine,
        severity=Severity.DAY,
        says="executions of the state machine failed, timed out or were aborted",
        series=_executions,
    ),
)
"""Every kind that follows from what is deployed. `infra/functions` declares those of log events."""
