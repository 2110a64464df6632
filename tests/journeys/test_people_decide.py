"""What people add to the files: a payer's word seen in its portal, and what that word means."""

from datetime import date
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from tests.harness.deployed import Deployed
from tests.harness.eventually import eventually
from tests.harness.own_claims import BILLING_ID, PAYER_ID, OwnClaim

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("malformed_messages", "stuck")]

CLAIM = OwnClaim(serial=177, submitted_on=date(2026, 9, 14))
WORD = "Gone to the annex"
SEEN_ON = "2026-09-21"
SHARED = "OWNICNSHARED"
"""The number that a payer gave to two claims."""


@pytest.mark.capability("C3.1")
def test_given_a_word_that_nobody_knows_then_it_moves_the_claim_when_a_person_says_what_it_means(
    deployed: Deployed,
) -> None:
    deployed.put(f"{BILLING_ID}/word-837.x12", CLAIM.submission())
    deployed.put(f"{PAYER_ID}/word-277ca.x12", CLAIM.acceptance())
    claim = deployed.await_state(CLAIM.number, State.ACCEPTED)

    deployed.claimtrail("record-status", claim.claim_id, "--term", WORD, "--seen-on", SEEN_ON)

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


@pytest.mark.capability("C3.6", "C3.7", "C5.2")
def test_given_a_void_of_a_number_that_two_claims_bear_then_it_voids_the_one_that_a_person_says(
    deployed: Deployed,
) -> None:
    twins = [OwnClaim(serial, date(2026, 9, 14), payers_number=SHARED) for serial in (178, 179)]
    void = OwnClaim(180, date(2026, 9, 28), frequency="8", replaces=SHARED)
    for claim in twins:
        deployed.put(f"{BILLING_ID}/{claim.serial}-837.x12", claim.submission())
        deployed.put(f"{PAYER_ID}/{claim.serial}-277ca.x12", claim.acceptance())
    meant, spared = (deployed.await_state(twin.number, State.ACCEPTED) for twin in twins)
    deployed.put(f"{BILLING_ID}/void-837.x12", void.submission())
    doubtful = deployed.await_state(void.number, State.VOIDED)

    def doubt() -> dict[str, Any] | None:
        rows = deployed.claimtrail("unmatched", "--payer", PAYER_ID)
        return next((row for row in rows if row["claim_id"] == doubtful.claim_id), None)

    row = eventually(doubt, 20, every=0.2)
    assert {one["claim_id"] for one in row["candidates"]} == {meant.claim_id, spared.claim_id}

    said = ("--means", meant.claim_id, "--why", "the payer's letter of September 30th")
    decision = deployed.claimtrail("match", doubtful.claim_id, *said)

    voided = deployed.await_state(twins[0].number, State.VOIDED)
    assert [decision.by for decision in voided.match_decisions] == [decision["by"]]
    last = deployed.claimtrail("provenance", meant.claim_id)[-1]
    assert (last["after"], last["faults"]) == ("VOIDED", [])
    assert "the payer's letter" in last["decided_by"]
    assert eventually(lambda: doubt() is None, 20, every=0.2)
    left = deployed.claim(twins[1].number)
    assert left is not None
    assert (left.state, left.superseded_by) == (State.ACCEPTED, ())
