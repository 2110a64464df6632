"""Claims whose next word is late: reminded of, ticketed, and left alone once they move."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.model import (
    EndReason,
    Escalation,
    EscalationEventType,
    EscalationStatus,
)
from claimtrail.escalations.outputs import EscalationOutput
from claimtrail.escalations.reasons import EscalationReason
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

BOOK_KEEPING = {EscalationEventType.STARTED, EscalationEventType.RESUMED}
Stuck = tuple[OwnClaim, OwnClaim]


def started(deployed: Deployed, claim: OwnClaim) -> Escalation:
    try:
        return escalation_of(deployed, claim)
    except AssertionError:
        deployed.run_scheduled("start_escalations")
        raise


def escalation_of(deployed: Deployed, claim: OwnClaim) -> Escalation:
    found = deployed.claim(claim.number)
    assert found is not None
    store = DynamoEscalationStore(
        deployed.client("dynamodb"), deployed.bucket(SharedOutput.OPERATIONS_TABLE)
    )
    escalations = store.list_by_claim(found.claim_id)
    assert escalations, claim.number
    return escalations[-1]


def awaited(
    deployed: Deployed, claim: OwnClaim, holds: Callable[[Escalation], bool], *, within: float
) -> Escalation:
    """The claim's escalation once it is so; it starts with a run after the claim has settled."""

    def so() -> Escalation:
        escalation = started(deployed, claim)
        assert holds(escalation), (escalation.status, happened(escalation))
        return escalation

    return eventually(so, within, every=0.3)


def happened(escalation: Escalation) -> list[EscalationEventType]:
    return [entry.event_type for entry in escalation.history]


@pytest.mark.capability("C4.1")
def test_given_claims_past_their_window_when_the_schedule_ran_then_their_owners_are_notified(
    deployed: Deployed, stuck: Stuck
) -> None:
    for claim in stuck:
        escalation = awaited(
            deployed,
            claim,
            lambda found: EscalationEventType.NOTIFIED in happened(found),
            within=150,
        )

        listed = {row["claim_id"]: row for row in deployed.claimtrail("escalations")}
        row = listed[escalation.claim_id]
        assert escalation.status is EscalationStatus.RUNNING
        assert escalation.state_at_start is State.ACCEPTED
        assert (row["payer_id"], row["days_past"] > 0) == (PAYER_ID, True)
        assert row["owner"]


@pytest.mark.capability("C4.1", "C3.3")
def test_given_an_escalation_when_the_payer_pays_then_it_ends_by_itself_and_the_trail_tells(
    deployed: Deployed, stuck: Stuck
) -> None:
    claim, _ = stuck
    deployed.put(f"{PAYER_ID}/stuck-{claim.serial}-835.x12", claim.remittance())

    deployed.await_state(claim.number, State.PAID)
    ended = awaited(
        deployed, claim, lambda found: found.status is EscalationStatus.ENDED, within=60
    )

    assert ended.end_reason is EndReason.STATUS_CHANGED
    machine = deployed.bucket(EscalationOutput.ESCALATION_STATE_MACHINE)
    arn = machine.replace(":stateMachine:", ":execution:") + f":{ended.execution_name}"

    def succeeded() -> dict[str, Any]:
        execution = deployed.client("stepfunctions").describe_execution(executionArn=arn)
        assert execution["status"] == "SUCCEEDED"
        return dict(execution)

    assert json.loads(eventually(succeeded, 20, every=0.3)["input"])["claim_id"] == ended.claim_id

    def is_in_the_trail() -> bool:
        rows = deployed.ask(
            "select detail_type, actor, claim_id from audit "  # noqa: S608 - an id of our own
            f"where correlation_id = '{ended.escalation_id}'"
        )
        assert {row["detail_type"] for row in rows} >= {
            *("escalation.started", "escalation.notified", "escalation.ended"),
        }
        assert {row["claim_id"] for row in rows} == {ended.claim_id}
        assert all(str(row["actor"]).startswith("system:") for row in rows)
        return True

    eventually(is_in_the_trail, 30, every=1)


@pytest.mark.capability("C4.1")
def test_given_an_escalation_when_nothing_moves_then_a_reminder_and_a_ticket_follow(
    deployed: Deployed, stuck: Stuck
) -> None:
    _, claim = stuck

    ticketed = awaited(deployed, claim, lambda found: found.ticket_id is not None, within=90)

    tickets = {row["ticket_id"]: row for row in deployed.claimtrail("tickets")}
    steps = [one for one in happened(ticketed) if one not in BOOK_KEEPING]
    assert steps == [
        EscalationEventType.NOTIFIED,
        EscalationEventType.REMINDED,
        EscalationEventType.TICKETED,
    ]
    assert tickets[ticketed.ticket_id]["claim_id"] == ticketed.claim_id
    assert ticketed.status is EscalationStatus.RUNNING


@pytest.mark.capability("C4.1")
def test_given_silence_before_acceptance_when_time_is_up_then_each_claim_escalates_with_its_reason(
    deployed: Deployed, silent: tuple[OwnClaim, OwnClaim]
) -> None:
    """A file that was lost, and a claim that no 277CA follows: once the worst of black holes."""
    for claim, reason, word in zip(
        silent, (EscalationReason.NO_999, EscalationReason.NO_277CA), ("999", "277CA"), strict=True
    ):
        ticketed = awaited(
            deployed,
            claim,
            lambda found, reason=reason: found.reason is reason and found.ticket_id is not None,
            within=240,
        )

        listed = {row["claim_id"]: row for row in deployed.claimtrail("escalations")}
        tickets = {row["ticket_id"]: row for row in deployed.claimtrail("tickets")}
        row, title = listed[ticketed.claim_id], tickets[ticketed.ticket_id]["title"]
        assert (row["reason"], row["why"]) == (reason.value, f"no {word}")
        assert title.startswith(f"No {word}: {PAYER_ID}, day ")

    def is_in_the_lake() -> bool:
        rows = deployed.ask_saved("claims_pending_past_window")
        words = {row["claim_id"]: row["expected_word"] for row in rows}
        found = [deployed.claim(claim.number) for claim in silent]
        assert [words.get(claim.claim_id) for claim in found if claim] == ["999", "277CA"]
        return True

    eventually(is_in_the_lake, 30, every=1)
