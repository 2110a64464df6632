"""The realm of the proof: people in several groups, and the user pool as a client of each kind."""

from collections.abc import Mapping
from typing import Any

from tests.proofs.keycloak.server import REALM

PASSWORD = "a password of the proof"
CLIENT_ID = "claimtrail"
NIGHT = "Night shift, [north] & south"
"""A group whose name has letters that Cognito encodes."""
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "dana": ("ct-billers", "ct-north", NIGHT, "harborlight-staff"),
    "morgan": ("ct-managers",),
    "guest": ("harborlight-staff",),
}
"""User to groups; nobody maps `harborlight-staff`."""


def realm() -> dict[str, Any]:
    """Return the realm without clients."""
    groups = sorted({group for groups in PEOPLE.values() for group in groups})
    return {
        "realm": REALM,
        "enabled": True,
        "groups": [{"name": name} for name in groups],
        "users": [
            {
                "username": user,
                "enabled": True,
                "email": f"{user}@harborlight.example",
                "emailVerified": True,
                "firstName": user.title(),
                "lastName": "Proof",
                "groups": list(groups),
                "credentials": [{"type": "password", "value": PASSWORD}],
            }
            for user, groups in PEOPLE.items()
        ],
    }


def oidc_client(secret: str, *, callback: str) -> dict[str, Any]:
    """Return the client that stands for the user pool by OpenID Connect."""
    return {
        "clientId": CLIENT_ID,
        "secret": secret,
        "protocol": "openid-connect",
        "publicClient": False,
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": False,
        "redirectUris": [callback],
        "protocolMappers": [
            {
                "name": "groups",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-group-membership-mapper",
                "config": {
                    "claim.name": "groups",
                    "full.path": "false",
                    "id.token.claim": "true",
                    "userinfo.token.claim": "true",
                },
            }
        ],
    }


def saml_client(audience: str, *, consumer: str) -> dict[str, Any]:
    """Return the service provider that stands for the user pool by SAML."""
    return {
        "clientId": audience,
        "protocol": "saml",
        "frontchannelLogout": True,
        "redirectUris": [consumer],
        "attributes": {
            "saml_assertion_consumer_url_post": consumer,
            "saml.server.signature": "true",
            "saml.assertion.signature": "true",
            "saml.client.signature": "false",
            "saml.force.post.binding": "true",
            "saml.authnstatement": "true",
            "saml.signature.algorithm": "RSA_SHA256",
            "saml_name_id_format": "persistent",
        },
        "protocolMappers": [
            _attribute("uid", "saml-user-property-mapper", **{"user.attribute": "username"}),
            _attribute("name", "saml-user-property-mapper", **{"user.attribute": "firstName"}),
            _attribute(
                "groups", "saml-group-membership-mapper", single="true", **{"full.path": "false"}
            ),
        ],
    }


def _attribute(name: str, mapper: str, **config: str) -> dict[str, Any]:
    return {
        "name": name,
        "protocol": "saml",
        "protocolMapper": mapper,
        "config": {"attribute.name": name, "attribute.nameformat": "Basic", **config},
    }
