"""Gap: a task's `TimeoutSeconds` given as a JSONata expression is not evaluated.

It may be one (Step Functions developer guide, "Transforming data with JSONata", fields that take
expressions), and a time-out that comes from the input is how a payer's window is waited for.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html"
FIELDS = ("TimeoutSeconds", "HeartbeatSeconds")


def needed() -> bool:
    """Return whether tasks still take the field as it stands in the definition."""
    constants = stepfunctions._invoke_with_callback.__code__.co_consts
    return "TimeoutSeconds" in constants and (
        "_jsonata_state_field" not in stepfunctions._execute_task.__code__.co_names
    )


def apply() -> None:
    """Evaluate the fields before a task is executed."""
    seam.expect(holds=needed(), seam="stepfunctions._execute_task's TimeoutSeconds")
    seam.attribute(stepfunctions, "_jsonata_state_field")
    seam.wrap(
        stepfunctions,
        "_execute_task",
        parameters=("state_def", "raw_input", "execution", "ctx"),
        build=_evaluating,
    )


def _evaluating(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_evaluated(state: dict[str, Any], given: Any, execution: Any, context: Any) -> Any:
        expressions = [field for field in FIELDS if isinstance(state.get(field), str)]
        numbers = {
            field: stepfunctions._jsonata_state_field(state, field, "number", given, context)
            for field in expressions
        }
        return execute({**state, **numbers}, given, execution, context)

    return execute_evaluated
