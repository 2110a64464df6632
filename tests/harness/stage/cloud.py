"""An embedded cloud for tests: ports and folder of its own, and AWS clients that reach it."""

import os
import signal
import socket
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.cloud import Cloud
from infra.local.errors import CloudError
from infra.local.settings import CloudSettings

_PORTS_TAKEN = 2
"""Starts that may fail by a port that another process took between the choice and the start."""
CLIENT_CONFIG = Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=60)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Return whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class RunningCloud:
    """A started emulator and clients of its services."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.endpoint = cloud.start().endpoint
        self._clients: dict[str, Any] = {}
        self._closing = ExitStack()

    @classmethod
    def fresh(cls, root: Path, **settings: Any) -> "RunningCloud":
        """A new emulator under `root`, on free ports: others, when somebody took one meanwhile."""
        for _ in range(_PORTS_TAKEN):
            with suppress(CloudError):
                return cls._started(root, **settings)
        return cls._started(root, **settings)

    @classmethod
    def _started(cls, root: Path, **settings: Any) -> "RunningCloud":
        ports = {"port": free_port(), "sftp_port": free_port()}
        return cls(Cloud(CloudSettings(root=root, **{**ports, **settings})))

    @property
    def sftp_port(self) -> int:
        """The port of the SFTP listener, once a Transfer server exists."""
        return self.cloud.settings.sftp_port

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which an AWS SDK reaches this cloud."""
        return {**self.cloud.credentials, "AWS_ENDPOINT_URL": self.endpoint}

    def client(self, service: str) -> Any:
        """The boto3 client of a service; one per cloud."""
        if service not in self._clients:
            self._clients[service] = self._closing.enter_context(self._new_client(service))
        return self._clients[service]

    def _new_client(self, service: str) -> Any:
        known = self.cloud.credentials
        session = boto3.Session(
            aws_access_key_id=known["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=known["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        )
        client = session.client(service, endpoint_url=self.endpoint, config=CLIENT_CONFIG)  # type: ignore[call-overload]
        return closing(client)

    def restart(self) -> None:
        """Stop with the state saved, and start again."""
        self.cloud.stop()
        self.cloud.start()

    def stop(self) -> None:
        """Close the clients and stop the emulator, which saves its state."""
        self._closing.close()
        self._clients.clear()
        self.cloud.stop()

    def discard(self) -> None:
        """End the emulator at once: nobody starts it again, and a save of a whole stage is long."""
        pid = self.cloud.status().pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        self.stop()
