"""A program that calls the JSON API of a deployed stage, by its own client of the user pool."""

from dataclasses import dataclass
from typing import Any

import httpx

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.outputs import AccessOutput
from claimtrail.access.sign_in.scopes import MachineScope, full_name
from tests.harness.stage.deployed import Deployed

_SECONDS = 60
"""The first call starts the function."""


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
        # Not every resolver knows names below `.localhost`, as browsers and curl do.
        pages = httpx.URL(self.address)
        sent = {"X-Purpose-Of-Use": "payment", "Host": pages.netloc.decode(), **headers}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        return httpx.request(
            "GET" if body is None else "POST",
            f"{pages.copy_with(host='127.0.0.1')}/api/v1{path}",
            json=body,
            headers=sent,
            timeout=_SECONDS,
        )
