"""One suite for both workflows."""

import json
from uuid import uuid4

import pytest

from claimtrail.aws.escalations.workflow import StepFunctionsWorkflow
from claimtrail.escalations.model import EscalationStep
from claimtrail.escalations.ports import ExecutionInput, Workflow
from tests.twins.escalations import MemoryWorkflow

INPUT = ExecutionInput(
    escalation_id="esc_1",
    claim_id="clm_one",
    escalate_on="2026-11-12",
    attempt=1,
    first_step=EscalationStep.NOTIFY,
)
WAITING = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}


@pytest.fixture(params=["memory", pytest.param("step functions", marks=pytest.mark.cloud)])
def workflow(request: pytest.FixtureRequest) -> Workflow:
    if request.param == "memory":
        return MemoryWorkflow()
    states = request.getfixturevalue("cloud").client("stepfunctions")
    arn = states.create_state_machine(
        name=f"test-{uuid4().hex}",
        definition=json.dumps(WAITING),
        roleArn="arn:aws:iam::000000000000:role/test",
    )["stateMachineArn"]
    return StepFunctionsWorkflow(states, arn)


def test_a_started_execution_runs(workflow: Workflow) -> None:
    workflow.start(name="esc_1-1", execution_input=INPUT)

    assert workflow.is_running("esc_1-1")


def test_starting_the_same_name_again_changes_nothing(workflow: Workflow) -> None:
    for _ in range(2):
        workflow.start(name="esc_1-1", execution_input=INPUT)

    assert workflow.is_running("esc_1-1")


def test_an_unknown_execution_does_not_run(workflow: Workflow) -> None:
    assert not workflow.is_running("esc_none-1")


def test_waking_what_does_not_wait_is_no_error(workflow: Workflow) -> None:
    assert workflow.wake("nobody-waits-with-this-token") is False
