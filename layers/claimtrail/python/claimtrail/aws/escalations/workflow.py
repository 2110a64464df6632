"""Step Functions: the executions of `claim_escalation`, by their deterministic names."""

import json
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.escalations.ports import ExecutionInput

_UNDER_WAY = frozenset({"RUNNING", "PENDING_REDRIVE"})

_NOBODY_WAITS = frozenset({"TaskDoesNotExist", "TaskTimedOut"})
"""The wait is over: its time ran out, or its execution ended or was lost."""


class StepFunctionsWorkflow:
    """Starts, watches and wakes executions of one state machine."""

    def __init__(self, sfn_client: Any, state_machine_arn: str) -> None:
        self._client = sfn_client
        self._arn = state_machine_arn

    def start(self, *, name: str, execution_input: ExecutionInput) -> None:
        """Start an execution; a name that was started before is left as it is."""
        try:
            self._client.start_execution(
                stateMachineArn=self._arn, name=name, input=execution_input.model_dump_json()
            )
        except ClientError as error:
            if _code(error) != "ExecutionAlreadyExists":
                raise

    def is_running(self, name: str) -> bool:
        """Return whether the execution is under way; False when it is unknown or over."""
        arn = self._arn.replace(":stateMachine:", ":execution:", 1) + f":{name}"
        try:
            answer = self._client.describe_execution(executionArn=arn)
        except ClientError as error:
            if _code(error) == "ExecutionDoesNotExist":
                return False
            raise
        return answer["status"] in _UNDER_WAY

    def wake(self, task_token: str) -> bool:
        """Tell a waiting execution that its claim moved; False when nothing waits any more."""
        try:
            self._client.send_task_success(
                taskToken=task_token, output=json.dumps({"outcome": "moved"})
            )
        except ClientError as error:
            if _code(error) in _NOBODY_WAITS:
                return False
            raise
        return True


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
