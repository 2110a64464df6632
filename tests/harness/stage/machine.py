"""Programs that call a deployed stage: one of the JSON API, and the leaver feed of a provider."""

from dataclasses import dataclass
from typing import Any

import httpx

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.outputs import AccessOutput
from claimtrail.access.scim.protocol import MEDIA_TYPE, ROOT
from claimtrail.access.sign_in.scopes import MachineScope, full_name
from tests.harness.stage.deployed import Deployed

_SECONDS = 60
"""The first call starts the function."""
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class DeployedMachine:
    """A machine of `people.toml`, with the id and the secret that the user pool gave it."""

    address: str
    token_url: str
    client_id: str
    secret: str

    @classmethod
    def of(cls, deployed: Deployed, name: str) -> "DeployedMachine":
        """Return the machine of a name."""
        pool, cognito = deployed.bucket(AccessOutput.USER_POOL), deployed.client("cognito-idp")
        listed = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
        [client_id] = [one["ClientId"] for one in listed if one["ClientName"] == name]
        known = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
        return cls(
            address=deployed.bucket(FrontOutput.PAGES_ADDRESS),
            token_url=f"{deployed.bucket(AccessOutput.SIGN_IN_ADDRESS)}/oauth2/token",
            client_id=client_id,
            secret=known["UserPoolClient"]["ClientSecret"],
        )

    def ask_token(self, *scopes: MachineScope, secret: str = "") -> httpx.Response:
        """Return the token endpoint's answer."""
        return httpx.post(
            self.token_url,
            data={"grant_type": "client_credentials", "scope": " ".join(map(full_name, scopes))},
            auth=(self.client_id, secret or self.secret),
            timeout=_SECONDS,
        )

    def token(self, *scopes: MachineScope) -> str:
        """Return a token for scopes."""
        token: str = self.ask_token(*scopes).raise_for_status().json()["access_token"]
        return token

    def call(
        self, path: str, token: str, *, body: Any = None, key: str = "", **headers: str
    ) -> httpx.Response:
        """Return the API's answer; a body makes it a change."""
        sent = {"X-Purpose-Of-Use": "payment", **_host(self.address), **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        return httpx.request(
            "GET" if body is None else "POST",
            f"{_on_loopback(self.address)}/api/v1{path}",
            json=body,
            headers=sent,
            timeout=_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class LeaverFeed:
    """A provider that says who left."""

    address: str
    token: str

    @classmethod
    def of(cls, deployed: Deployed) -> "LeaverFeed":
        """Return the feed with the token that an administrator enters at the provider."""
        secret = deployed.client("secretsmanager").get_secret_value(
            SecretId=deployed.bucket(AccessOutput.LEAVER_FEED_SECRET)
        )
        return cls(address=deployed.bucket(FrontOutput.PAGES_ADDRESS), token=secret["SecretString"])

    def end(self, person_id: str, *, token: str = "") -> httpx.Response:
        """Return the answer to the word that a person left."""
        return httpx.patch(
            f"{_on_loopback(self.address)}{ROOT}/Users/{person_id}",
            json={
                "schemas": [_PATCH],
                "Operations": [{"op": "replace", "path": "active", "value": False}],
            },
            headers={
                **_host(self.address),
                "Authorization": f"Bearer {token or self.token}",
                "Content-Type": MEDIA_TYPE,
            },
            timeout=_SECONDS,
        )


def _on_loopback(address: str) -> httpx.URL:
    """Return the pages by number: not every resolver knows names below `.localhost`."""
    return httpx.URL(address).copy_with(host="127.0.0.1")


def _host(address: str) -> dict[str, str]:
    """Return the header by which the cloud knows whose pages are meant."""
    return {"Host": httpx.URL(address).netloc.decode()}
