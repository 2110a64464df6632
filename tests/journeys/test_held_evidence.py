"""HL7 acknowledgments through a dropbox; evidence that waits too long for a file, and heals."""

import json
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.tickets.model import TicketCategory
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

SENT_ON = date(2026, 9, 14)
HL7_PAYER = "foxglove-plan"
TO_HL7_PAYER = {"payer_identifier": "FXGLV", "receiver": ("30", "000000404")}


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("serial", "code", "state"),
    [(181, "AA", State.SYNTAX_ACCEPTED), (182, "AE", State.TRANSMISSION_REJECTED)],
)
def test_given_an_hl7_ack_in_the_payers_dropbox_then_the_claim_that_it_answers_moves(
    deployed: Deployed, serial: int, code: str, state: State
) -> None:
    claim = OwnClaim(serial, SENT_ON, **TO_HL7_PAYER)  # type: ignore[arg-type]
    deployed.put(f"{BILLING_ID}/hl7-{serial}-837.x12", claim.submission())
    deployed.await_state(claim.number, State.SUBMITTED)
    message = (
        rf"MSH|^~\&|EDI|FOXGLOVE|PA|HARBORLIGHT|{SENT_ON:%Y%m%d}2300||ACK|M{serial}|P|2.5.1"
        f"\rMSA|{code}|{claim.set_name}\r"
    ).encode()

    deployed.put(f"{HL7_PAYER}/answer-{serial}.hl7", message)

    moved = deployed.await_state(claim.number, state)
    step = moved.steps[-1]
    assert (step.evidence, step.codes) == ("message_acknowledged", (f"MSA-1={code}",))
    last = deployed.claimtrail("provenance", moved.claim_id)[-1]
    assert (last["after"], last["proven"]) == (state, True)


@pytest.mark.capability("C3.2")
def test_given_an_answer_whose_837_never_came_then_it_is_an_exception_with_a_ticket_until_it_does(
    deployed: Deployed,
) -> None:
    claim = OwnClaim(183, SENT_ON)
    deployed.put(f"{PAYER_ID}/early-277ca.x12", claim.acceptance())
    waiting = deployed.await_state(claim.number, State.DRAFT)
    [held] = waiting.held
    assert held.due_on is not None
    assert exceptions_of(deployed, waiting.claim_id) == []

    # Nobody waits days for a test: the schedule's function is asked about the day itself.
    name = deployed.function("open_exceptions")
    payload = json.dumps({"on": held.due_on.isoformat()})
    answer = deployed.client("lambda").invoke(FunctionName=name, Payload=payload)
    with closing(answer["Payload"]) as body:
        assert json.load(body)["claims"] >= 1

    [row] = eventually(lambda: exceptions_of(deployed, waiting.claim_id), 20, every=0.2)
    assert (row["reason"], row["evidence"]) == ("no_submission", held.evidence)
    ticket = eventually(lambda: ticket_of(deployed, waiting.claim_id), 30, every=0.3)
    assert (ticket["category"], ticket["status"]) == (TicketCategory.HELD_TOO_LONG, "NEW")

    deployed.put(f"{BILLING_ID}/late-837.x12", claim.submission())

    healed = deployed.await_state(claim.number, State.ACCEPTED)
    assert healed.held == ()
    assert eventually(lambda: not exceptions_of(deployed, waiting.claim_id), 20, every=0.2)

    def closed() -> bool:
        closing = ticket_of(deployed, waiting.claim_id)
        return closing is not None and closing["status"] == "CLOSED"

    assert eventually(closed, 30, every=0.3)


def exceptions_of(deployed: Deployed, claim_id: str) -> list[dict[str, Any]]:
    rows = deployed.claimtrail("exceptions", "--payer", PAYER_ID, "--limit", "1000")
    return [row for row in rows if row["claim_id"] == claim_id]


def ticket_of(deployed: Deployed, claim_id: str) -> dict[str, Any] | None:
    """The claim's one ticket, open or closed."""
    tickets: list[dict[str, Any]] = deployed.claimtrail("claim", claim_id)["tickets"]
    assert len(tickets) <= 1
    return tickets[0] if tickets else None
