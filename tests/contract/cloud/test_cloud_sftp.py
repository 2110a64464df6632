"""Contract of the emulator: SFTP servers come from templates, uploads arrive as in S3."""

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud, listens
from tests.harness.stage.stack import apply_stack, create_queue, delete_stack, receive

pytestmark = pytest.mark.cloud

BUCKET, RENAMED = "sftp-inbox", "sftp-renamed"


def new_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


def sftp_role(*statements: dict[str, Any]) -> dict[str, Any]:
    """A role that Transfer Family may take, with these statements."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "transfer.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "sftp", "PolicyDocument": policy}],
        },
    }


def dropbox(key: asyncssh.SSHKey, bucket: str = BUCKET) -> dict[str, Any]:
    mapping = {"Entry": "/", "Target": f"/{bucket}/cedar-medicare"}
    return {
        "Role": sftp_role({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
        "Server": {
            "Type": "AWS::Transfer::Server",
            "Properties": {"Protocols": ["SFTP"], "Domain": "S3"},
        },
        "User": {
            "Type": "AWS::Transfer::User",
            "Properties": {
                "ServerId": {"Fn::GetAtt": ["Server", "ServerId"]},
                "UserName": "cedar",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "HomeDirectoryType": "LOGICAL",
                "HomeDirectoryMappings": [mapping],
                "SshPublicKeys": [key.export_public_key().decode().strip()],
            },
        },
    }


def connected(cloud: RunningCloud, key: asyncssh.SSHKey) -> Any:
    """A connection of the account, as a context."""
    return asyncssh.connect(
        "127.0.0.1",
        cloud.sftp_port,
        username="cedar",
        client_keys=[key],
        known_hosts=None,
        config=None,
        agent_path=None,
    )


def upload(cloud: RunningCloud, key: asyncssh.SSHKey, source: Path, target: str) -> bytes:
    """Put a file by a real client over SSH, and read it back the same way."""

    async def put() -> bytes:
        async with (
            connected(cloud, key) as connection,
            connection.start_sftp_client() as client,
        ):
            await client.put(str(source), target)
            async with client.open(target, "rb") as remote:
                content: bytes = await remote.read()
                return content

    eventually(lambda: listens(cloud.sftp_port))
    return asyncio.run(put())


@pytest.mark.patch("transfer.uploads")
def test_an_upload_by_sftp_is_an_object_with_its_event(cloud: RunningCloud, tmp_path: Path) -> None:
    s3, events = cloud.client("s3"), cloud.client("events")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    url, arn = create_queue(cloud, "sftp-receive")
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [BUCKET]}}}
    events.put_rule(Name="sftp-receive", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="sftp-receive", Targets=[{"Id": "queue", "Arn": arn}])
    key = new_key()
    physical = apply_stack(cloud, "dropbox", dropbox(key))
    file = tmp_path / "status.277"
    file.write_bytes(b"ISA*00*")

    assert upload(cloud, key, file, "status.277") == b"ISA*00*"

    [event] = eventually(lambda: receive(cloud, url))
    assert event["detail-type"] == "Object Created"
    assert event["detail"]["object"]["key"] == "cedar-medicare/status.277"
    server_id = physical["Server"].rpartition("/")[2]
    stored = s3.get_object(Bucket=BUCKET, Key="cedar-medicare/status.277")
    assert stored["Metadata"] == {
        "user-agent": "AWSTransfer",
        "user-agent-id": f"cedar@{server_id}",
    }
    assert stored["Body"].read() == b"ISA*00*"


@pytest.mark.patch("transfer.set_attributes")
def test_a_server_that_ignores_no_attributes_says_so(cloud: RunningCloud, tmp_path: Path) -> None:
    key = new_key()
    cloud.client("s3").create_bucket(Bucket="sftp-strict")
    template = dropbox(key, "sftp-strict")
    ids = apply_stack(cloud, "strict", template)
    eventually(lambda: listens(cloud.sftp_port))
    (tmp_path / "x").write_bytes(b"x")

    async def preserve() -> None:
        async with (
            connected(cloud, key) as connection,
            connection.start_sftp_client() as client,
        ):
            await client.put(str(tmp_path / "x"), "x", preserve=True)

    with pytest.raises(asyncssh.SFTPFailure, match="attributes"):
        asyncio.run(preserve())
    template["Server"]["Properties"]["ProtocolDetails"] = {"SetStatOption": "ENABLE_NO_OP"}
    assert apply_stack(cloud, "strict", template)["Server"] == ids["Server"]
    asyncio.run(preserve())
    delete_stack(cloud, "strict")


@pytest.mark.patch("transfer.removals")
def test_a_renamed_upload_is_a_copy_and_a_delete_marker(
    cloud: RunningCloud, tmp_path: Path
) -> None:
    s3, key = cloud.client("s3"), new_key()
    s3.create_bucket(Bucket=RENAMED)
    s3.put_bucket_versioning(Bucket=RENAMED, VersioningConfiguration={"Status": "Enabled"})
    apply_stack(cloud, "renaming", dropbox(key, RENAMED))
    file = tmp_path / "era.835"
    file.write_bytes(b"ISA*835")

    async def put_and_rename() -> list[str]:
        async with (
            connected(cloud, key) as connection,
            connection.start_sftp_client() as client,
        ):
            await client.put(str(file), "era.835.part")
            await client.rename("era.835.part", "era.835")
            listed: list[str] = await client.listdir(".")
            return listed

    eventually(lambda: listens(cloud.sftp_port))
    assert set(asyncio.run(put_and_rename())) - {".", ".."} == {"era.835"}

    place = {"Bucket": RENAMED, "Prefix": "cedar-medicare/era.835"}
    found = s3.list_object_versions(**place)
    kept = {(one["Key"], one["IsLatest"]) for one in found["Versions"]}
    assert kept == {("cedar-medicare/era.835", True), ("cedar-medicare/era.835.part", False)}
    assert [one["Key"] for one in found["DeleteMarkers"]] == ["cedar-medicare/era.835.part"]
    body = s3.get_object(Bucket=RENAMED, Key="cedar-medicare/era.835")["Body"]
    assert body.read() == b"ISA*835"


@pytest.mark.patch("transfer.resources")
def test_a_changed_key_locks_the_old_one_out_and_deletion_everyone(
    cloud: RunningCloud, tmp_path: Path
) -> None:
    old, new = new_key(), new_key()
    file = tmp_path / "file"
    file.write_bytes(b"x")
    server = apply_stack(cloud, "dropbox", dropbox(old))["Server"].rpartition("/")[2]
    imported = new_key()
    cloud.client("transfer").import_ssh_public_key(
        ServerId=server, UserName="cedar", SshPublicKeyBody=imported.export_public_key().decode()
    )
    upload(cloud, old, file, "first")

    physical = apply_stack(cloud, "dropbox", dropbox(new))

    upload(cloud, new, file, "second")
    upload(cloud, imported, file, "imported")
    with pytest.raises(asyncssh.PermissionDenied):
        upload(cloud, old, file, "third")
    delete_stack(cloud, "dropbox")
    with pytest.raises(asyncssh.PermissionDenied):
        upload(cloud, new, file, "fourth")
    servers = cloud.client("transfer").list_servers()["Servers"]
    assert physical["Server"] not in [server["Arn"] for server in servers]


def test_two_directories_lie_in_two_buckets_beneath_a_root_of_their_names(
    cloud: RunningCloud, tmp_path: Path
) -> None:
    s3, key = cloud.client("s3"), new_key()
    for name in ("sftp-in", "sftp-out"):
        s3.create_bucket(Bucket=name)
    s3.put_object(Bucket="sftp-out", Key="cedar-medicare/fil_1.999", Body=b"ISA*999")
    s3.put_object(Bucket="sftp-out", Key="juniper-medicaid/fil_2.999", Body=b"ISA*other")
    template = dropbox(key)
    template["User"]["Properties"]["HomeDirectoryMappings"] = [
        {"Entry": "/inbox", "Target": "/sftp-in/cedar-medicare"},
        {"Entry": "/outbox", "Target": "/sftp-out/cedar-medicare"},
    ]
    apply_stack(cloud, "dropbox", template)
    file = tmp_path / "era.835"
    file.write_bytes(b"ISA*835")

    async def session() -> tuple[list[str], list[str], bytes]:
        async with (
            connected(cloud, key) as connection,
            connection.start_sftp_client() as client,
        ):
            await client.put(str(file), "/inbox/era.835")
            root, outbox = await client.listdir("/"), await client.listdir("/outbox")
            # Not sparse: the emulator's server does not know asyncssh's extension for that.
            await client.get("/outbox/fil_1.999", str(tmp_path / "got"), sparse=False)
            with pytest.raises(asyncssh.SFTPError):
                await client.put(str(file), "/era.835")
            return root, outbox, (tmp_path / "got").read_bytes()

    eventually(lambda: listens(cloud.sftp_port))
    root, outbox, got = asyncio.run(session())

    assert set(root) - {".", ".."} == {"inbox", "outbox"}
    assert set(outbox) - {".", ".."} == {"fil_1.999"}
    assert got == b"ISA*999"
    stored = s3.get_object(Bucket="sftp-in", Key="cedar-medicare/era.835")["Body"].read()
    assert stored == b"ISA*835"
