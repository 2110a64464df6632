"""Gap: CloudFormation refuses AWS::Transfer::Server and AWS::Transfer::User.

Both are provisioned through Transfer Family's own API, so that the SFTP listener starts with the
first server. `Ref` is the ARN, as on AWS.
"""

import asyncio
import contextvars
import json
from collections.abc import Callable, Coroutine
from typing import Any

from ministack import app
from ministack.services import transfer

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-transfer-server.html"
SERVER, USER = "AWS::Transfer::Server", "AWS::Transfer::User"
SERVER_FIELDS = ("EndpointType", "IdentityProviderType", "Protocols", "Domain", "Tags")
DETAILS = "ProtocolDetails"
"""A property that the emulator's API drops; the SFTP server looks it up in the record."""
USER_FIELDS = ("HomeDirectoryType", "HomeDirectoryMappings", "HomeDirectory", "Role", "Tags")
IDENTITY = ("ServerId", "UserName")
"""Properties of a user whose change replaces it."""

_provisioning: contextvars.ContextVar[bool] = contextvars.ContextVar("provisioning", default=False)


def needed() -> bool:
    """Return whether the emulator still has no provisioner of either type."""
    return not cloudformation.knows(SERVER) and not cloudformation.knows(USER)


def apply() -> None:
    """Provision servers and users."""
    for name in ("handle_request", "_servers", "_users", "_user_key"):
        seam.attribute(transfer, name)
    seam.attribute(app, "_MAIN_LOOP")
    seam.wrap(transfer, "sftp_start", parameters=(), build=_beside_provisioning)
    cloudformation.define(
        SERVER, create=_create_server, update=_update_server, delete=_delete_server
    )
    cloudformation.define(USER, create=_create_user, update=_update_user, delete=_delete_user)


def _beside_provisioning(
    start: Callable[[], Coroutine[Any, Any, None]],
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Start the listener on the emulator's loop, and do not wait: provisioning may run on it."""

    async def start_beside() -> None:
        if _provisioning.get():
            asyncio.run_coroutine_threadsafe(start(), app._MAIN_LOOP)
        else:
            await start()

    return start_beside


def _call(action: str, request: dict[str, Any]) -> dict[str, Any]:
    """Call Transfer Family's API from where provisioners run, which cannot await."""
    token = _provisioning.set(True)
    target = {"x-amz-target": f"TransferService.{action}"}
    call = transfer.handle_request("POST", "/", target, json.dumps(request).encode(), {})
    try:
        call.send(None)
    except StopIteration as finished:
        response = finished.value
    else:
        call.close()
        raise ValueError(f"{action} has to wait, which provisioning cannot")
    finally:
        _provisioning.reset(token)
    cloudformation.succeed(response, action)
    answer: dict[str, Any] = json.loads(response[2] or b"{}")
    return answer


def _chosen(properties: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: properties[field] for field in fields if field in properties}


def _create_server(_logical_id: str, properties: dict[str, Any], _stack: str) -> tuple[str, Any]:
    server_id = _call("CreateServer", _chosen(properties, SERVER_FIELDS))["ServerId"]
    transfer._servers[server_id][DETAILS] = properties.get(DETAILS)
    return _described_server(server_id)


def _update_server(
    arn: str, _old: dict[str, Any], new: dict[str, Any], _stack: str
) -> tuple[str, Any]:
    server_id = arn.rpartition("/")[2]
    transfer._servers[server_id].update(_chosen(new, SERVER_FIELDS))
    transfer._servers[server_id][DETAILS] = new.get(DETAILS)
    return _described_server(server_id)


def _described_server(server_id: str) -> tuple[str, Any]:
    server = _call("DescribeServer", {"ServerId": server_id})["Server"]
    return server["Arn"], {
        "Arn": server["Arn"],
        "ServerId": server_id,
        "State": server["State"],
    }


def _delete_server(arn: str, _properties: dict[str, Any]) -> None:
    server_id = arn.rpartition("/")[2]
    if server_id in transfer._servers:
        _call("DeleteServer", {"ServerId": server_id})


def _create_user(_logical_id: str, properties: dict[str, Any], _stack: str) -> tuple[str, Any]:
    identity = _chosen(properties, IDENTITY)
    _call("CreateUser", {**identity, **_chosen(properties, USER_FIELDS)})
    for key in properties.get("SshPublicKeys") or []:
        _call("ImportSshPublicKey", {**identity, "SshPublicKeyBody": key})
    return _described_user(identity)


def _update_user(arn: str, old: dict[str, Any], new: dict[str, Any], stack: str) -> tuple[str, Any]:
    identity = _chosen(new, IDENTITY)
    if identity != _chosen(old, IDENTITY):
        created = _create_user("", new, stack)
        _delete_user(arn, old)
        return created
    record = transfer._users[transfer._user_key(new["ServerId"], new["UserName"])]
    record.update(_chosen(new, USER_FIELDS))
    before, after = (set(properties.get("SshPublicKeys") or []) for properties in (old, new))
    imported = [key for key in record["SshPublicKeys"] if key["SshPublicKeyBody"] not in before]
    kept = [key for key in record["SshPublicKeys"] if key["SshPublicKeyBody"] in before & after]
    record["SshPublicKeys"] = imported + kept
    for key in sorted(after - before):
        _call("ImportSshPublicKey", {**identity, "SshPublicKeyBody": key})
    return _described_user(identity)


def _described_user(identity: dict[str, Any]) -> tuple[str, Any]:
    arn = _call("DescribeUser", identity)["User"]["Arn"]
    return arn, {"Arn": arn, **identity}


def _delete_user(arn: str, _properties: dict[str, Any]) -> None:
    server_id, _, user_name = arn.partition(":user/")[2].partition("/")
    if transfer._user_key(server_id, user_name) in transfer._users:
        _call("DeleteUser", {"ServerId": server_id, "UserName": user_name})
