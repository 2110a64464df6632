"""Gap: with IAM enforced, who may answer for a state machine's tasks is refused all the same.

A call by task token names no resource, so the emulator holds it against "*". AWS finds the machine
in the token and holds the call against the machine's ARN, which is what `grant_task_response` of
the CDK grants: "... is not authorized to perform: states:SendTaskFailure on resource:
arn:aws:states:...:stateMachine:...". Tokens here begin with that ARN. They name it for as long as
they are kept, so that an answer that comes too late is reported so instead of being refused.
"""

import contextvars
import inspect
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions
from ministack.services import stepfunctions

from patched_ministack import seam

FOLLOWS = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html"
)
_ANSWER = "AWSStepFunctions.SendTask"
"""The beginnings of the calls by token: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat."""

_SEPARATOR = "#"
_CALLBACK = ".waitForTaskToken"
_ASSIGNED = '    if is_callback:\n        ctx["Task"] = {"Token": new_uuid()}\n'
_TASK_PARAMETERS = ("state_def", "raw_input", "execution", "ctx")

_machine: contextvars.ContextVar[str] = contextvars.ContextVar("machine", default="")
"""The machine whose task is about to get its token."""


def needed() -> bool:
    """Return whether a call by task token is still held against every resource."""
    return "taskToken" not in inspect.getsource(iam_actions.extract_resource_arn)


def apply() -> None:
    """Name the machine in its tokens, and hold a call by token against that machine."""
    task = seam.attribute(stepfunctions, "_execute_task")
    before, found, _ = inspect.getsource(task).partition(_ASSIGNED)
    seam.expect(
        holds=bool(found) and "new_uuid" not in before, seam="stepfunctions._execute_task's token"
    )
    seam.wrap(stepfunctions, "_execute_task", parameters=_TASK_PARAMETERS, build=_of_machine)
    seam.wrap(stepfunctions, "new_uuid", parameters=(), build=_naming_machine)
    seam.wrap(
        iam_actions,
        "extract_resource_arn",
        parameters=tuple(inspect.signature(iam_actions.extract_resource_arn).parameters),
        build=_by_token,
    )


def _of_machine(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_task(state: Any, given: Any, execution: Any, context: Any) -> Any:
        waits = _CALLBACK in state.get("Resource", "")
        machine = context.get("StateMachine", {}).get("Id", "") if waits else ""
        holder = _machine.set(machine)
        try:
            return execute(state, given, execution, context)
        finally:
            _machine.reset(holder)

    return execute_task


def _naming_machine(new: Callable[[], str]) -> Callable[[], str]:
    def new_token() -> str:
        machine = _machine.get()
        _machine.set("")
        return f"{machine}{_SEPARATOR}{new()}" if machine else new()

    return new_token


def _by_token(extract: Callable[..., str]) -> Callable[..., str]:
    def extract_machine(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
    ) -> str:
        if service == "states" and headers.get("x-amz-target", "").startswith(_ANSWER):
            machine, named, _ = str(iam_actions._safe_json_field(body, "taskToken")).rpartition(
                _SEPARATOR
            )
            if named:
                return machine
        return extract(service, method, path, headers, body, *rest)

    return extract_machine
