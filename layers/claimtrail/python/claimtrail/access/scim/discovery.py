"""The capabilities of this service provider (RFC 7643, sections 5 to 7; RFC 7644, section 4)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.access.scim.groups import GROUP
from claimtrail.access.scim.protocol import LIST, PAGE, ROOT
from claimtrail.access.scim.users import USER

_PROVIDER = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"

PROVIDER_CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "schemas": [_PROVIDER],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "The token of the stage's leaver feed.",
                "primary": True,
            }
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": f"{ROOT}/ServiceProviderConfig",
        },
    }
)


def _attribute(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "caseExact": True,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }


_ATTRIBUTES: Mapping[str, tuple[str, str, tuple[dict[str, Any], ...]]] = MappingProxyType(
    {
        USER: (
            "User",
            "A person who signs in",
            (
                _attribute(
                    "userName",
                    "string",
                    required=True,
                    mutability="immutable",
                    uniqueness="server",
                    description="The person id of sign-in",
                ),
                _attribute("active", "boolean", description="False ends the access, for good"),
            ),
        ),
        GROUP: (
            "Group",
            "A group that the table of people may name",
            (
                _attribute(
                    "displayName",
                    "string",
                    required=True,
                    mutability="immutable",
                    uniqueness="server",
                    description="The group as the table of people names it",
                ),
                _attribute(
                    "members",
                    "complex",
                    multiValued=True,
                    description="The people in it",
                    subAttributes=[
                        _attribute("value", "string", required=True, mutability="immutable"),
                        _attribute("type", "string", canonicalValues=["User"]),
                    ],
                ),
            ),
        ),
    }
)
"""By schema: name, description and attributes, as far as they are kept."""

SCHEMAS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        schema: {
            "schemas": [_SCHEMA],
            "id": schema,
            "name": name,
            "description": description,
            "attributes": list(attributes),
            "meta": {"resourceType": "Schema", "location": f"{ROOT}/Schemas/{schema}"},
        }
        for schema, (name, description, attributes) in _ATTRIBUTES.items()
    }
)
RESOURCE_TYPES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        name: {
            "schemas": [_RESOURCE_TYPE],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "description": description,
            "schema": schema,
            "meta": {"resourceType": "ResourceType", "location": f"{ROOT}/ResourceTypes/{name}"},
        }
        for schema, (name, description, _) in _ATTRIBUTES.items()
    }
)


def all_of(documents: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return documents as a list of SCIM."""
    return {
        "schemas": [LIST],
        "totalResults": len(documents),
        "startIndex": 1,
        "itemsPerPage": len(documents),
        "Resources": list(documents.values()),
    }
