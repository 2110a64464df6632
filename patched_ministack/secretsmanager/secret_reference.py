"""Gap: `Ref` of a secret is its name, where AWS gives its ARN, so that grants name nothing.

AWS::SecretsManager::Secret, "Return values". Every policy that `grant_read` writes holds the Ref.
"""

import inspect
from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html"
RESOURCE_TYPE = "AWS::SecretsManager::Secret"


def needed() -> bool:
    """Return whether the provisioner still returns the name as the physical id."""
    return 'return name, {"Id": arn' in inspect.getsource(provisioners._sm_secret_create)


def apply() -> None:
    """Give the ARN as the physical id, and the name to the emulator's own functions."""
    seam.expect(holds=needed(), seam="provisioners._sm_secret_create")
    seam.attribute(secretsmanager, "_resolve")
    known = cloudformation.handlers(RESOURCE_TYPE)
    create, update, delete = known["create"], known["update"], known["delete"]

    def creating(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, Any]:
        _, attributes = create(logical_id, properties, stack)
        return attributes["Arn"], attributes

    def updating(arn: str, old: Any, new: Any, *rest: Any) -> tuple[str, Any]:
        _, attributes = update(_name(arn), old, new, *rest)
        return attributes["Arn"], attributes

    def deleting(arn: str, properties: dict[str, Any]) -> None:
        delete(_name(arn), properties)

    known.update(create=creating, update=updating, delete=deleting)


def _name(arn: str) -> str:
    key, _ = secretsmanager._resolve(arn)
    return key or arn
