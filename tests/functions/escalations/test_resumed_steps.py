"""Given an execution that is resumed, advance_escalation names the step where it goes on."""

import json

import pytest

from claimtrail.escalations.advance import Command, EscalationAction
from claimtrail.escalations.model import EscalationStep
from functions.escalations.advance_escalation import Environment, handler
from tests.harness.escalations.escalation_machine import render
from tests.harness.invocation import CONTEXT


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("step", [one for one in EscalationStep if one != EscalationStep.NOTIFY])
def test_a_resumed_execution_goes_on_at_its_step_and_nothing_is_told_before(
    step: EscalationStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in Environment.variables():
        monkeypatch.setenv(variable, "none-that-is-asked")
    asked = {
        "action": "notify",
        "escalation_id": "esc_one",
        "claim_id": "clm_one",
        "escalate_on": "2026-11-12",
        "attempt": 2,
        "first_step": step.value,
        "task_token": "token",
    }

    with pytest.raises(Exception, match="esc_one") as refused:
        handler(asked, CONTEXT)

    states = render("arn", {})["States"]
    name = type(refused.value).__name__
    [catcher] = [one for one in states["NotifyOwner"]["Catch"] if one["ErrorEquals"] == [name]]
    assert f'"action": "{step.value}"' in json.dumps(states[catcher["Next"]])
    assert name in states["NotifyOwner"]["Retry"][0]["ErrorEquals"]


def test_only_the_first_call_of_a_resumed_execution_is_one() -> None:
    command = Command.model_validate(
        {
            "action": "remind",
            "escalation_id": "esc_one",
            "claim_id": "clm_one",
            "escalate_on": "2026-11-12",
            "attempt": 2,
            "first_step": "remind",
        }
    )

    assert not command.is_resumed_later
    notified = command.model_copy(update={"action": EscalationAction.NOTIFY})
    assert notified.is_resumed_later
