"""The three functions of an escalation on the emulator: started, advanced, settled.

The state machine runs there with a stub that records its calls; the test hands each call to
advance_escalation, as Lambda would.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.escalations.workflow import StepFunctionsWorkflow
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.advance import Command, EscalationAction
from claimtrail.escalations.detail_types import EscalationDetailType
from claimtrail.escalations.model import EndReason, Escalation, EscalationStatus
from claimtrail.kernel.bus import BusEvent, DetailType, to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.detail_types import TicketDetailType
from functions.escalations import advance_escalation, end_escalations, start_escalations
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.claims.projecting import change_to
from tests.harness.escalations.escalation_machine import Machine
from tests.harness.escalations.pending_claims import paid, pending_claim
from tests.harness.eventually import eventually
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


@dataclass
class Stage:
    """A stage's tables, bus and state machine, and a queue that hears the bus."""

    cloud: RunningCloud
    machine: Machine
    names: dict[str, str]
    heard_url: str

    @property
    def claims(self) -> DynamoClaimStore:
        return DynamoClaimStore(self.names["CLAIM_TABLE"])

    @property
    def tickets(self) -> DynamoTicketStore:
        return DynamoTicketStore(self.cloud.client("dynamodb"), self.names["TICKET_TABLE"])

    def save(self, claim: Claim) -> None:
        self.claims.save(change_to(claim))

    def start(self) -> dict[str, int]:
        return start_escalations.handler({}, CONTEXT)

    def carry_out(self, action: EscalationAction, *, attempt: int = 1, nth: int = 1) -> str:
        """Wait for the machine to ask for this action; do as Lambda would; return the outcome."""

        def asked() -> Command | None:
            calls = self.machine.calls(self.escalation.escalation_id)
            wanted = [call for call in calls if (call.action, call.attempt) == (action, attempt)]
            return wanted[nth - 1] if len(wanted) >= nth else None

        command = eventually(asked, within=20)
        payload = command.model_dump(mode="json", exclude_none=True)
        return advance_escalation.handler(payload, CONTEXT)["outcome"]

    def settle(self, *claim_ids: str) -> list[str]:
        """Deliver the bus events of changed claims; return the message ids that failed."""
        records = [
            {"messageId": claim_id, "eventSource": "aws:sqs", "body": _status_changed(claim_id)}
            for claim_id in claim_ids
        ]
        answer = end_escalations.handler({"Records": records}, CONTEXT)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    @property
    def escalation(self) -> Escalation:
        store = DynamoEscalationStore(self.cloud.client("dynamodb"), self.names["OPERATIONS_TABLE"])
        return store.list_by_claim("clm_one")[-1]

    def is_running(self) -> bool:
        workflow = StepFunctionsWorkflow(
            self.cloud.client("stepfunctions"), self.names["ESCALATION_STATE_MACHINE_ARN"]
        )
        return workflow.is_running(self.escalation.execution_name)

    def heard(self, detail_type: DetailType) -> bool:
        queue = self.cloud.client("sqs")
        answer = queue.receive_message(QueueUrl=self.heard_url, MaxNumberOfMessages=10)
        types = [
            json.loads(message["Body"])["detail-type"] for message in answer.get("Messages", [])
        ]
        return detail_type.value in types


def _status_changed(claim_id: str) -> str:
    if claim_id == "malformed":
        return "{}"
    event = BusEvent(
        event_id=f"evt_{claim_id}",
        detail_type=ClaimDetailType.CLAIMS_STATUS_CHANGED,
        subject_id="fil_1",
        occurred_at=utc_now(),
        actor="system:project_claims",
        correlation_id="fil_1",
        detail={"claims": [{"claim_id": "clm_unheard"}, {"claim_id": claim_id}]},
    )
    return json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})


def due_claim() -> Claim:
    now = utc_now()
    return pending_claim(escalate_on=now.date() - timedelta(days=10), updated_at=now)


@pytest.fixture
def stage(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Stage:
    dynamodb, machine = cloud.client("dynamodb"), Machine.deployed(cloud)
    bus = f"bus-{uuid4().hex}"
    cloud.client("events").create_event_bus(Name=bus)
    names = {
        "CLAIM_TABLE": make_claim_table(dynamodb),
        "OPERATIONS_TABLE": make_table(dynamodb, Store.OPERATIONS_TABLE),
        "TICKET_TABLE": make_table(dynamodb, Store.TICKET_TABLE),
        "EVENT_BUS": bus,
        "RECHECK_MINUTES": "0",
        "SETTLE_SECONDS": "0",
        "ESCALATION_STATE_MACHINE_ARN": machine.define(NotifyOwner=1),
    }
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("claimtrail.bootstrap.escalations.advance.deployed_profiles", demo_partners)
    return Stage(cloud, machine, names, _listen(cloud, bus))


def _listen(cloud: RunningCloud, bus: str) -> str:
    """A queue that every event of the bus reaches."""
    sqs, events = cloud.client("sqs"), cloud.client("events")
    url: str = sqs.create_queue(QueueName=f"heard-{uuid4().hex}")["QueueUrl"]
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    events.put_rule(Name=f"all-{bus}", EventBusName=bus, EventPattern='{"source": ["claimtrail"]}')
    target = {"Id": "heard", "Arn": answer["Attributes"]["QueueArn"]}
    events.put_targets(Rule=f"all-{bus}", EventBusName=bus, Targets=[target])
    return url


@pytest.mark.capability("C4.1")
def test_given_a_claim_past_its_window_then_it_escalates_until_it_moves(stage: Stage) -> None:
    stage.save(due_claim())

    assert stage.start() == {"started": 1, "resumed": 0, "woken": 0}
    assert stage.start()["started"] == 0
    eventually(lambda: stage.heard(EscalationDetailType.ESCALATION_STARTED))
    assert stage.carry_out(EscalationAction.NOTIFY) == "go_on"
    assert stage.carry_out(EscalationAction.REMIND) == "go_on"
    assert stage.escalation.task_token
    assert stage.settle("clm_one") == []
    assert stage.is_running()

    stage.save(paid(due_claim()))
    assert stage.settle("clm_one") == []

    assert stage.carry_out(EscalationAction.CLOSE) == "go_on"
    assert (stage.escalation.status, stage.escalation.end_reason) == (
        EscalationStatus.ENDED,
        EndReason.STATUS_CHANGED,
    )
    eventually(lambda: not stage.is_running())
    eventually(lambda: stage.heard(EscalationDetailType.ESCALATION_ENDED))
    assert stage.start() == {"started": 0, "resumed": 0, "woken": 0}


@pytest.mark.capability("C4.1")
def test_given_an_aborted_execution_then_the_schedule_resumes_it_where_it_stood(
    stage: Stage,
) -> None:
    stage.save(due_claim())
    stage.start()
    stage.carry_out(EscalationAction.NOTIFY)
    stage.carry_out(EscalationAction.REMIND)
    arn = stage.names["ESCALATION_STATE_MACHINE_ARN"].replace("stateMachine", "execution")
    stage.cloud.client("stepfunctions").stop_execution(
        executionArn=f"{arn}:{stage.escalation.execution_name}"
    )

    assert stage.start()["resumed"] == 1

    assert stage.carry_out(EscalationAction.REMIND, attempt=2) == "go_on"
    assert stage.is_running()
    again = [
        call for call in stage.machine.calls(stage.escalation.escalation_id) if call.attempt == 2
    ]
    assert again[0].action is EscalationAction.REMIND


def test_given_a_ticket_when_the_step_is_repeated_then_one_ticket_stands(stage: Stage) -> None:
    stage.save(due_claim())
    stage.start()
    key = stage.escalation.key
    payload = {
        "action": "open_ticket",
        "claim_id": key.claim_id,
        "escalate_on": key.escalate_on.isoformat(),
        "escalation_id": key.escalation_id,
        "attempt": 1,
    }

    for _ in range(2):
        assert advance_escalation.handler(payload, CONTEXT) == {"outcome": "go_on"}

    [ticket] = stage.tickets.list_open(limit=10)
    assert ticket.ticket_id == stage.escalation.ticket_id
    eventually(lambda: stage.heard(TicketDetailType.TICKET_OPENED))


def test_given_a_malformed_message_then_it_alone_comes_again(stage: Stage) -> None:
    assert stage.settle("clm_unknown", "malformed", "clm_other") == ["malformed"]
