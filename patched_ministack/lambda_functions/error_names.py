"""Gap: a Python function's exception reaches Step Functions as `Runtime.HandlerError`.

On AWS the error name is the exception's class, which is what Retry and Catch compare
(Lambda developer guide, "Lambda function errors in Python"; Step Functions, "Error names").
"""

import contextvars
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html"
REPORT = '{"status": "error", "error": str(e), "trace": traceback.format_exc()}'
REPORT_WITH_NAME = REPORT.removesuffix("}") + ', "type": type(e).__name__}'

_last_type: contextvars.ContextVar[str] = contextvars.ContextVar("error_type", default="")


def needed() -> bool:
    """Return whether the worker still reports an exception without its class."""
    return REPORT in lambda_runtime._PYTHON_WORKER_SCRIPT


def apply() -> None:
    """Have the worker report the class, and the invocation use it as `errorType`."""
    seam.expect(holds=needed(), seam="lambda_runtime._PYTHON_WORKER_SCRIPT's error report")
    lambda_runtime._PYTHON_WORKER_SCRIPT = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(
        REPORT, REPORT_WITH_NAME
    )
    worker = lambda_runtime.Worker
    invoke = seam.attribute(worker, "invoke")

    def remembering(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        response: dict[str, Any] = invoke(self, *args, **kwargs)
        _last_type.set(response.get("type", ""))
        return response

    worker.invoke = remembering
    seam.wrap(
        lambda_svc,
        "_execute_function_warm",
        parameters=("func", "event", "request_id"),
        build=_named,
    )


def _named(execute: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def execute_named(func: Any, event: Any, request_id: str) -> dict[str, Any]:
        _last_type.set("")
        result = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and _last_type.get():
            body["errorType"] = _last_type.get()
        return result

    return execute_named
