"""SIGKILL, a power cut, a broken disk: the cloud goes on from its last save, or says why not."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from infra.local import processes
from infra.local.cloud import CloudStatus
from patched_ministack.server.saved_state import write
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud, free_port
from tests.harness.stage.stack import apply_stack, create_function, create_queue, receive

pytestmark = pytest.mark.cloud

LEAVES = """
import os, subprocess, sys

def handler(event, context):
    forever = "import time; time.sleep(300)"
    subprocess.Popen([sys.executable, "-c", forever, os.environ["ROOT"]])
    return {}
"""
"""A function that leaves a process behind."""
TRAIL_LOCK = {
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}},
}


@dataclass
class Killed:
    """A cloud with something of each service, killed at its worst moment."""

    cloud: RunningCloud
    status: CloudStatus | None = None
    """The words of its start after the kill."""
    left: int = 0
    """A process that outlived it."""
    locked: dict[str, Any] = field(default_factory=dict)
    until: datetime | None = None
    """The object that was locked after the last save, and until when."""

    @property
    def state(self) -> Path:
        return self.cloud.cloud.settings.state

    def fill(self) -> None:
        client = self.cloud.client
        client("dynamodb").create_table(
            TableName="claims",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.put("before")
        client("s3").create_bucket(Bucket="inbox")
        client("s3").put_object(Bucket="inbox", Key="cedar/before", Body=b"ISA")

    def fill_the_rest(self) -> None:
        client = self.cloud.client
        url, _ = create_queue(self.cloud, "receive")
        client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps("arrival"))
        key = client("kms").create_key()["KeyMetadata"]["KeyId"]
        client("kms").create_alias(AliasName="alias/seal", TargetKeyId=key)
        variables = {"ROOT": str(self.cloud.cloud.settings.root)}
        create_function(self.cloud, "leaves", LEAVES, Environment={"Variables": variables})
        apply_stack(self.cloud, "half", {"Queue": {"Type": "AWS::SQS::Queue"}})
        client("s3").create_bucket(Bucket="trail", ObjectLockEnabledForBucket=True)
        client("s3").put_object_lock_configuration(
            Bucket="trail", ObjectLockConfiguration=TRAIL_LOCK
        )

    def go_on(self) -> None:
        """Do what the last save does not have."""
        self.put("after")
        s3 = self.cloud.client("s3")
        s3.put_object(Bucket="inbox", Key="cedar/after", Body=b"ISA later")
        version = s3.put_object(Bucket="trail", Key="1", Body=b"row")["VersionId"]
        self.locked = {"Bucket": "trail", "Key": "1", "VersionId": version}
        self.until = s3.get_object_retention(**self.locked)["Retention"]["RetainUntilDate"]
        self.cloud.client("lambda").invoke(FunctionName="leaves")
        pid = self.cloud.cloud.status().pid
        assert pid is not None
        found = eventually(lambda: processes.session_members(pid, runs=("time.sleep(300)",)))
        self.left = found[0]

    def put(self, key: str) -> None:
        self.cloud.client("dynamodb").put_item(TableName="claims", Item={"pk": {"S": key}})

    def keys(self) -> set[str]:
        items = self.cloud.client("dynamodb").scan(TableName="claims")["Items"]
        return {item["pk"]["S"] for item in items}

    def kill(self) -> None:
        pid = self.cloud.cloud.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not self.cloud.cloud.status().running)

    def cut_a_deployment_off(self) -> None:
        """Save the stack as it is while it is created."""
        saved = json.loads((self.state / "saved.json").read_text())
        contents = {
            service: (self.state / "saves" / file["name"]).read_bytes()
            for service, file in saved["files"].items()
        }
        stacks = contents["cloudformation"]
        assert b"CREATE_COMPLETE" in stacks
        contents["cloudformation"] = stacks.replace(b"CREATE_COMPLETE", b"CREATE_IN_PROGRESS")
        assert write(self.state, contents, saved_at=saved["saved_at"])


def fresh(folder: Path, **settings: Any) -> Iterator[Killed]:
    running = RunningCloud.fresh(folder / "cloud", **settings)
    try:
        yield Killed(running)
    finally:
        running.stop()


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    for scene in fresh(tmp_path_factory.mktemp("killed")):
        scene.fill()
        scene.fill_the_rest()
        assert scene.cloud.cloud.save()
        scene.go_on()
        scene.kill()
        assert processes.command_line(scene.left), "it outlives the emulator"
        scene.cut_a_deployment_off()
        scene.status = scene.cloud.cloud.start()
        yield scene


@pytest.mark.capability("C1.2")
@pytest.mark.patch("server.periodic_save")
def test_a_killed_cloud_goes_on_from_its_last_save_with_all_its_services(killed: Killed) -> None:
    assert killed.status is not None
    assert killed.status.was_killed
    assert killed.status.saved_at is not None
    assert killed.keys() == {"before"}
    queue = killed.cloud.client("sqs").get_queue_url(QueueName="receive")["QueueUrl"]
    assert receive(killed.cloud, queue) == ["arrival"]
    aliases = killed.cloud.client("kms").list_aliases()["Aliases"]
    assert "alias/seal" in {one["AliasName"] for one in aliases}
    functions = killed.cloud.client("lambda").list_functions()["Functions"]
    assert [one["FunctionName"] for one in functions] == ["leaves"]
    assert not killed.cloud.cloud.start().was_killed


def test_what_a_partner_dropped_after_the_last_save_is_there(killed: Killed) -> None:
    s3 = killed.cloud.client("s3")

    found = {one["Key"] for one in s3.list_objects_v2(Bucket="inbox")["Contents"]}

    assert found == {"cedar/before", "cedar/after"}
    assert s3.get_object(Bucket="inbox", Key="cedar/after")["Body"].read() == b"ISA later"


@pytest.mark.patch("s3.lock_persistence")
def test_an_object_that_was_locked_after_the_last_save_is_locked(killed: Killed) -> None:
    assert killed.until is not None

    retention = killed.cloud.client("s3").get_object_retention(**killed.locked)["Retention"]

    assert retention["Mode"] == "GOVERNANCE"
    assert abs(retention["RetainUntilDate"] - killed.until) < timedelta(seconds=5)


def test_what_a_killed_cloud_left_running_is_ended(killed: Killed) -> None:
    assert not processes.command_line(killed.left)


@pytest.mark.patch("server.interrupted_deployments")
def test_a_stack_whose_creation_was_cut_off_has_failed(killed: Killed) -> None:
    [stack] = killed.cloud.client("cloudformation").describe_stacks(StackName="half")["Stacks"]

    assert stack["StackStatus"] == "CREATE_FAILED"


@pytest.fixture
def saving_often(tmp_path: Path) -> Iterator[Killed]:
    yield from fresh(tmp_path, save_seconds=0.5)


def test_what_happens_is_saved_without_being_asked_and_nothing_is_written_when_idle(
    saving_often: Killed,
) -> None:
    killed, written = saving_often, saving_often.state / "saved.json"
    killed.fill()
    killed.put("last")

    def idle() -> bool:
        before = written.stat().st_mtime_ns
        return not processes.until(lambda: written.stat().st_mtime_ns != before, 1.5)

    eventually(written.exists)
    eventually(idle, 30)
    killed.kill()
    killed.cloud.cloud.start()
    assert killed.keys() == {"before", "last"}


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Killed]:
    """A cloud that the command line finds."""
    ports = {"port": free_port(), "sftp_port": free_port()}
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(tmp_path / "cloud"))
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_PORT", str(ports["port"]))
    monkeypatch.setenv("CLAIMTRAIL_SFTP_PORT", str(ports["sftp_port"]))
    yield from fresh(tmp_path, **ports)


def test_up_says_what_a_kill_cost_and_refuses_a_damaged_state_with_the_way_out(
    typed: Killed,
) -> None:
    typed.cloud.client("s3").create_bucket(Bucket="inbox")
    typed.cloud.cloud.save()
    typed.kill()

    up = CliRunner().invoke(cli, ["up"])

    assert up.exit_code == 0, up.output
    assert "goes on from its state of" in up.stdout
    typed.kill()
    (typed.state / "saved.json").write_text("{")

    refused = CliRunner().invoke(cli, ["up"])

    assert refused.exit_code == 1
    said = str(refused.exception)
    assert said.startswith("CLOUD_STATE_DAMAGED: the saved state is damaged: saved.json")
    assert said.endswith("Run `claimtrail reset` to start with an empty cloud.")
    assert CliRunner().invoke(cli, ["reset", "--yes"]).exit_code == 0
    assert not typed.state.exists()
