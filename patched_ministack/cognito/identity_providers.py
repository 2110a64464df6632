"""Gap: CloudFormation refuses AWS::Cognito::UserPoolIdentityProvider."""

import json
from typing import Any

from ministack.services import cognito

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolidentityprovider.html"
TYPE = "AWS::Cognito::UserPoolIdentityProvider"
IDENTITY = ("UserPoolId", "ProviderName", "ProviderType")
"""Properties whose change replaces the provider."""
CHANGEABLE = ("ProviderDetails", "AttributeMapping", "IdpIdentifiers")


def needed() -> bool:
    """Return whether the emulator still has no provisioner of the type."""
    return not cloudformation.knows(TYPE)


def apply() -> None:
    """Provision the type through Cognito's own functions; `Ref` is the provider's name."""
    for name in (
        *("_create_identity_provider", "_update_identity_provider"),
        *("_delete_identity_provider", "_user_pools"),
    ):
        seam.attribute(cognito, name)
    cloudformation.define(TYPE, create=_create, update=_update, delete=_delete)


def _chosen(properties: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: properties[field] for field in fields if field in properties}


def _create(_logical_id: str, properties: dict[str, Any], _stack: str) -> tuple[str, Any]:
    response = cognito._create_identity_provider(_chosen(properties, (*IDENTITY, *CHANGEABLE)))
    cloudformation.succeed(response, TYPE)
    name: str = json.loads(response[2])["IdentityProvider"]["ProviderName"]
    return name, {}


def _update(name: str, old: dict[str, Any], new: dict[str, Any], stack: str) -> tuple[str, Any]:
    if _chosen(old, IDENTITY) != _chosen(new, IDENTITY):
        if old.get("ProviderName") == new.get("ProviderName"):
            _delete(name, old)
            return _create("", new, stack)
        created = _create("", new, stack)
        _delete(name, old)
        return created
    # What the template no longer says goes back to nothing.
    emptied: dict[str, Any] = {
        field: [] if field == "IdpIdentifiers" else {} for field in CHANGEABLE
    }
    request = {**emptied, **_chosen(new, (*IDENTITY[:2], *CHANGEABLE))}
    cloudformation.succeed(cognito._update_identity_provider(request), TYPE)
    return name, {}


def _delete(name: str, properties: dict[str, Any]) -> None:
    pool_id = properties["UserPoolId"]
    pool = cognito._user_pools.get(pool_id) or {}
    if name in pool.get("_identity_providers", {}):
        cognito._delete_identity_provider({"UserPoolId": pool_id, "ProviderName": name})
