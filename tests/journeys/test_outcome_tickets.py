"""A denied claim is work: its ticket opens with the denial and closes when the claim moves."""

from datetime import date, timedelta
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.partners.profile import Partners
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C3.4")]

SENT_ON = date(2026, 9, 14)
DENIED_AFTER = 30
WITHIN = 60.0
"""Seconds; a busy machine takes its time."""


def test_given_a_denial_then_it_is_work_with_cause_dollars_and_deadline_until_the_claim_is_paid(
    deployed: Deployed, partners: Partners
) -> None:
    claim = OwnClaim(871, SENT_ON, charge="640")
    deployed.put(f"{BILLING_ID}/work-837.x12", claim.submission())
    deployed.put(f"{PAYER_ID}/work-277ca.x12", claim.acceptance())
    deployed.await_state(claim.number, State.ACCEPTED, within=WITHIN)

    deployed.put(f"{PAYER_ID}/work-denied.x12", claim.denial(days_after=DENIED_AFTER))

    denied = deployed.await_state(claim.number, State.DENIED, within=WITHIN)
    row = eventually(lambda: _listed(deployed, denied.claim_id), WITHIN, every=0.5)
    payer = partners.get(PAYER_ID)
    assert payer is not None
    days = payer.deadlines.appeal_days
    assert days is not None
    assert (row["outcome"], row["cause"], row["code"]) == ("DENIED", "timely filing", "CO-29")
    assert (row["amount_cents"], row["deadline_kind"]) == (64_000, "appeal")
    assert row["deadline"] == (SENT_ON + timedelta(DENIED_AFTER + days)).isoformat()
    assert row["next_action"]
    assert "Filed too late" in row["reason"]
    causes = deployed.claimtrail("tickets", "--by-cause", "--payer", PAYER_ID, "--cause", "CO-29")
    assert any(cause["cause"] == "timely filing" for cause in causes)

    deployed.put(f"{PAYER_ID}/work-paid.x12", claim.remittance(days_after=DENIED_AFTER + 20))

    deployed.await_state(claim.number, State.PAID, within=WITHIN)
    assert eventually(lambda: not _listed(deployed, denied.claim_id), WITHIN, every=0.5)
    [ticket] = deployed.claimtrail("claim", denied.claim_id)["tickets"]
    assert ticket["status"] == "CLOSED"
    assert "it was DENIED and is PAID" in ticket["close_reason"]


def _listed(deployed: Deployed, claim_id: str) -> dict[str, Any] | None:
    """The claim's open ticket as `claimtrail tickets` lists it."""
    rows = deployed.claimtrail("tickets", "--payer", PAYER_ID)
    return next((row for row in rows if row["claim_id"] == claim_id), None)
