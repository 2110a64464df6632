"""Gap: CloudFormation refuses AWS::CloudWatch::CompositeAlarm."""

import json
from typing import Any

from ministack.services import cloudwatch

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html"
TYPE = "AWS::CloudWatch::CompositeAlarm"
_FIELDS = (
    *("AlarmRule", "AlarmDescription", "ActionsEnabled"),
    *("AlarmActions", "OKActions", "InsufficientDataActions"),
)


def needed() -> bool:
    """Return whether the emulator still has no provisioner of the type."""
    return not cloudformation.knows(TYPE)


def apply() -> None:
    """Provision composite alarms by CloudWatch's own API."""
    for name in ("_put_composite_alarm", "_composite_alarms"):
        seam.attribute(cloudwatch, name)
    cloudformation.define(TYPE, create=_create, update=_update, delete=_delete)


def _create(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
    return _put(properties.get("AlarmName") or f"{stack}-{logical_id}", properties)


def _update(
    physical_id: str, _old: dict[str, Any], new: dict[str, Any], *_rest: Any
) -> tuple[str, dict[str, Any]]:
    return _put(physical_id, new)


def _put(name: str, properties: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    wanted = {field: properties[field] for field in _FIELDS if field in properties}
    response = cloudwatch._put_composite_alarm(
        {}, {"AlarmName": name, **wanted}, is_cbor=False, is_json=True
    )
    if response[0] != 200:  # noqa: PLR2004 - HTTP's success
        raise ValueError(f"{TYPE} {name}: {json.loads(response[2])}")
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def _delete(physical_id: str, _properties: dict[str, Any]) -> None:
    cloudwatch._composite_alarms.pop(physical_id, None)
