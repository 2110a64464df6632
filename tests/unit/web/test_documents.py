"""The clinician's list: what payment waits for, and nothing beyond what the job needs."""

import re

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.lifecycle.states import State
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.7")


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def clinician(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.CLINICIAN,))


def waiting(stores: PageStores) -> set[str]:
    found = [
        claim
        for payer in stores.stores.payer_ids
        for claim in stores.stores.claims.list_claims(
            payer_id=payer, state=State.PENDED_PROVIDER_INFO, limit=500
        )[0]
    ]
    return {claim.claim_id for claim in found if not claim.is_hidden}


@pytest.mark.capability("C8.1")
def test_clinicians_land_on_claims_that_wait_for_their_records(
    stores: PageStores, clinician: WebClient
) -> None:
    assert clinician.get("/").location == "/documents"

    rows = clinician.get("/documents.json?columns=claim_id").document()["documents"]

    assert rows
    assert {row["claim_id"] for row in rows} == waiting(stores)


def test_a_row_says_whose_record_is_wanted_by_when_and_what_to_do(
    stores: PageStores, clinician: WebClient
) -> None:
    columns = "claim_id,patient,procedures,asked_for,next_action"
    row = clinician.get(f"/documents.json?columns={columns}").document()["documents"][0]

    events = stores.stores.claims.events_of(row["claim_id"])
    sent = next(one.fact for one in events if isinstance(one.fact, Submitted))
    assert row["patient"].startswith(sent.patient.last_name)
    assert sent.lines[0].procedure_code in row["procedures"]
    assert "records" in row["next_action"]


@pytest.mark.capability("C5.3")
def test_no_dollar_reaches_a_clinician(clinician: WebClient) -> None:
    every = "claim_id,patient,service,procedures,payer,asked_for,next_action,days_left,since"

    for form in ("/documents", f"/documents?columns={every}", "/documents.csv", "/documents.json"):
        body = clinician.get(form).body
        assert not re.search(r"\$\d", body)
    assert clinician.get("/documents?order=amount").status == 400
    assert clinician.get("/claims.json").document()["claims"] != []
    assert "charged" not in clinician.get("/claims.json").document()["claims"][0]


@pytest.mark.capability("C1.6")
def test_claims_that_wait_for_no_record_are_not_a_clinicians(
    stores: PageStores, clinician: WebClient
) -> None:
    rows = clinician.get("/claims.json?rows=500").document()["claims"]

    assert {row["claim_id"] for row in rows} == waiting(stores)
