"""Gap: with IAM enforced, a schedule of a group of its own is taken for one of the default group.

A schedule's ARN has its group; `GroupName` stands in the body, or `groupName` in the query
("Actions, resources, and condition keys for Amazon EventBridge Scheduler").
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html"
_DEFAULT = ":schedule/default/"
_PARAMETERS = (
    "service", "method", "path", "headers", "body", "query_params", "region", "account_id",
)  # fmt: skip


def needed() -> bool:
    """Return whether a group is still left out of the ARN."""
    body = json.dumps({"GroupName": "own"}).encode()
    named = iam_actions.extract_resource_arn(
        "scheduler", "POST", "/schedules/one", {}, body, {}, "us-east-1", "000000000000"
    )
    return _DEFAULT in str(named)


def apply() -> None:
    """Put the group into the ARN."""
    seam.wrap(iam_actions, "extract_resource_arn", parameters=_PARAMETERS, build=_with_group)


def _with_group(extract: Callable[..., Any]) -> Callable[..., Any]:
    def extract_grouped(*args: Any, **values: Any) -> Any:
        arn = extract(*args, **values)
        if _DEFAULT not in str(arn):
            return arn
        given = dict(zip(_PARAMETERS, args, strict=False)) | values
        return arn.replace(_DEFAULT, f":schedule/{_group(given)}/", 1)

    return extract_grouped


def _group(given: dict[str, Any]) -> str:
    named = (given["query_params"] or {}).get("groupName")
    if named:
        return str(named[0] if isinstance(named, list) else named)
    try:
        return str(json.loads(given["body"] or b"{}").get("GroupName", "default"))
    except ValueError:
        return "default"
