"""Search by the API: words in a body, claims by what the caller's roles see of them."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.machines import calling, know_machine
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores
from tests.twins.claims.memory import Kept

pytestmark = [pytest.mark.capability("C1.6", "C8.1", "T2.2")]
SEARCH = "/api/v1/search"


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def claim(stores: PageStores) -> Claim:
    """A claim with a submission."""
    found = map(stores.intake.claims.find, stores.intake.claims.owners_of(Kept.CHANGE))
    return next(one for one in found if one and one.submissions and not one.is_hidden)


def search(person: WebClient, said: Any, **headers: str) -> Answer:
    return person.change(SEARCH, {"q": said}, key="", **headers)


def found(person: WebClient, said: str, **headers: str) -> list[str]:
    answer = search(person, said, **headers)
    assert answer.status == 200, answer.body
    return [one["claim_id"] for one in answer.document()["claims"]]


def test_a_claim_is_found_by_what_the_role_sees_and_the_access_is_recorded(
    stores: PageStores, claim: Claim
) -> None:
    biller, operator = (WebClient(stores, (role,)) for role in (JobRole.BILLER, JobRole.OPERATOR))
    events = stores.intake.claims.events_of(claim.claim_id)
    submission = next(one.fact for one in events if isinstance(one.fact, Submitted))
    number, name = claim.patient_control_number, submission.patient.last_name
    amount = f"${submission.total_charge_cents / 100:.2f}"

    for said in (number, name, amount, claim.claim_id):
        assert claim.claim_id in found(biller, said), said
    looked = [row for row in biller.recorded if row["statement"] == "search"]
    assert claim.claim_id in {row["claim_id"] for row in looked}
    assert {row["origin"].split(" ", 1)[1] for row in looked} == {f"POST {SEARCH}"}
    kept = str(biller.recorded) + str(stores.idempotency.requests)
    assert not [one for one in (number, name) if one in kept]
    assert found(operator, number) == found(operator, amount) == []
    assert found(operator, claim.claim_id) == [claim.claim_id]


def test_a_search_needs_no_key_and_changes_nothing(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    assert search(biller, "Nobody, Else").document() == {
        "claims": [],
        "are_near": False,
        "is_cut": False,
        "tickets": [],
        "files": [],
    }
    assert stores.idempotency.requests == {}
    assert biller.recorded == []


def test_ids_of_tickets_and_files_are_told_to_those_who_may_read_them(
    stores: PageStores, claim: Claim
) -> None:
    ticket = open_tickets(stores)[0]
    biller = WebClient(stores, (JobRole.BILLER,))
    elsewhere = WebClient(stores, (JobRole.BILLER,), payers=("nobody",))

    assert search(biller, ticket.ticket_id).document()["tickets"] == [ticket.ticket_id]
    assert search(elsewhere, ticket.ticket_id).document()["tickets"] == []
    file_id = claim.steps[0].source.file_id
    engineer = WebClient(stores, (JobRole.SUPPORT_3,))
    assert search(engineer, file_id).document()["files"] == [file_id]
    assert search(biller, file_id).document()["files"] == []
    assert found(elsewhere, claim.patient_control_number) == []


@pytest.mark.parametrize("role", JobRole)
def test_the_search_is_open_to_those_who_list_claims(
    role: JobRole, stores: PageStores, claim: Claim
) -> None:
    person = WebClient(stores, (role,))

    assert (
        search(person, claim.patient_control_number).status == person.get("/api/v1/claims").status
    )


def test_a_machine_searches_by_its_scope(stores: PageStores, claim: Claim) -> None:
    know_machine(stores)
    number = claim.patient_control_number

    reading = calling(stores, MachineScope.CLAIMS_READ)
    assert found(reading, number, x_purpose_of_use="payment") == [claim.claim_id]
    others = calling(stores, MachineScope.TICKETS_READ)
    assert search(others, number, x_purpose_of_use="payment").status == 403


@pytest.mark.parametrize(
    ("said", "status"), [("", 422), ("x" * 101, 422), (7, 422), (["x"], 422), ("' OR 1=1 --", 200)]
)
def test_wrong_words_find_nothing_and_are_not_repeated(
    said: Any, status: int, stores: PageStores
) -> None:
    answer = search(WebClient(stores, (JobRole.BILLER,)), said)

    assert answer.status == status
    assert "OR 1" not in answer.body
    assert '"claims": [{' not in answer.body


def test_another_site_cannot_have_a_browser_search(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    assert search(biller, "Doe", x_form_token="").status == 403
    assert biller.recorded == []
