"""A Keycloak for the time of a proof, from Maven's artifact; its administrator is the proof."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.harness.stage.cloud import free_port
from tests.proofs.java import find_java, run_maven

VERSION = "26.7.3"
JAVA_AT_LEAST = 17
REALM = "harborlight"
_ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
_MAVEN_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_START_SECONDS = 600
"""Its first start compiles the configuration: half a minute, or minutes of a busy machine."""
_STOP_SECONDS = 60
_ADMINISTRATOR = "proof"


class KeycloakError(Exception):
    """The server did not start; says where its reason is."""


class Keycloak:
    """A running server, and what an administrator does with its realm."""

    def __init__(self, address: str, password: str) -> None:
        self._address, self._password = address, password
        self._client = httpx.Client(timeout=120)

    @property
    def issuer(self) -> str:
        """Return the address of the realm, which is its issuer."""
        return f"{self._address}/realms/{REALM}"

    @property
    def answers(self) -> bool:
        """Return whether the server answers."""
        try:
            return self._client.get(f"{self._address}/realms/master").is_success
        except httpx.TransportError:
            return False

    def metadata(self) -> str:
        """Return the realm's SAML metadata."""
        return self._client.get(f"{self.issuer}/protocol/saml/descriptor").text

    def create_realm(self, realm: dict[str, Any]) -> None:
        """Create a realm."""
        self._asked("POST", "", realm)

    def create_client(self, client: dict[str, Any]) -> None:
        """Create a client of the realm."""
        self._asked("POST", f"/{REALM}/clients", client)

    def rotate_keys(self) -> None:
        """Have the realm sign with a new key from now on, and forget the old ones."""
        old = self._keys("rsa-generated")
        self._asked(
            "POST",
            f"/{REALM}/components",
            {
                "name": f"signing-{secrets.token_hex(4)}",
                "providerId": "rsa-generated",
                "providerType": "org.keycloak.keys.KeyProvider",
                "config": {"priority": ["500"], "keySize": ["2048"]},
            },
        )
        for component in old:
            self._asked("DELETE", f"/{REALM}/components/{component}")

    def set_enabled(self, user: str, *, is_enabled: bool) -> None:
        """Close or open the account of a person."""
        [found] = self._asked("GET", f"/{REALM}/users?username={user}&exact=true")
        self._asked("PUT", f"/{REALM}/users/{found['id']}", {**found, "enabled": is_enabled})

    def _keys(self, provider: str) -> list[str]:
        found = self._asked("GET", f"/{REALM}/components?type=org.keycloak.keys.KeyProvider")
        return [one["id"] for one in found if one["providerId"] == provider]

    def _asked(self, method: str, path: str, body: object = None) -> Any:
        answer = self._client.request(
            method,
            f"{self._address}/admin/realms{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._token()}"},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _token(self) -> str:
        answer = self._client.post(
            f"{self._address}/realms/master/protocol/openid-connect/token",
            data={
                "grant_type": "password",
                "client_id": "admin-cli",
                "username": _ADMINISTRATOR,
                "password": self._password,
            },
        )
        token: str = answer.raise_for_status().json()["access_token"]
        return token


@contextmanager
def running(folder: Path) -> Iterator[tuple[Keycloak, "subprocess.Popen[bytes]"]]:
    """Start a server without any realm of ours, and end it afterwards."""
    java_home = find_java(JAVA_AT_LEAST)
    home = _home(java_home, folder)
    shutil.rmtree(home / "data", ignore_errors=True)
    port, password = free_port(), secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    with (folder / "keycloak.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - our own command
            [
                *("/bin/sh", home / "bin" / "kc.sh", "start-dev"),
                *("--http-host=127.0.0.1", f"--http-port={port}", f"--hostname={address}"),
            ],
            env={
                **os.environ,
                "JAVA_HOME": str(java_home),
                "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx768m",
                "KC_BOOTSTRAP_ADMIN_USERNAME": _ADMINISTRATOR,
                "KC_BOOTSTRAP_ADMIN_PASSWORD": password,
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            keycloak = Keycloak(address, password)
            _await(server, keycloak, folder)
            yield keycloak, server
        finally:
            end(server)


def end(server: "subprocess.Popen[bytes]") -> None:
    """End a server; its script hands the signal on."""
    if server.poll() is None:
        server.terminate()
        server.wait(timeout=_STOP_SECONDS)


def _home(java_home: Path, folder: Path) -> Path:
    """Return the folder of the distribution, which Maven fetches unless it is there."""
    home, done = folder / f"keycloak-{VERSION}", folder / f".complete-{VERSION}"
    if not done.is_file():
        run_maven(java_home, _MAVEN_GOAL, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}")
        shutil.unpack_archive(folder / f"keycloak-quarkus-dist-{VERSION}.zip", folder)
        done.touch()
    return home


def _await(server: "subprocess.Popen[bytes]", keycloak: Keycloak, folder: Path) -> None:
    for _ in range(2 * _START_SECONDS):
        if keycloak.answers:
            return
        if server.poll() is not None:
            break
        time.sleep(0.5)
    raise KeycloakError(f"Keycloak did not start; {folder / 'keycloak.log'} has its reason")
