"""A consumer that is down: its work waits in the queue, and nothing is lost."""

from datetime import date

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileStatus
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

CLAIMS = [OwnClaim(serial=serial, submitted_on=date(2026, 9, 16)) for serial in range(301, 307)]


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize(
    ("queue", "claims"),
    [("Ingest", CLAIMS[:3]), ("Receive", CLAIMS[3:])],
    ids=["ingest", "receive"],
)
def test_given_a_consumer_down_when_it_is_back_then_what_was_dropped_meanwhile_is_taken_in(
    deployed: Deployed, queue: str, claims: list[OwnClaim]
) -> None:
    url, _ = deployed.queues()[queue]
    with deployed.consumer_down(queue):
        for claim in claims:
            deployed.put(f"{BILLING_ID}/down-{claim.serial}.x12", claim.submission())
        eventually(lambda: deployed.depth(url) >= len(claims), 30, every=0.2)
        waiting = [deployed.receipt(claim.submission(), BILLING_ID) for claim in claims]
        assert [deployed.claim(claim.number) for claim in claims] == [None] * len(claims)

    for claim in claims:
        deployed.await_state(claim.number, State.SUBMITTED)
        deployed.settled_receipt(claim.submission(), BILLING_ID)
    assert {receipt.status if receipt else None for receipt in waiting} <= {
        None,
        FileStatus.RECEIVING,
        FileStatus.QUEUED,
    }
