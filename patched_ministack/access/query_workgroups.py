"""Gap: with IAM enforced, who may read the queries of a workgroup is refused all the same.

A call by a query's id names no workgroup, so the emulator holds it against "*". AWS finds the
workgroup by the query and holds the call against its ARN ("Actions, resources, and condition keys
for Amazon Athena": the resource of GetQueryExecution, GetQueryResults and StopQueryExecution is a
workgroup).
"""

import inspect
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions
from ministack.services import athena

from patched_ministack import seam

FOLLOWS = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html"
)


def needed() -> bool:
    """Return whether a call by a query's id is still held against every resource."""
    return "QueryExecutionId" not in inspect.getsource(iam_actions.extract_resource_arn)


def apply() -> None:
    """Hold a call by a query's id against the workgroup in which the query was started."""
    seam.attribute(athena._executions, "get_scoped")
    seam.wrap(
        iam_actions,
        "extract_resource_arn",
        parameters=tuple(inspect.signature(iam_actions.extract_resource_arn).parameters),
        build=_by_query,
    )


def _by_query(extract: Callable[..., str]) -> Callable[..., str]:
    def extract_workgroup(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
    ) -> str:
        if service == "athena":
            _, region, account_id = rest
            query_id = iam_actions._safe_json_field(body, "QueryExecutionId")
            query = athena._executions.get_scoped(account_id, region, query_id)
            if query:
                return f"arn:aws:athena:{region}:{account_id}:workgroup/{query['WorkGroup']}"
        return extract(service, method, path, headers, body, *rest)

    return extract_workgroup
