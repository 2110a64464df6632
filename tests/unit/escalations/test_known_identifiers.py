"""The identifiers that a claim knows of its patient, for masking."""

import pytest

from claimtrail.claims.facts.submissions import Submitted
from claimtrail.escalations.known_identifiers import ClaimIdentifiers
from claimtrail.tickets.masking.known import NOTHING_KNOWN
from claimtrail.tickets.masking.mask import mask
from tests.harness.intake.traced import taken_in
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("T6.1")


def test_a_claim_knows_its_patient_by_its_submission() -> None:
    intake = taken_in()
    store = intake.claims
    claim = next(one for one in Twins(intake=intake).claims if one.submissions)
    fact = store.events_at([(claim.claim_id, claim.submissions[-1].event_id)])[
        claim.submissions[-1].event_id
    ].fact
    assert isinstance(fact, Submitted)
    known = ClaimIdentifiers(store)(claim.claim_id)

    person = fact.patient
    text = (
        f"{person.first_name.lower()} {person.last_name.lower()} / {claim.patient_control_number}"
    )
    masked = mask(text, known)
    assert claim.patient_control_number not in masked.text
    assert person.last_name.lower() not in masked.text
    assert {one.rule for one in masked.spans} >= {"known:account number", "known:given"}
    if person.birth_date:
        assert person.birth_date in {one.birth_date for one in known.people}


def test_a_claim_that_is_none_knows_nothing() -> None:
    assert ClaimIdentifiers(taken_in().claims)("clm_none") is NOTHING_KNOWN
