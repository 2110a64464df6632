"""Gap: state machine executions that run when the emulator stops are failed at the next start.

They go on at the state in which they were, with their variables; a task that waits for its token
waits on, for the time that it had left, and its token stays valid.
"""

import contextvars
import inspect
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import stepfunctions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html"
VARIABLES, WAITING = "_variables", "_waiting"
"""The fields of an execution's saved record besides the emulator's own."""

START_STATE = '    current_name = definition.get("StartAt")\n'
RESUME_STATE = '    current_name = resume_state(execution) or definition.get("StartAt")\n'
START_VARIABLES = '        "variables": {},\n    }\n'
RESUME_VARIABLES = (
    '        "variables": resume_variables(execution),\n    }\n'
    "    current_input = resume_input(execution, current_input)\n"
)

_resuming: contextvars.ContextVar[bool] = contextvars.ContextVar("resuming", default=False)
_current: contextvars.ContextVar[Any] = contextvars.ContextVar("execution", default=None)
_waiting: contextvars.ContextVar[Any] = contextvars.ContextVar("waiting", default=None)


def needed() -> bool:
    """Return whether a restart still fails what was running."""
    return "States.ServiceRestart" in inspect.getsource(stepfunctions._restore_state)


def apply() -> None:
    """Remember where executions are, and take them up again after the state is loaded."""
    seam.expect(holds=needed(), seam="stepfunctions._restore_state")
    seam.attribute(stepfunctions, "_run_execution")
    stepfunctions._run_execution = _resumable(stepfunctions._run_execution)
    for name, parameters, build in (
        ("_apply_state_assign", None, _remembering_variables),
        ("_execute_task", ("state_def", "raw_input", "execution", "ctx"), _knowing_execution),
        ("_invoke_with_callback", ("resource", "input_data", "token", "state_def"), _waiting_on),
        ("_call_lambda", ("func_ref", "event"), _delivered_once),
        ("load_persisted_state", ("data",), _restoring),
    ):
        original = seam.attribute(stepfunctions, name)
        found = parameters or tuple(inspect.signature(original).parameters)
        seam.wrap(stepfunctions, name, parameters=found, build=build)
    seam.wrap(app, "_load_persisted_state", parameters=(), build=_resuming_after)


def _resumable(run: Callable[[str], None]) -> Callable[[str], None]:
    """The emulator's own walk over the states, started where the execution was."""
    source = inspect.getsource(run)
    for text in (START_STATE, START_VARIABLES):
        seam.expect(holds=source.count(text) == 1, seam="stepfunctions._run_execution")
    source = source.replace(START_STATE, RESUME_STATE).replace(START_VARIABLES, RESUME_VARIABLES)
    names = vars(stepfunctions)
    names.update(
        resume_state=_resume_state,
        resume_variables=lambda execution: execution.setdefault(VARIABLES, {}),
        resume_input=_resume_input,
    )
    exec(compile(source, stepfunctions.__file__, "exec"), names)  # noqa: S102 - the emulator's text
    resumable: Callable[[str], None] = names["_run_execution"]
    return resumable


def _last_entered(execution: dict[str, Any]) -> dict[str, Any]:
    for event in reversed(execution["events"]):
        if event["type"].endswith("StateEntered"):
            entered: dict[str, Any] = event["stateEnteredEventDetails"]
            return entered
    return {}


def _resume_state(execution: dict[str, Any]) -> str | None:
    return _last_entered(execution).get("name") if _resuming.get() else None


def _resume_input(execution: dict[str, Any], given: Any) -> Any:
    entered = _last_entered(execution) if _resuming.get() else {}
    return json.loads(entered["input"]) if entered else given


def _remembering_variables(assign: Callable[..., None]) -> Callable[..., None]:
    def assign_and_remember(state: Any, given: Any, context: Any, *rest: Any, **named: Any) -> None:
        assign(state, given, context, *rest, **named)
        execution_id = ((context or {}).get("Execution") or {}).get("Id")
        execution = stepfunctions._executions.get(execution_id) if execution_id else None
        if execution is not None:
            execution[VARIABLES] = context.get("variables", {})

    return assign_and_remember


def _knowing_execution(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_known(state: Any, given: Any, execution: Any, context: Any) -> Any:
        top_level = execution and _last_entered(execution).get("name") == context["State"]["Name"]
        token = _current.set(execution if top_level else None)
        try:
            return execute(state, given, execution, context)
        finally:
            _current.reset(token)

    return execute_known


def _waiting_on(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_and_wait(resource: str, payload: Any, token: str, state: dict[str, Any]) -> Any:
        execution = _current.get()
        if execution is None:
            return invoke(resource, payload, token, state)
        earlier = execution.get(WAITING) if _resuming.get() else None
        if earlier and earlier["delivered"]:
            waiting = earlier
            if waiting["until"]:
                left = max(waiting["until"] - time.time(), 0.1)
                state = {**state, "TimeoutSeconds": left}
        else:
            seconds = state.get("TimeoutSeconds")
            until = time.time() + seconds if seconds else None
            waiting = {"token": token, "until": until, "delivered": False}
        execution[WAITING] = waiting
        holder = _waiting.set(waiting)
        try:
            return invoke(resource, payload, waiting["token"], state)
        finally:
            _waiting.reset(holder)
            execution.pop(WAITING, None)

    return invoke_and_wait


def _delivered_once(call: Callable[..., Any]) -> Callable[..., Any]:
    def call_once(function: Any, event: Any) -> Any:
        waiting = _waiting.get()
        if waiting is None:
            return call(function, event)
        if waiting["delivered"]:
            return None
        answer = call(function, event)
        waiting["delivered"] = True
        return answer

    return call_once


def _restoring(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_running(data: dict[str, Any]) -> None:
        running = [
            execution
            for execution in data.get("executions", stepfunctions._executions).all_values()
            if execution.get("status") == "RUNNING"
        ]
        load(data)
        for execution in running:
            execution.update(status="RUNNING", stopDate=None)
            execution.pop("error", None)
            execution.pop("cause", None)

    return load_running


def _resuming_after(load_all: Callable[[], None]) -> Callable[[], None]:
    def load_and_resume() -> None:
        load_all()
        for (account, region, arn), execution in stepfunctions._executions.all_items():
            if execution.get("status") == "RUNNING":
                threading.Thread(
                    target=_resume, args=(account, region, arn), name="resume", daemon=True
                ).start()

    return load_and_resume


def _resume(account: str, region: str, arn: str) -> None:
    set_request_account_id(account)
    set_request_region(region)
    _resuming.set(True)
    _until_listening()
    stepfunctions._run_execution(arn)


def _until_listening() -> None:
    """Functions call the emulator back: wait until it answers, half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(app._resolve_port()))) == 0:
                return
        time.sleep(0.05)
