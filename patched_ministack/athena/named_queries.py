"""Gap: CloudFormation refuses AWS::Athena::NamedQuery."""

import json
from typing import Any

from ministack.services import athena

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-athena-namedquery.html"
RESOURCE_TYPE = "AWS::Athena::NamedQuery"
FIELDS = ("Name", "Description", "Database", "QueryString", "WorkGroup")


def needed() -> bool:
    """Return whether the emulator still has no provisioner of the type."""
    return not cloudformation.knows(RESOURCE_TYPE)


def apply() -> None:
    """Provision the type through Athena's own functions; a change replaces the query, as on AWS."""
    for name in ("_create_named_query", "_delete_named_query"):
        seam.attribute(athena, name)
    cloudformation.define(RESOURCE_TYPE, create=_create, update=_update, delete=_delete)


def _create(_logical_id: str, properties: dict[str, Any], _stack: str) -> tuple[str, Any]:
    response = athena._create_named_query({f: properties[f] for f in FIELDS if f in properties})
    cloudformation.succeed(response, RESOURCE_TYPE)
    query_id = json.loads(response[2])["NamedQueryId"]
    return query_id, {"NamedQueryId": query_id}


def _update(
    query_id: str, _old: dict[str, Any], new: dict[str, Any], stack: str
) -> tuple[str, Any]:
    replacement = _create("", new, stack)
    _delete(query_id, new)
    return replacement


def _delete(query_id: str, _properties: dict[str, Any]) -> None:
    athena._delete_named_query({"NamedQueryId": query_id})
