"""Contract of the emulator: what was accepted before SIGTERM goes on after the next start."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud, listens
from tests.harness.stage.stack import apply_stack, create_function, create_queue, receive

pytestmark = pytest.mark.cloud

ROLE = "arn:aws:iam::000000000000:role/any"
RETAINED_UNTIL = datetime(2100, 1, 1, tzinfo=UTC)
INTERRUPTED_ONCE = """
import os, time

def handler(event, context):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write("run\\n")
    if open(os.environ["SEEN"]).read() == "run\\n":
        time.sleep(60)
"""
READER = """
import os

def handler(event, context):
    if os.path.exists(os.environ["BLOCK"]):
        raise RuntimeError("blocked")
    with open(os.environ["SEEN"], "a") as seen:
        for record in event["Records"]:
            seen.write(record["dynamodb"]["Keys"]["pk"]["S"] + "\\n")
"""
TOKENS = """
import os

def handler(event, context):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(event["token"] + "\\n")
"""
MACHINE: dict[str, Any] = {
    "QueryLanguage": "JSONata",
    "StartAt": "Remember",
    "States": {
        "Remember": {
            "Type": "Pass",
            "Assign": {"claim": "{% $states.input.claim %}"},
            "Next": "Await",
        },
        "Await": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": {
                "FunctionName": "tokens",
                "Payload": {"token": "{% $states.context.Task.Token %}"},
            },
            "TimeoutSeconds": 300,
            "Next": "Tell",
        },
        "Tell": {
            "Type": "Pass",
            "Output": "{% [$claim, $states.input.moved, $states.context.Execution.Input.claim] %}",
            "End": True,
        },
    },
}


class Scene:
    """A cloud in the middle of its work, and what its functions wrote down."""

    def __init__(self, cloud: RunningCloud, folder: Path) -> None:
        self.cloud = cloud
        self.folder = folder

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def function(self, name: str, source: str, **settings: Any) -> None:
        variables = {"SEEN": str(self.folder / name), "BLOCK": str(self.folder / "block")}
        create_function(self.cloud, name, source, Environment={"Variables": variables}, **settings)

    def hold_a_message(self) -> None:
        url, arn = create_queue(self.cloud, "held", VisibilityTimeout="600")
        self.function("held", INTERRUPTED_ONCE, Timeout=90)
        self.cloud.client("lambda").create_event_source_mapping(
            EventSourceArn=arn, FunctionName="held", BatchSize=1
        )
        self.cloud.client("sqs").send_message(QueueUrl=url, MessageBody="file")
        eventually(lambda: self.lines("held") == ["run"])

    def write(self, *keys: str) -> None:
        for key in keys:
            self.cloud.client("dynamodb").put_item(TableName="claims", Item={"pk": {"S": key}})

    def leave_a_stream_record_unread(self) -> None:
        table = self.cloud.client("dynamodb").create_table(
            TableName="claims",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        self.function("reader", READER)
        pattern = {"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "event#"}]}}}}
        self.cloud.client("lambda").create_event_source_mapping(
            EventSourceArn=table["TableDescription"]["LatestStreamArn"],
            FunctionName="reader",
            StartingPosition="TRIM_HORIZON",
            FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
        )
        self.write("event#1", "claim#1", "event#2")
        eventually(lambda: self.lines("reader") == ["event#1", "event#2"])
        (self.folder / "block").touch()
        self.write("event#late")

    def wait_for_a_token(self) -> str:
        self.function("tokens", TOKENS)
        states = self.cloud.client("stepfunctions")
        machine = states.create_state_machine(
            name="waiting", definition=json.dumps(MACHINE), roleArn=ROLE
        )["stateMachineArn"]
        started = states.start_execution(stateMachineArn=machine, input='{"claim": "clm_1"}')
        eventually(lambda: self.lines("tokens"))
        arn: str = started["executionArn"]
        return arn

    def drop_a_file(self) -> str:
        s3, events = self.cloud.client("s3"), self.cloud.client("events")
        url, arn = create_queue(self.cloud, "receive")
        events.put_rule(Name="receive", EventPattern=json.dumps({"source": ["aws.s3"]}))
        events.put_targets(Rule="receive", Targets=[{"Id": "queue", "Arn": arn}])
        s3.create_bucket(Bucket="inbox")
        s3.put_bucket_notification_configuration(
            Bucket="inbox", NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        for number in range(5):
            s3.put_object(Bucket="inbox", Key=f"cedar/{number}", Body=b"ISA")
        return url

    def lock_an_object(self) -> None:
        s3 = self.cloud.client("s3")
        s3.create_bucket(Bucket="trail", ObjectLockEnabledForBucket=True)
        s3.put_object(
            Bucket="trail",
            Key="1",
            Body=b"row",
            ObjectLockMode="GOVERNANCE",
            ObjectLockRetainUntilDate=RETAINED_UNTIL,
            ObjectLockLegalHoldStatus="ON",
        )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    running = RunningCloud.fresh(tmp_path_factory.mktemp("restarted"))
    try:
        yield Scene(running, tmp_path_factory.mktemp("seen"))
    finally:
        running.stop()


@pytest.fixture(scope="module")
def execution(scene: Scene) -> str:
    return scene.wait_for_a_token()


@pytest.fixture(scope="module")
def received(scene: Scene, execution: str) -> str:
    """The queue behind the inbox; the restart came straight after the last drop."""
    assert execution, "waits for its token already"
    server = {"Type": "AWS::Transfer::Server", "Properties": {"Protocols": ["SFTP"]}}
    apply_stack(scene.cloud, "sftp", {"Server": server})
    scene.hold_a_message()
    scene.leave_a_stream_record_unread()
    scene.lock_an_object()
    url = scene.drop_a_file()
    scene.cloud.restart()
    return url


@pytest.mark.patch("server.orderly_shutdown")
@pytest.mark.usefixtures("received")
def test_a_message_that_a_function_held_is_delivered_again_at_once(scene: Scene) -> None:
    eventually(lambda: scene.lines("held") == ["run", "run"])


def test_every_file_that_was_accepted_is_announced(scene: Scene, received: str) -> None:
    found: set[str] = set()

    def all_five() -> bool:
        found.update(event["detail"]["object"]["key"] for event in receive(scene.cloud, received))
        return len(found) == 5

    eventually(all_five)
    body = scene.cloud.client("s3").get_object(Bucket="inbox", Key="cedar/4")["Body"]
    assert body.read() == b"ISA"


@pytest.mark.patch("dynamodb.stream_persistence")
@pytest.mark.usefixtures("received")
def test_a_stream_is_read_on_from_where_its_reader_was(scene: Scene) -> None:
    (scene.folder / "block").unlink()
    eventually(lambda: scene.lines("reader") == ["event#1", "event#2", "event#late"])

    scene.write("event#after")

    expected = ["event#1", "event#2", "event#late", "event#after"]
    eventually(lambda: scene.lines("reader") == expected)


@pytest.mark.patch("stepfunctions.execution_resume")
@pytest.mark.usefixtures("received")
def test_a_waiting_execution_takes_its_old_token_and_keeps_its_variables(
    scene: Scene, execution: str
) -> None:
    [token] = scene.lines("tokens")
    states = scene.cloud.client("stepfunctions")

    def answered() -> bool:
        try:
            states.send_task_success(taskToken=token, output='{"moved": "PAID"}')
        except states.exceptions.TaskDoesNotExist as error:
            raise AssertionError("not resumed yet") from error
        return True

    eventually(answered)

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = states.describe_execution(executionArn=execution)
        return None if found["status"] == "RUNNING" else found

    assert json.loads(eventually(ended).get("output", "null")) == ["clm_1", "PAID", "clm_1"]
    assert scene.lines("tokens") == [token], "the function was not asked again"


@pytest.mark.usefixtures("received")
def test_sftp_servers_listen_again(scene: Scene) -> None:
    eventually(lambda: listens(scene.cloud.sftp_port))


@pytest.mark.patch("s3.lock_persistence")
@pytest.mark.usefixtures("received")
def test_a_write_once_object_stays_write_once(scene: Scene) -> None:
    s3 = scene.cloud.client("s3")

    [version] = s3.list_object_versions(Bucket="trail")["Versions"]
    place = {"Bucket": "trail", "Key": "1", "VersionId": version["VersionId"]}
    retention = s3.get_object_retention(**place)["Retention"]

    assert retention == {"Mode": "GOVERNANCE", "RetainUntilDate": RETAINED_UNTIL}
    assert s3.get_object_legal_hold(**place)["LegalHold"] == {"Status": "ON"}
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(**place)
