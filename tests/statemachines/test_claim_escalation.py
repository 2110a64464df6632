"""The state machine claim_escalation on the emulator, each path, with a stub for its function.

The stub records every call. What it answers is in the claim's id: `moved:<action>`,
`superseded:<action>` or `fails:<action>`; anything else lets the machine go on.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.escalations.advance import Action, Command
from claimtrail.escalations.model import EndReason, Step
from claimtrail.escalations.ports import ExecutionInput
from tests.support.cloud import RunningCloud
from tests.support.escalation_tables import make_table
from tests.support.eventually import eventually

DEFINITION = Path(__file__).parents[2] / "statemachines" / "claim_escalation.asl.json"
ROLE = "arn:aws:iam::000000000000:role/test"
LONG = 30
RUNGS = ("notify", "remind", "open_ticket", "raise")
WAITS = ("AwaitBeforeReminder", "AwaitBeforeTicket", "AwaitBeforeRaise", "AwaitMovement")

STUB = """
import json, os, time
from urllib.request import Request, urlopen

def record(event):
    item = {"pk": {"S": event["escalation_id"]}, "sk": {"S": f"{time.time_ns():020d}"},
            "call": {"S": json.dumps(event)}}
    scope = "test/20261122/us-east-1/dynamodb/aws4_request"
    urlopen(Request(
        os.environ["ENDPOINT"],
        data=json.dumps({"TableName": os.environ["CALLS"], "Item": item}).encode(),
        headers={"X-Amz-Target": "DynamoDB_20120810.PutItem",
                 "Content-Type": "application/x-amz-json-1.0",
                 "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=none"})).close()

def handler(event, _context):
    record(event)
    behaviour, _, actions = event["claim_id"].partition(":")
    if event["action"] in actions.split("+"):
        if behaviour == "fails":
            raise RuntimeError("the action is broken")
        return {"outcome": behaviour}
    return {"outcome": "go_on"}
"""
"""Nothing but the standard library: the emulator's interpreter has no SDK."""


def render(function_arn: str, seconds: dict[str, int]) -> dict[str, Any]:
    """The definition as the stack substitutes it, with quick retries and these waits."""
    text = DEFINITION.read_text(encoding="utf-8").replace("${AdvanceEscalationArn}", function_arn)
    for name in ("RemindAfterSeconds", "TicketAfterSeconds", "RaiseAfterSeconds"):
        text = text.replace(f"${{{name}}}", str(LONG))
    definition: dict[str, Any] = json.loads(text)
    for name, state in definition["States"].items():
        for retrier in state.get("Retry", []):
            retrier.update(IntervalSeconds=1, MaxAttempts=1, BackoffRate=1)
        if name in WAITS:
            state["TimeoutSeconds"] = seconds.get(name, LONG)
    return definition


@dataclass
class Machine:
    """The emulator with the stub, and what tests do with it."""

    cloud: RunningCloud
    function_arn: str
    calls_table: str

    def run(
        self, claim_id: str = "clm_one", *, first_step: str = "notify", **seconds: int
    ) -> "Execution":
        states = self.cloud.client("stepfunctions")
        definition = render(self.function_arn, seconds)
        arn = states.create_state_machine(
            name=f"test-{uuid4().hex}", definition=json.dumps(definition), roleArn=ROLE
        )["stateMachineArn"]
        escalation_id = f"esc_{uuid4().hex}"
        execution_input = ExecutionInput(
            escalation_id=escalation_id,
            claim_id=claim_id,
            escalate_on="2026-11-12",
            attempt=1,
            first_step=Step(first_step),
        )
        execution = states.start_execution(
            stateMachineArn=arn, input=execution_input.model_dump_json()
        )["executionArn"]
        return Execution(self, execution, escalation_id)


@dataclass
class Execution:
    machine: Machine
    arn: str
    escalation_id: str

    def calls(self) -> list[Command]:
        items = self.machine.cloud.client("dynamodb").query(
            TableName=self.machine.calls_table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": self.escalation_id}},
            ConsistentRead=True,
        )["Items"]
        return [Command.model_validate_json(item["call"]["S"]) for item in items]

    def actions(self) -> list[str]:
        return [call.action.value for call in self.calls()]

    def waiting(self, count: int) -> Command:
        """The call of the wait that is the `count`th."""

        def registered() -> Command | None:
            waits = [call for call in self.calls() if call.action is Action.AWAIT]
            return waits[count - 1] if len(waits) >= count else None

        return eventually(registered, within=20)

    def move(self, count: int) -> None:
        self.machine.cloud.client("stepfunctions").send_task_success(
            taskToken=self.waiting(count).task_token, output='{"outcome": "moved"}'
        )

    def end(self) -> dict[str, Any]:
        describe: Callable[..., dict[str, Any]]
        describe = self.machine.cloud.client("stepfunctions").describe_execution

        def ended() -> dict[str, Any] | None:
            answer = describe(executionArn=self.arn)
            return answer if answer["status"] != "RUNNING" else None

        return eventually(ended, within=30)


@pytest.fixture(scope="module")
def machine(cloud: RunningCloud) -> Iterator[Machine]:
    functions = cloud.client("lambda")
    calls_table = make_table(cloud.client("dynamodb"))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("stub.py", STUB)
    name = f"stub-{uuid4().hex}"
    arn = functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=ROLE,
        Handler="stub.handler",
        Code={"ZipFile": package.getvalue()},
        Timeout=30,
        Environment={"Variables": {"CALLS": calls_table, "ENDPOINT": cloud.endpoint}},
    )["FunctionArn"]
    yield Machine(cloud, arn, calls_table)
    functions.delete_function(FunctionName=name)


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
def test_given_nothing_moves_then_it_climbs_every_rung_and_expires(machine: Machine) -> None:
    execution = machine.run(**dict.fromkeys(WAITS, 1))

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [
        *(action for rung in RUNGS for action in (rung, "await")),
        "close",
    ]
    assert execution.calls()[-1].reason is EndReason.EXPIRED


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_given_a_wait_when_the_claim_moves_then_it_closes_without_another_rung(
    machine: Machine, count: int
) -> None:
    execution = machine.run(**dict.fromkeys(WAITS[: count - 1], 1))

    execution.move(count)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [
        *(action for rung in RUNGS[:count] for action in (rung, "await")),
        "close",
    ]
    assert execution.calls()[-1].reason is EndReason.MOVED


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("rung", RUNGS)
def test_given_the_claim_moved_between_two_waits_then_the_next_rung_closes_it(
    machine: Machine, rung: str
) -> None:
    execution = machine.run(f"moved:{rung}", first_step=rung)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [rung, "close"]


@pytest.mark.cloud
@pytest.mark.parametrize("rung", RUNGS)
def test_given_a_later_attempt_took_over_then_it_ends_quietly(machine: Machine, rung: str) -> None:
    execution = machine.run(f"superseded:{rung}", first_step=rung)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [rung]


@pytest.mark.cloud
@pytest.mark.parametrize("rung", RUNGS)
def test_given_an_action_fails_for_good_then_it_is_marked_and_the_execution_fails(
    machine: Machine, rung: str
) -> None:
    execution = machine.run(f"fails:{rung}", first_step=rung)

    end = execution.end()

    assert (end["status"], end["error"]) == ("FAILED", "EscalationFailed")
    assert execution.actions() == [rung, rung, "fail"]
    assert execution.calls()[-1].error == "RuntimeError"


@pytest.mark.cloud
def test_given_closing_fails_for_good_then_it_is_marked_too(machine: Machine) -> None:
    execution = machine.run("fails:close")
    execution.move(1)

    assert execution.end()["status"] == "FAILED"
    assert execution.actions()[-3:] == ["close", "close", "fail"]


@pytest.mark.cloud
def test_given_the_failure_cannot_be_marked_then_the_execution_still_says_what_failed(
    machine: Machine,
) -> None:
    execution = machine.run("fails:notify+fail")

    assert execution.end()["error"] == "EscalationFailed"


@pytest.mark.cloud
@pytest.mark.parametrize("rung", RUNGS)
def test_given_a_resumed_attempt_then_it_enters_at_the_rung_where_it_stood(
    machine: Machine, rung: str
) -> None:
    execution = machine.run(first_step=rung)
    execution.move(1)

    execution.end()
    assert execution.actions() == [rung, "await", "close"]


@pytest.mark.cloud
def test_every_call_names_its_episode_and_attempt(machine: Machine) -> None:
    execution = machine.run()
    execution.move(1)
    execution.end()

    assert {(call.key, call.attempt) for call in execution.calls()} == {
        (execution.calls()[0].key, 1)
    }
    assert execution.calls()[0].key.claim_id == "clm_one"


def test_every_task_is_retried_and_every_failure_leads_to_its_record() -> None:
    states = render("arn", {})["States"]
    tasks = {name: state for name, state in states.items() if state["Type"] == "Task"}

    for name, task in tasks.items():
        assert task["Retry"][0]["ErrorEquals"] == ["States.TaskFailed"], name
        assert task["TimeoutSeconds"] > 0, name
        last = task["Catch"][-1]
        wanted = "Failed" if name == "MarkFailed" else "MarkFailed"
        assert (last["ErrorEquals"], last["Next"]) == (["States.ALL"], wanted), name


def test_every_state_is_reached_and_every_wait_times_out_into_the_next_rung() -> None:
    definition = render("arn", {})
    states = definition["States"]
    reached, ahead = set(), [definition["StartAt"]]
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached.add(name)
        state = states[name]
        branches = [*state.get("Choices", []), *state.get("Catch", []), state]
        ahead += [
            branch[key] for branch in branches for key in ("Next", "Default") if key in branch
        ]

    assert reached == set(states)
    after = [states[wait]["Catch"][0]["Next"] for wait in WAITS]
    assert after == ["RemindOwner", "OpenTicket", "RaiseToManager", "CloseExpired"]
