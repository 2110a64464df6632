"""A call to a service that is silent ends before the function does that makes it."""

import pytest

from claimtrail.aws.core.account.clients import longest_seconds
from infra.functions.declaration import FunctionDeclaration
from infra.functions.registry import declared_functions

OF_COMMANDS = frozenset({"lambda"})
"""Services that commands alone call: an invocation takes as long as its run."""
SERVICES = (
    "athena",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "kms",
    "s3",
    "secretsmanager",
    "sqs",
    "stepfunctions",
)


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("function", declared_functions(), ids=lambda one: one.name)
def test_a_call_takes_less_than_the_time_out_of_each_function(
    function: FunctionDeclaration, service: str
) -> None:
    assert service not in OF_COMMANDS
    assert longest_seconds(service) < function.timeout_seconds


def test_an_invocation_by_hand_may_take_as_long_as_lambda_lets_a_function_run() -> None:
    longest = max(one.timeout_seconds for one in declared_functions())
    assert longest_seconds("lambda") > longest
