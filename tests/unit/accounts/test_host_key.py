"""The SFTP server shows the key of the stage's secret, and no other of its type."""

from dataclasses import dataclass, field
from typing import Any

import asyncssh
import pytest

from claimtrail.kernel.errors import ConfigurationError
from infra.accounts.host_key import replace_host_key

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:sftp-host-key-AbCdEf"


def private_key(kind: str = "ssh-ed25519") -> str:
    return asyncssh.generate_private_key(kind).export_private_key().decode()


@dataclass
class MemoryServer:
    """Transfer Family's host keys of one server."""

    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    least: int = 1
    """The fewest keys that there ever were, once there was one."""

    def import_host_key(self, *, ServerId: str, HostKeyBody: str, Description: str) -> Any:
        assert ServerId == "s-1"
        assert SECRET not in Description
        read = asyncssh.import_private_key(HostKeyBody)
        key_id = f"hostkey-{len(self.keys)}"
        self.keys[key_id] = {"Fingerprint": read.get_fingerprint(), "Type": read.get_algorithm()}
        return {"HostKeyId": key_id}

    def list_host_keys(self, *, ServerId: str) -> Any:
        assert ServerId == "s-1"
        return {"HostKeys": [{"HostKeyId": name, **own} for name, own in self.keys.items()]}

    def delete_host_key(self, *, ServerId: str, HostKeyId: str) -> None:
        assert ServerId == "s-1"
        del self.keys[HostKeyId]
        self.least = min(self.least, len(self.keys))


def test_given_a_server_with_keys_of_aws_when_a_key_is_given_then_it_replaces_its_own_type() -> (
    None
):
    server, own = MemoryServer(), private_key()
    for each in (private_key(), private_key("ssh-rsa")):
        server.import_host_key(ServerId="s-1", HostKeyBody=each, Description="AWS's")

    fingerprint, changed = replace_host_key(server, "s-1", own, SECRET)

    assert changed
    assert fingerprint == asyncssh.import_private_key(own).get_fingerprint()
    left = sorted(one["Type"] for one in server.keys.values())
    assert left == ["ssh-ed25519", "ssh-rsa"]
    assert fingerprint in {one["Fingerprint"] for one in server.keys.values()}
    assert server.least == 1


def test_given_the_same_key_when_given_again_then_nothing_changes() -> None:
    server, own = MemoryServer(), private_key()
    first = replace_host_key(server, "s-1", own, SECRET)
    before = dict(server.keys)

    again = replace_host_key(server, "s-1", own, SECRET)

    assert (first, again) == ((first[0], True), (first[0], False))
    assert server.keys == before


@pytest.mark.parametrize("body", ["no key", "-----BEGIN OPENSSH PRIVATE KEY-----\nx"])
def test_given_a_secret_without_a_key_when_given_then_its_value_is_not_said(body: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        replace_host_key(MemoryServer(), "s-1", body, SECRET)
    assert refused.value.explanation.code == "HOST_KEY_UNREADABLE"
    assert body not in str(refused.value)
