"""The page that opens a ticket: by right, with what its category asks for, once, and recorded."""

import pytest

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction, Principal
from claimtrail.claims.fold.model import Claim
from claimtrail.trail.access_log import Purpose
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C1.6", "T1.1", "T1.2")
NEW = "/tickets/new"
DENIAL = "denial_management/medical_necessity"
CHARGE = "charge_capture/missing_charge"
IMPLANT = {
    "category": CHARGE,
    "title": "Implant of 11 November",
    "meta-facility": "1234567893",
    "meta-service_code": "C1776",
    "impact": "2",
    "urgency": "2",
}


def opened_by(sent: Answer) -> str:
    """The ticket that an answer leads to; behind it stands what was masked."""
    return sent.location.removeprefix("/tickets/").partition("?")[0]


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    open_tickets(made)
    return made


@pytest.fixture
def bea(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), person_id="bea")


def a_claim(stores: PageStores) -> Claim:
    """Return the claim of the first open ticket."""
    claim_id = next(one.claim_id for one in stores.tickets.walk_open() if one.claim_id)
    found = stores.stores.claims.find(claim_id)
    assert found is not None
    return found


def test_a_category_is_chosen_first_and_says_what_the_ticket_needs(
    stores: PageStores, bea: WebClient
) -> None:
    claim_id = a_claim(stores).claim_id

    choosing = bea.get(f"{NEW}?claim={claim_id}")
    chosen = bea.get(f"{NEW}?claim={claim_id}&category={CHARGE}")

    assert f'<option value="{CHARGE}">' in choosing.body
    assert f'name="claim" value="{claim_id}"' in choosing.body
    assert 'method="get"' in choosing.body
    assert 'name="meta-service_code"' in chosen.body
    assert f">{claim_id}</textarea>" in chosen.body, "it is prefilled"
    assert "Open the ticket" in chosen.text
    assert bea.recorded == [], "nothing of a claim is shown"


def test_a_ticket_opens_once_with_values_priority_and_record(
    stores: PageStores, bea: WebClient
) -> None:
    first = bea.post(NEW, **IMPLANT)
    again = bea.post(NEW, **IMPLANT)

    assert (first.status, again.location) == (303, first.location)
    ticket = stores.tickets.get(opened_by(first))
    assert ticket is not None
    assert {one.name: one.value for one in ticket.metadata} == {
        "facility": "1234567893",
        "service_code": "C1776",
    }
    assert (ticket.impact, ticket.urgency, ticket.priority) == (2, 2, 3)
    assert ticket.requester == "user:bea"
    assert bea.get(first.location).status == 200
    changed = [one for one in bea.recorded if one["action"] == "tickets.change"]
    assert {one["subject_id"] for one in changed} == {ticket.ticket_id}


@pytest.mark.parametrize(("impact", "urgency", "priority"), [("1", "1", 1), ("3", "3", 4)])
def test_priority_is_impact_times_urgency_as_the_person_rates_them(
    stores: PageStores, bea: WebClient, impact: str, urgency: str, priority: int
) -> None:
    sent = bea.post(NEW, **IMPLANT | {"impact": impact, "urgency": urgency})

    ticket = stores.tickets.get(opened_by(sent))
    assert ticket is not None
    assert ticket.priority == priority
    assert ticket.priority_reason.startswith(f"impact {impact} and urgency {urgency} ")


def test_a_claim_leads_to_its_ticket_and_says_payer_and_facility(
    stores: PageStores, bea: WebClient
) -> None:
    claim = a_claim(stores)
    assert f"{NEW}?claim={claim.claim_id}" in bea.get(f"/claims/{claim.claim_id}").body

    sent = bea.post(
        NEW,
        category=DENIAL,
        title="The payer wants the chart again",
        claims=f"{claim.claim_id}\n",
        impact="3",
        urgency="2",
        **{"meta-carc": "CO-50"},
    )

    ticket = stores.tickets.get(opened_by(sent))
    assert ticket is not None
    assert (ticket.claim_id, ticket.payer_id, ticket.facility_npi) == (
        claim.claim_id,
        claim.payer_id,
        claim.facility_npi,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Fill in: Title."),
        ({"meta-service_code": ""}, "Fill in: Service code."),
        ({"meta-facility": "1234567890"}, "facility is no valid NPI"),
        ({"impact": "9"}, "has no such choice"),
        ({"category": "nobody/knows"}, "names no category"),
    ],
)
def test_what_cannot_be_is_shown_again_as_it_was_typed(
    stores: PageStores, bea: WebClient, change: dict[str, str], said: str
) -> None:
    before = len(list(stores.tickets.walk()))

    answer = bea.post(NEW, **IMPLANT | change)

    assert answer.status == 400
    assert said in answer.text
    if "category" not in change and "title" not in change:
        assert 'value="Implant of 11 November"' in answer.body
    assert len(list(stores.tickets.walk())) == before


@pytest.mark.capability("C5.3")
@pytest.mark.parametrize("role", JobRole)
def test_who_may_not_change_tickets_has_neither_the_page_nor_a_way_to_it(
    stores: PageStores, role: JobRole
) -> None:
    person = WebClient(stores, (role,))
    known = Principal(id="x", roles=frozenset({role}))
    may_open = may_at_all(known, Operation.CHANGE, Resource.TICKET)

    assert (person.get(NEW).status == 200) is may_open
    assert (person.post(NEW).status == 400) is may_open, "an empty form, else forbidden"
    listed = person.get("/tickets")
    assert (f'href="{NEW}"' in listed.body) is (may_open and listed.status == 200)


def test_claims_of_others_unknown_and_restricted_ones_open_nothing(stores: PageStores) -> None:
    claim = a_claim(stores)
    form = {**IMPLANT, "claims": claim.claim_id}
    other = WebClient(stores, (JobRole.BILLER,), payers=("nobody",))
    bea = WebClient(stores, (JobRole.BILLER,))
    before = len(list(stores.tickets.walk()))

    strange = other.post(NEW, **form)
    unknown = bea.post(NEW, **form | {"claims": "clm_none"})
    assert (strange.status, unknown.status) == (404, 404)
    assert strange.text == unknown.text

    stores.restrict(claim.claim_id, AccessRestriction.VIP)
    assert bea.post(NEW, **form).location.startswith(f"/claims/{claim.claim_id}/break-glass?")
    assert len(list(stores.tickets.walk())) == before


def test_a_form_of_another_page_and_a_person_without_a_purpose_open_nothing(
    stores: PageStores,
) -> None:
    assert WebClient(stores, (JobRole.BILLER,)).post(NEW, own=False, **IMPLANT).status == 403
    unstated = WebClient(stores, (JobRole.BILLER,), purpose=Purpose.UNSTATED)
    assert unstated.get(NEW).location.startswith("/purpose?")
