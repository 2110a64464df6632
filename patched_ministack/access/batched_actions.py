"""Gap: with IAM enforced, a batch call on a queue asks for an action that IAM does not know.

IAM has no `sqs:SendMessageBatch`: sqs:SendMessage allows sending one message and ten, and so for
deleting and changing visibility ("Actions, resources, and condition keys for Amazon SQS").
"""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html"
_BATCHED = {
    f"sqs:{action}Batch": f"sqs:{action}"
    for action in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")
}
_PARAMETERS = ("service", "method", "path", "headers", "body", "query_params")


def needed() -> bool:
    """Return whether a batch is still authorized by a name of its own."""
    headers = {"x-amz-target": "AmazonSQS.SendMessageBatch"}
    action = iam_actions.extract_iam_action("sqs", "POST", "/", headers, b"{}", {})
    return action in _BATCHED


def apply() -> None:
    """Authorize a batch by the action for one message."""
    seam.wrap(iam_actions, "extract_iam_action", parameters=_PARAMETERS, build=_by_one_message)


def _by_one_message(extract: Callable[..., Any]) -> Callable[..., Any]:
    def extract_single(*args: Any, **values: Any) -> Any:
        action = extract(*args, **values)
        return _BATCHED.get(action, action)

    return extract_single
