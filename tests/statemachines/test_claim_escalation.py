"""The state machine claim_escalation: each path, on the emulator."""

import pytest

from claimtrail.escalations.model import EndReason
from tests.harness.escalations.escalation_machine import WAITS, Machine, render
from tests.harness.stage.cloud import RunningCloud

STEPS = ("notify", "remind", "open_ticket", "escalate_to_manager")


@pytest.fixture(scope="module")
def machine(cloud: RunningCloud) -> Machine:
    return Machine.deployed(cloud)


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
def test_given_nothing_moves_then_it_climbs_every_step_and_expires(machine: Machine) -> None:
    execution = machine.run(**dict.fromkeys(WAITS, 1))

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [*STEPS, "close"]
    assert execution.calls()[-1].reason is EndReason.EXPIRED


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_given_a_wait_when_the_claim_moves_then_it_closes_without_another_step(
    machine: Machine, count: int
) -> None:
    execution = machine.run(**dict.fromkeys(WAITS[: count - 1], 1))

    execution.move(count)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [*STEPS[:count], "close"]
    assert execution.calls()[-1].reason is EndReason.STATUS_CHANGED


@pytest.mark.cloud
@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("step_rule", STEPS)
def test_given_the_claim_moved_between_two_waits_then_the_next_step_closes_it(
    machine: Machine, step_rule: str
) -> None:
    execution = machine.run(f"moved:{step_rule}", first_step=step_rule)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [step_rule, "close"]


@pytest.mark.cloud
@pytest.mark.parametrize("step_rule", STEPS)
def test_given_a_later_attempt_took_over_then_it_ends_quietly(
    machine: Machine, step_rule: str
) -> None:
    execution = machine.run(f"superseded:{step_rule}", first_step=step_rule)

    assert execution.end()["status"] == "SUCCEEDED"
    assert execution.actions() == [step_rule]


@pytest.mark.cloud
@pytest.mark.parametrize("step_rule", STEPS)
def test_given_an_action_fails_for_good_then_it_is_marked_and_the_execution_fails(
    machine: Machine, step_rule: str
) -> None:
    execution = machine.run(f"fails:{step_rule}", first_step=step_rule)

    end = execution.end()

    assert (end["status"], end["error"]) == ("FAILED", "EscalationFailed")
    assert execution.actions() == [step_rule, step_rule, "fail"]
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
@pytest.mark.parametrize("step_rule", STEPS)
def test_given_a_resumed_attempt_then_it_enters_at_the_step_where_it_stood(
    machine: Machine, step_rule: str
) -> None:
    execution = machine.run(first_step=step_rule)
    execution.move(1)

    execution.end()
    assert execution.actions() == [step_rule, "close"]


@pytest.mark.cloud
def test_every_call_names_its_escalation_and_attempt(machine: Machine) -> None:
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
        assert task["Retry"][-1]["ErrorEquals"] == ["States.TaskFailed"], name
        assert task["TimeoutSeconds"] > 0, name
        last = task["Catch"][-1]
        wanted = "Failed" if name == "MarkFailed" else "MarkFailed"
        assert (last["ErrorEquals"], last["Next"]) == (["States.ALL"], wanted), name


def test_no_state_stands_before_a_step_or_between_it_and_its_wait() -> None:
    definition = render("arn", {})
    states = definition["States"]

    assert {state["Type"] for state in states.values()} == {"Task", "Succeed", "Fail"}
    assert definition["StartAt"] == WAITS[0]


def test_every_state_is_reached_and_every_wait_times_out_into_the_next_step() -> None:
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
    assert after == ["RemindOwner", "OpenTicket", "EscalateToManager", "CloseExpired"]
