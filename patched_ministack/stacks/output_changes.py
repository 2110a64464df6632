"""Gap: a change set that changes outputs alone fails, as if it changed nothing.

CloudFormation makes such a change set executable, with no changes in it: the CDK deploys it. Stacks
that read the outputs come after it, and would not find them.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html"
_ACTION = "CreateChangeSet"
_EMPTY = "didn't contain changes"
_ID = re.compile(rb"<Id>([^<]+)</Id>")


def needed() -> bool:
    """Return whether a change set still fails as soon as no resource changes."""
    source = inspect.getsource(changesets._create_change_set)
    return "elif changes:" in source and _EMPTY in source


def apply() -> None:
    """Make a change set executable when the outputs of the two templates differ."""
    actions = seam.attribute(handlers, "_ACTION_HANDLERS")
    seam.expect(holds=needed() and _ACTION in actions, seam="changesets._create_change_set")
    for name in ("_change_sets", "_stacks"):
        seam.attribute(cloudformation, name)
    actions[_ACTION] = _creating(actions[_ACTION])


def _creating(create: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def creating(params: dict[str, Any]) -> Any:
        answer = create(params)
        created = _ID.search(answer[2])
        change_set = cloudformation._change_sets.get(created[1].decode()) if created else None
        if change_set and _EMPTY in change_set["StatusReason"] and _changes_outputs(change_set):
            change_set.update(
                Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason=""
            )
        return answer

    return creating


def _changes_outputs(change_set: dict[str, Any]) -> bool:
    stack = cloudformation._stacks.get(change_set["StackName"]) or {}
    before = stack.get("_template") or {}
    return bool(before.get("Outputs", {}) != change_set["_template"].get("Outputs", {}))
