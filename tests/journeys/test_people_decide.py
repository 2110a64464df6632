"""Additions of people to the files: a payer's word seen in its portal, and what that word means."""

from datetime import date
from typing import Any

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

CLAIM = OwnClaim(serial=177, submitted_on=date(2026, 9, 14))
WORD = "Gone to the annex"
SEEN_ON = "2026-09-21"
SHARED = "OWNICNSHARED"
"""The number that a payer gave to two claims."""


@pytest.fixture(scope="module")
def recorded(deployed: Deployed) -> Claim:
    """An accepted claim of which a person saw a word in the payer's portal."""
    deployed.put(f"{BILLING_ID}/word-837.x12", CLAIM.submission())
    deployed.put(f"{PAYER_ID}/word-277ca.x12", CLAIM.acceptance())
    claim = deployed.await_state(CLAIM.number, State.ACCEPTED)
    seen = ("--seen-on", SEEN_ON, "--seen-in", "portal")
    deployed.claimtrail("record-status", claim.claim_id, "--term", WORD, *seen)
    return claim


@pytest.fixture(scope="module")
def reviewed(deployed: Deployed, recorded: Claim) -> dict[str, Any]:
    """The word as the review listed it, before a person said what it means."""

    def listed() -> dict[str, Any] | None:
        rows = deployed.claimtrail("terms", "review", "--payer", PAYER_ID)
        return next((row for row in rows if row["term"] == WORD.upper()), None)

    row = eventually(listed, 20, every=0.2)
    deployed.claimtrail(
        *("terms", "decide", WORD, "--payer", PAYER_ID, "--means", "P2", "--why", "the manual")
    )
    deployed.await_state(recorded.patient_control_number, State.IN_REVIEW)
    return row


@pytest.mark.capability("C3.1")
def test_given_a_word_that_nobody_knows_then_it_moves_the_claim_when_a_person_says_what_it_means(
    deployed: Deployed, recorded: Claim, reviewed: dict[str, Any]
) -> None:
    assert (reviewed["status"], reviewed["claims"]) == ("OPEN", [recorded.claim_id])
    exported = deployed.claimtrail("terms", "export", "--payer", PAYER_ID)
    assert exported[WORD.upper()] == "P2"


@pytest.mark.capability("C5.2")
def test_given_what_a_person_saw_when_its_provenance_is_asked_for_then_its_statement_proves_it(
    deployed: Deployed, reviewed: dict[str, Any]
) -> None:
    assert reviewed
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
        rows = deployed.claimtrail("unmatched", "--payer", PAYER_ID, "--limit", "1000")
        return next((row for row in rows if row["claim_id"] == doubtful.claim_id), None)

    row = eventually(doubt, 20, every=0.2)
    assert {one["claim_id"] for one in row["candidates"]} == {meant.claim_id, spared.claim_id}

    said = ("--accept", meant.claim_id, "--why", "the payer's letter of September 30th")
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
