"""The state machine claim_escalation on the emulator, with a stub for its function.

The stub records every call. What it answers is in the claim's id: `moved:<action>`,
`superseded:<action>` or `fails:<action>`; at anything else a step waits.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from claimtrail.escalations.advance import Command
from claimtrail.escalations.model import EscalationStep
from claimtrail.escalations.ports import ExecutionInput
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud

DEFINITION = Path(__file__).parents[3] / "statemachines" / "claim_escalation.asl.json"
ROLE = "arn:aws:iam::000000000000:role/test"
LONG = 30
"""Seconds that no test waits out."""
WAITS = ("NotifyOwner", "RemindOwner", "OpenTicket", "EscalateToManager")

STUB = r"""
import hashlib, hmac, json, os, time
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

def signed(body):
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{now[:8]}/us-east-1/dynamodb/aws4_request"
    host = urlsplit(os.environ["ENDPOINT"]).netloc
    lines = ["POST", "/", "", f"host:{host}", f"x-amz-date:{now}", "", "host;x-amz-date",
             hashlib.sha256(body).hexdigest()]
    asked = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, asked])
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = os.environ["AWS_ACCESS_KEY_ID"] + "/" + scope
    return {"X-Amz-Date": now,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, "
                             f"SignedHeaders=host;x-amz-date, Signature={signature}"}

def record(event):
    item = {"pk": {"S": event["escalation_id"]}, "sk": {"S": f"{time.time_ns():020d}"},
            "call": {"S": json.dumps(event)}}
    body = json.dumps({"TableName": os.environ["CALLS"], "Item": item}).encode()
    urlopen(Request(
        os.environ["ENDPOINT"],
        data=body,
        headers={"X-Amz-Target": "DynamoDB_20120810.PutItem",
                 "Content-Type": "application/x-amz-json-1.0", **signed(body)})).close()

class ClaimStatusChangedError(Exception):
    pass

class SupersededError(Exception):
    pass

class ResumedAtRemindError(Exception):
    pass

class ResumedAtTicketError(Exception):
    pass

class ResumedAtManagerError(Exception):
    pass

RESUMED = {"remind": ResumedAtRemindError, "open_ticket": ResumedAtTicketError,
           "escalate_to_manager": ResumedAtManagerError}
ENDS = {"fails": RuntimeError, "moved": ClaimStatusChangedError, "superseded": SupersededError}

def handler(event, _context):
    if event.get("first_step") in RESUMED:
        raise RESUMED[event["first_step"]]("as the function does")
    record(event)
    behavior, _, actions = event["claim_id"].partition(":")
    if event["action"] in actions.split("+"):
        raise ENDS[behavior]("as the test says")
    return {"outcome": "go_on"}
"""
"""Nothing but the standard library, signing included: the emulator's interpreter has no SDK."""


def render(function_arn: str, seconds: dict[str, int]) -> dict[str, Any]:
    """The definition as the stack substitutes it, with quick retries and these waits."""
    text = DEFINITION.read_text(encoding="utf-8").replace("${AdvanceEscalationArn}", function_arn)
    for name in ("RemindAfterSeconds", "TicketAfterSeconds", "EscalateAfterSeconds"):
        text = text.replace(f"${{{name}}}", str(LONG))
    definition: dict[str, Any] = json.loads(text)
    for name, state in definition["States"].items():
        for retrier in state.get("Retry", []):
            if retrier["MaxAttempts"]:
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

    @classmethod
    def deployed(cls, cloud: RunningCloud) -> "Machine":
        """With a stub and a table of calls of its own."""
        calls_table = make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("stub.py", STUB)
        arn = cloud.client("lambda").create_function(
            FunctionName=f"stub-{uuid4().hex}",
            Runtime="python3.13",
            Role=ROLE,
            Handler="stub.handler",
            Code={"ZipFile": package.getvalue()},
            Timeout=30,
            Environment={"Variables": {"CALLS": calls_table, "ENDPOINT": cloud.endpoint}},
        )["FunctionArn"]
        return cls(cloud, arn, calls_table)

    def define(self, **seconds: int) -> str:
        """Create a state machine with these waits; return its ARN."""
        arn: str = self.cloud.client("stepfunctions").create_state_machine(
            name=f"test-{uuid4().hex}",
            definition=json.dumps(render(self.function_arn, seconds)),
            roleArn=ROLE,
        )["stateMachineArn"]
        return arn

    def calls(self, escalation_id: str) -> list[Command]:
        """Return what was asked of the function for an escalation, in order."""
        items = self.cloud.client("dynamodb").query(
            TableName=self.calls_table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": escalation_id}},
            ConsistentRead=True,
        )["Items"]
        return [Command.model_validate_json(item["call"]["S"]) for item in items]

    def run(
        self, claim_id: str = "clm_one", *, first_step: str = "notify", **seconds: int
    ) -> "Execution":
        escalation_id = f"esc_{uuid4().hex}"
        execution_input = ExecutionInput(
            escalation_id=escalation_id,
            claim_id=claim_id,
            escalate_on="2026-11-12",
            attempt=1,
            first_step=EscalationStep(first_step),
        )
        execution = self.cloud.client("stepfunctions").start_execution(
            stateMachineArn=self.define(**seconds), input=execution_input.model_dump_json()
        )["executionArn"]
        return Execution(self, execution, escalation_id)


@dataclass
class Execution:
    machine: Machine
    arn: str
    escalation_id: str

    def calls(self) -> list[Command]:
        return self.machine.calls(self.escalation_id)

    def actions(self) -> list[str]:
        return [call.action.value for call in self.calls()]

    def waiting(self, count: int) -> Command:
        """The call of the step that is the `count`th to wait."""

        def registered() -> Command | None:
            waits = [call for call in self.calls() if call.task_token]
            return waits[count - 1] if len(waits) >= count else None

        return eventually(registered, within=20)

    def move(self, count: int) -> None:
        self.machine.cloud.client("stepfunctions").send_task_success(
            taskToken=self.waiting(count).task_token, output='{"outcome": "moved"}'
        )

    def end(self) -> dict[str, Any]:
        states = self.machine.cloud.client("stepfunctions")

        def ended() -> dict[str, Any] | None:
            answer: dict[str, Any] = states.describe_execution(executionArn=self.arn)
            return answer if answer["status"] != "RUNNING" else None

        return eventually(ended, within=30)
