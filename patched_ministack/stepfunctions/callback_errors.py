"""Gap: a task that waits for its token does not fail when the function that it called does.

On AWS the function is invoked for its answer: its error is the task's, for Retry and Catch to see
(Step Functions developer guide, "Wait for a callback with the task token": the task fails when the
integrated service returns an error). Here the error is dropped and the token waited for.
"""

import contextvars
import inspect
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html"
DROPPED = (
    "            _call_lambda(func_ref, lambda_payload)\n"
    "        except _ExecutionError:\n"
    "            pass\n"
)

_waits: contextvars.ContextVar[bool] = contextvars.ContextVar("waits", default=False)


class _FunctionFailedError(Exception):
    """Carries the error past the place that drops it."""


def needed() -> bool:
    """Return whether the error of a function is still dropped."""
    return DROPPED in inspect.getsource(stepfunctions._invoke_with_callback)


def apply() -> None:
    """Let the function's error end the task, and forget its token."""
    seam.expect(holds=needed(), seam="stepfunctions._invoke_with_callback's call of a function")
    seam.wrap(
        stepfunctions,
        "_invoke_with_callback",
        parameters=("resource", "input_data", "token", "state_def"),
        build=_failing,
    )
    seam.wrap(stepfunctions, "_call_lambda", parameters=("func_ref", "event"), build=_passing_by)


def _failing(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_and_wait(resource: str, given: Any, token: str, state: Any) -> Any:
        holder = _waits.set(True)
        try:
            return invoke(resource, given, token, state)
        except _FunctionFailedError as failed:
            stepfunctions._task_tokens.pop(token, None)
            raise failed.args[0] from None
        finally:
            _waits.reset(holder)

    return invoke_and_wait


def _passing_by(call: Callable[..., Any]) -> Callable[..., Any]:
    def call_function(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            if _waits.get():
                raise _FunctionFailedError(error) from None
            raise

    return call_function
