"""People appeal, write off with a second person's word, and reopen; then the payer pays."""

from datetime import date

import pytest
from click.testing import CliRunner

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core import local_user
from claimtrail.cli.main import cli
from claimtrail.kernel.clock import utc_now
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

CLAIM = OwnClaim(serial=195, submitted_on=date(2026, 8, 10))
WHOLE = ("--balance", "--reason", "timely_filing", "--why", "filed after the limit")


@pytest.mark.capability("C3.2", "C5.2")
def test_given_a_denied_claim_when_people_decide_then_each_word_shows_and_the_payer_goes_on(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_user, "account_name", lambda: "anna")
    for name, content in (
        (f"{BILLING_ID}/outcome-837.x12", CLAIM.submission()),
        (f"{PAYER_ID}/outcome-277ca.x12", CLAIM.acceptance()),
        (f"{PAYER_ID}/outcome-835.x12", CLAIM.denial()),
    ):
        deployed.put(name, content)
    claim = deployed.await_state(CLAIM.number, State.DENIED, within=120)

    sent = ("--sent", "2026-09-10", "--how", "fax", "--why", "proof of timely filing")
    appeal = deployed.claimtrail("appeal", claim.claim_id, *sent)
    deployed.await_state(CLAIM.number, State.APPEALED)
    assert deployed.claimtrail("appeal", claim.claim_id, *sent)["event_id"] == appeal["event_id"]

    asked = deployed.claimtrail("write-off", claim.claim_id, *WHOLE)
    assert (asked["by"], asked["awaits_approval"]) == ("user:anna", True)

    def waits() -> bool:
        rows = deployed.claimtrail("exceptions", "--payer", PAYER_ID, "--limit", "1000")
        return any(row.get("reason") == "awaiting_approval" for row in rows)

    assert eventually(waits, 30, every=0.5)
    own = CliRunner().invoke(cli, ["write-off", claim.claim_id, "--approve", "--why", "mine"])
    assert own.exit_code != 0
    monkeypatch.setattr(local_user, "account_name", lambda: "bert")
    deployed.claimtrail("write-off", claim.claim_id, "--approve", "--why", "agreed")
    given_up = deployed.await_state(CLAIM.number, State.WRITTEN_OFF)
    assert (given_up.paid_cents, given_up.written_off_cents) == (0, 12_000)
    last = deployed.claimtrail("provenance", claim.claim_id)[-1]
    assert (last["after"], last["faults"]) == ("WRITTEN_OFF", [])

    deployed.claimtrail("reopen", claim.claim_id, "--why", "the payer found the fax")
    deployed.await_state(CLAIM.number, State.APPEALED)
    shown = deployed.claimtrail("claim", claim.claim_id)
    assert [(word["by"], word["words"], word["status"]) for word in shown["people"]] == [
        ("user:anna", "proof of timely filing", "STANDS"),
        ("user:anna", "filed after the limit", "UNDONE"),
        ("user:bert", "agreed", "STANDS"),
        ("user:bert", "the payer found the fax", "STANDS"),
    ]

    days = (utc_now().date() - CLAIM.submitted_on).days
    deployed.put(f"{PAYER_ID}/outcome-835-won.x12", CLAIM.remittance(days_after=days))
    paid = deployed.await_state(CLAIM.number, State.PAID)
    assert (paid.paid_cents, paid.written_off_cents) == (12_000, 0)
