"""Contract of the emulator: functions and state machines meet each other as on AWS."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import create_function

pytestmark = pytest.mark.cloud

READING = """
import os

def handler(event, context):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write("batch\\n")
    first = event["Records"][0]["dynamodb"]["SequenceNumber"]
    retried = open(os.environ["SEEN"]).read().count("batch") > 1
    return {"batchItemFailures": [] if retried else [{"itemIdentifier": first}]}
"""
RAISING = """
class PayerUnknownError(Exception):
    pass

def handler(event, context):
    raise PayerUnknownError("no profile")
"""
LOOKING = """
import importlib.util, os, sys

def handler(event, context):
    found = [n for n in ("botocore", "ministack", "duckdb") if importlib.util.find_spec(n)]
    return {"environment": dict(os.environ), "libraries": found}
"""


def run(cloud: RunningCloud, name: str, state: dict[str, Any], given: str = "{}") -> dict[str, Any]:
    """Run a machine of one state, which may go on to `Caught`; returns the ended execution."""
    states = cloud.client("stepfunctions")
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": "Only",
        "States": {"Only": state, "Caught": {"Type": "Pass", "Output": "caught", "End": True}},
    }
    machine = states.create_state_machine(
        name=name,
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::000000000000:role/any",
    )
    execution = states.start_execution(stateMachineArn=machine["stateMachineArn"], input=given)

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = states.describe_execution(executionArn=execution["executionArn"])
        return None if found["status"] == "RUNNING" else found

    return eventually(ended, 15)


def invoke(arn: str, *, catching: str) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": arn, "Payload": {}},
        "Catch": [{"ErrorEquals": [catching], "Next": "Caught"}],
        "End": True,
    }


@pytest.mark.patch("lambda_functions.error_names")
def test_an_exception_is_caught_by_the_name_of_its_class(cloud: RunningCloud) -> None:
    arn = create_function(cloud, "raising", RAISING)

    caught = run(cloud, "by-class", invoke(arn, catching="PayerUnknownError"))
    missed = run(cloud, "by-another", invoke(arn, catching="PayerKnownError"))

    assert json.loads(caught["output"]) == "caught"
    assert (missed["status"], missed["error"]) == ("FAILED", "PayerUnknownError")
    assert json.loads(missed["cause"])["errorMessage"] == "no profile"


@pytest.mark.patch("stepfunctions.callback_errors")
def test_a_task_that_waits_for_its_token_fails_with_the_function_that_it_called(
    cloud: RunningCloud,
) -> None:
    arn = create_function(cloud, "raising-while-waited-for", RAISING)
    state = invoke(arn, catching="PayerUnknownError")
    state["Resource"] += ".waitForTaskToken"
    state["Arguments"]["Payload"] = {"token": "{% $states.context.Task.Token %}"}

    caught = run(cloud, "by-class-while-waiting", state)

    assert json.loads(caught["output"]) == "caught"


@pytest.mark.patch("lambda_functions.environment")
def test_a_function_sees_its_own_environment_and_its_layers_only(cloud: RunningCloud) -> None:
    create_function(cloud, "looking", LOOKING, Environment={"Variables": {"OWN": "value"}})

    answer = cloud.client("lambda").invoke(FunctionName="looking")

    seen = json.loads(answer["Payload"].read())
    environment = seen["environment"]
    assert environment["OWN"] == "value"
    assert environment["AWS_ENDPOINT_URL"] == cloud.endpoint
    assert [
        name for name in environment if name in {"STATE_DIR", "PYTHONPATH", "S3_DATA_DIR"}
    ] == []
    assert seen["libraries"] == []


@pytest.mark.patch("lambda_functions.stream_partial_batches")
def test_a_stream_is_read_again_after_a_reported_failure(
    cloud: RunningCloud, tmp_path: Path
) -> None:
    table = cloud.client("dynamodb").create_table(
        TableName="reported",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    seen = tmp_path / "seen"
    create_function(cloud, "reporting", READING, Environment={"Variables": {"SEEN": str(seen)}})
    mapping = cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=table["TableDescription"]["LatestStreamArn"],
        FunctionName="reporting",
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )

    cloud.client("dynamodb").put_item(TableName="reported", Item={"pk": {"S": "event"}})

    eventually(lambda: seen.exists() and seen.read_text() == "batch\nbatch\n")
    cloud.client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


AT_WORK = """
import os, time, uuid
from pathlib import Path

def handler(event, context):
    folder = Path(os.environ["SEEN"])
    own = folder / uuid.uuid4().hex
    own.touch()
    time.sleep(0.3)
    (folder.parent / f"{own.name}-{len(list(folder.iterdir()))}").touch()
    own.unlink()
"""


@pytest.mark.patch("lambda_functions.queued_events")
def test_events_of_one_function_wait_for_each_other(cloud: RunningCloud, tmp_path: Path) -> None:
    folder = tmp_path / "at-work"
    folder.mkdir()
    arn = create_function(cloud, "busy", AT_WORK, Environment={"Variables": {"SEEN": str(folder)}})
    events = cloud.client("events")
    events.put_rule(Name="busy", EventPattern=json.dumps({"source": ["busy"]}))
    events.put_targets(Rule="busy", Targets=[{"Id": "1", "Arn": arn}])

    events.put_events(Entries=[{"Source": "busy", "DetailType": "tick", "Detail": "{}"}] * 8)

    def done() -> list[int]:
        counts = [int(one.name.partition("-")[2]) for one in tmp_path.iterdir() if one != folder]
        assert len(counts) == 8
        return counts

    assert max(eventually(done, 30)) <= 3


@pytest.mark.patch("lambda_functions.unpacked_once")
def test_the_same_code_is_unpacked_once(cloud: RunningCloud) -> None:
    source = "import os\n\ndef handler(event, context):\n    return os.path.realpath(__file__)\n"
    folders = set()
    for name in ("unpacked-one", "unpacked-two"):
        create_function(cloud, name, source)
        answer = cloud.client("lambda").invoke(FunctionName=name)
        folders.add(json.loads(answer["Payload"].read()))

    assert len(folders) == 1


@pytest.mark.patch("stepfunctions.task_timeouts")
def test_a_task_times_out_after_the_seconds_of_its_input(cloud: RunningCloud) -> None:
    silent = create_function(cloud, "silent", "def handler(event, context):\n    return None\n")
    waiting = {
        **invoke(silent, catching="States.Timeout"),
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "TimeoutSeconds": "{% $states.input.seconds %}",
    }

    ended = run(cloud, "timed", waiting, given='{"seconds": 1}')

    assert json.loads(ended["output"]) == "caught"


TELLING = """
def handler(event, context):
    print("called by", event["source"])
    if event["detail"].get("fail"):
        raise ValueError("no luck")
"""


@pytest.mark.parametrize(("detail", "wanted"), [({}, "called by"), ({"fail": True}, "no luck")])
def test_what_a_function_writes_that_a_rule_invoked_is_in_its_log_group(
    cloud: RunningCloud, detail: dict[str, Any], wanted: str
) -> None:
    name = f"telling-{len(detail)}"
    arn = create_function(
        cloud, name, TELLING, LoggingConfig={"LogFormat": "Text", "LogGroup": f"/own/{name}"}
    )
    events, logs = cloud.client("events"), cloud.client("logs")
    logs.create_log_group(logGroupName=f"/own/{name}")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])

    events.put_events(
        Entries=[{"Source": name, "DetailType": "tick", "Detail": json.dumps(detail)}]
    )

    def written() -> bool:
        found = logs.filter_log_events(logGroupName=f"/own/{name}")["events"]
        assert any(wanted in line["message"] for line in found), found
        return True

    eventually(written, 15)


TALKING = """
import sys

def handler(event, context):
    for number in range(event["lines"]):
        print(f"line {event['name']} {number}", file=sys.stderr, flush=True)
    return "done"
"""


@pytest.mark.patch("lambda_functions.prompt_answers")
def test_an_answer_does_not_wait_for_a_log_and_the_log_has_all_lines(cloud: RunningCloud) -> None:
    arn = create_function(cloud, "talking", TALKING)
    functions = cloud.client("lambda")

    def invoke_talking(name: str, lines: int) -> float:
        before = perf_counter()
        payload = json.dumps({"name": name, "lines": lines})
        answer = functions.invoke(FunctionName=arn, Payload=payload)
        assert json.loads(answer["Payload"].read()) == "done"
        return perf_counter() - before

    for number in range(5):
        invoke_talking(f"run-{number}", 200)
    # The emulator by itself never answers within 50 ms.
    assert min(invoke_talking("silent", 0) for _ in range(20)) < 0.045

    def logged() -> set[str] | None:
        pages = cloud.client("logs").get_paginator("filter_log_events")
        found = {
            line.strip()
            for page in pages.paginate(logGroupName="/aws/lambda/talking")
            for event in page["events"]
            for line in event["message"].splitlines()
            if line.startswith("line ")
        }
        return found if len(found) == 1_000 else None

    assert eventually(logged, 15)
