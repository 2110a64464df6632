"""The identity provider's files: its people, the client that stands for the user pool, its keys.

They are JSON, which is YAML, too. All are made again at each start: ports may have changed.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from claimtrail.kernel.private_files import private_folder, write_private
from infra.local.identity.people import LocalPerson
from infra.local.settings import CloudSettings

CLIENT_ID = "claimtrail"
SIGN_IN = "sign_in.json"
"""The settings of sign-in that synthesis reads: `infra/stage.py`."""
OIDC, SAML = "harborlight", "harborlight-saml"
"""The names of the two providers in the user pool: one organization, by either protocol."""
_SECRETS = "secrets.json"
_SECRET_BYTES = 32


def issuer_of(port: int) -> str:
    """Return the provider's address, which is its issuer."""
    return f"http://127.0.0.1:{port}"


def user_pool_address(settings: CloudSettings) -> str:
    """Return the address of the embedded cloud's user pool, as browsers reach it."""
    return f"http://localhost:{settings.port}"


def ensure_secrets(folder: Path) -> Mapping[str, str]:
    """Return the provider's secrets, which are made when this machine has none."""
    path = private_folder(folder) / _SECRETS
    try:
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        known = {name: secrets.token_hex(_SECRET_BYTES) for name in ("client", "session", "manage")}
        write_private(path, json.dumps(known))
    return known


def write_configuration(
    settings: CloudSettings, people: Iterable[LocalPerson], known: Mapping[str, str], port: int
) -> Path:
    """Write what the provider reads; return its folder."""
    folder = private_folder(settings.identity / "config")
    users = {"users": {one.user: _user(one) for one in people}}
    for name, document in (
        ("users.yaml", users),
        ("settings.yaml", _settings(settings, known, port, folder)),
    ):
        write_private(folder / name, json.dumps(document, indent=1))
    return folder


def write_sign_in(settings: CloudSettings, *, secret: str, metadata: str, port: int) -> None:
    """Write down the two providers of the user pool, as a stage's settings have them."""
    document = {
        "local_address": user_pool_address(settings),
        "providers": [
            {
                "kind": "oidc",
                "name": OIDC,
                "title": "Harborlight (OpenID Connect)",
                "directory": "",
                "issuer": issuer_of(port),
                "client_id": CLIENT_ID,
                "client_secret": secret,
                "scopes": ["openid", "profile"],
            },
            {
                "kind": "saml",
                "name": SAML,
                "title": "Harborlight (SAML)",
                "directory": "",
                "metadata": metadata,
                # The subject is an address of mail there, the user's name here.
                "person_attribute": "uid",
            },
        ],
    }
    write_private(settings.identity / SIGN_IN, json.dumps(document, indent=1))


def _user(person: LocalPerson) -> dict[str, Any]:
    return {
        "password": person.password,
        "email": f"{person.user}@harborlight.example",
        "groups": list(person.groups),
        "attributes": {"name": person.name, "uid": person.user},
    }


def _settings(
    settings: CloudSettings, known: Mapping[str, str], port: int, folder: Path
) -> dict[str, Any]:
    pool = user_pool_address(settings)
    return {
        "config_version": 1,
        "config_validation": "strict",
        "server": {"host": "127.0.0.1", "port": port},
        "oauth": {
            "issuer": issuer_of(port),
            "audience": CLIENT_ID,
            "clients": [
                {
                    "client_id": CLIENT_ID,
                    "client_secret": known["client"],
                    "description": "ClaimTrail",
                    # The emulator sends the secret in the form.
                    "token_endpoint_auth_method": "client_secret_post",
                    "redirect_uris": [f"{pool}/oauth2/idpresponse"],
                }
            ],
        },
        "saml": {
            "default_acs_url": f"{pool}/saml2/idpresponse",
            "sign_responses": True,
            "export_groups": True,
            "groups_attr_name": "groups",
        },
        "jwt": {"keys_dir": str(folder / "keys")},
        "session": {
            "secret_key": known["session"],
            "management_secret": known["manage"],
            "require_ui_login": True,
            "enforce_password_check": True,
        },
        "login": {"mode": "password", "auto_login": False},
        "logging": {"level": "WARNING", "verbose_logging": False},
    }
