"""Gap: a stack whose creation or update the emulator's end cut off is in progress for ever after.

It takes the state in which CloudFormation leaves an operation that failed, so that the stack can be
deleted or deployed again.
"""

import inspect
from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html"
ENDED = {
    "CREATE_IN_PROGRESS": "CREATE_FAILED",
    "ROLLBACK_IN_PROGRESS": "ROLLBACK_FAILED",
    "DELETE_IN_PROGRESS": "DELETE_FAILED",
    "UPDATE_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
}
"""The state of an operation that nobody goes on with, by the state in which it was."""


def needed() -> bool:
    """Return whether stacks are restored in progress."""
    return "IN_PROGRESS" not in inspect.getsource(cloudformation._restore_state)


def apply() -> None:
    """End what was in progress once the state is loaded."""
    seam.expect(holds=needed(), seam="cloudformation._restore_state")
    seam.attribute(cloudformation, "_stacks")
    seam.wrap(cloudformation, "load_persisted_state", parameters=("data",), build=_ending)


def _ending(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_and_end(data: dict[str, Any]) -> None:
        load(data)
        for stack in cloudformation._stacks.all_values():
            stack["StackStatus"] = ENDED.get(stack["StackStatus"], stack["StackStatus"])

    return load_and_end
