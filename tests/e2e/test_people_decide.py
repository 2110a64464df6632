"""What people add to the files: a payer's word seen in its portal, and what that word means."""

from datetime import date
from typing import Any

import pytest

from claimtrail.claims.states import State
from tests.support.deployed import Deployed
from tests.support.eventually import eventually
from tests.support.own_claims import BILLING_ID, PAYER_ID, OwnClaim

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("poison", "stuck")]

CLAIM = OwnClaim(serial=177, submitted_on=date(2026, 9, 14))
WORD = "Gone to the annex"
SEEN_ON = "2026-09-21"


@pytest.mark.capability("C3.1")
def test_given_a_word_that_nobody_knows_then_it_moves_the_claim_when_a_person_says_what_it_means(
    deployed: Deployed,
) -> None:
    deployed.put(f"{BILLING_ID}/word-837.x12", CLAIM.submission())
    deployed.put(f"{PAYER_ID}/word-277ca.x12", CLAIM.acceptance())
    claim = deployed.await_state(CLAIM.number, State.ACCEPTED)

    deployed.claimtrail("report", claim.claim_id, "--term", WORD, "--seen-on", SEEN_ON)

    def reviewed() -> dict[str, Any] | None:
        rows = deployed.claimtrail("terms", "review", "--payer", PAYER_ID)
        return next((row for row in rows if row["term"] == WORD.upper()), None)

    row = eventually(reviewed, 20, every=0.2)
    assert (row["status"], row["claims"]) == ("OPEN", [claim.claim_id])

    deployed.claimtrail(
        *("terms", "decide", WORD, "--payer", PAYER_ID, "--means", "P2", "--why", "the manual")
    )

    deployed.await_state(CLAIM.number, State.IN_REVIEW)
    assert deployed.claimtrail("terms", "export", "--payer", PAYER_ID) == {WORD.upper(): "P2"}


@pytest.mark.capability("C5.2")
def test_given_what_a_person_saw_when_its_provenance_is_asked_for_then_its_statement_proves_it(
    deployed: Deployed,
) -> None:
    claim = deployed.await_state(CLAIM.number, State.IN_REVIEW)

    last = deployed.claimtrail("provenance", claim.claim_id)[-1]

    assert (last["after"], last["faults"]) == ("IN_REVIEW", [])
    assert claim.steps[-1].source.channel == "person"
