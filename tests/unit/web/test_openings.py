"""Openings of restricted claims: reviewed on a page by somebody else, with what was seen after."""

import re
from datetime import timedelta

import pytest

from claimtrail.access.break_glass.model import BreakState
from claimtrail.access.roles import JobRole
from claimtrail.tickets.model import Ticket, TicketCategory
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web import sites
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C1.6", "C5.8")

PAGE = f"/claims/{CLAIM_ID}"
WORDS = "the payer is on the line about the appeal"
FINDING = "the call is in the log of the payer contacts"


@pytest.fixture
def stores() -> PageStores:
    """Return stores with a restricted claim that pat, a manager who may work claims, has opened."""
    made = sites.restricted()
    opener = WebClient(made, (JobRole.MANAGER,), person_id="pat")
    opener.post(f"{PAGE}/break-glass", reason="payer_asks", words=WORDS)
    assert opener.get(PAGE).status == 200
    return made


def reviewer(stores: PageStores, person_id: str = "kim", **more: tuple[str, ...]) -> WebClient:
    return WebClient(stores, (JobRole.MANAGER,), person_id=person_id, **more)


def opening_page(client: WebClient) -> str:
    [row] = client.get("/openings.json").document()["openings"]
    return f"/openings/{row['opening']}"


def tickets(stores: PageStores) -> list[Ticket]:
    """Return the open tickets about access."""
    found = stores.tickets.list_open(limit=9)
    return [one for one in found if one.category.startswith("access/")]


def test_an_opening_is_listed_with_who_why_and_what_was_seen_after(stores: PageStores) -> None:
    kim = reviewer(stores)

    [row] = kim.get("/openings.json").document()["openings"]
    page = kim.get(opening_page(kim))

    assert (row["person"], row["claim_id"], row["words"]) == ("pat", CLAIM_ID, WORDS)
    assert (row["restrictions"], row["days_left"]) == ("VIP", 3)
    assert "claim.read" in page.text
    assert "GET /claims/" in page.text
    assert "Secretperson" not in page.body
    assert kim.get(PAGE).location.startswith(f"{PAGE}/break-glass")
    assert {"break_glass.list"} == {
        one["action"] for one in kim.recorded if one["actor"] == "user:kim"
    }


def test_each_region_of_an_opening_has_a_name_of_its_own(stores: PageStores) -> None:
    kim = reviewer(stores)

    body = kim.get(opening_page(kim)).body

    headings = re.findall(r'<section aria-labelledby="([^"]{1,40})"', body)
    regions = re.findall(r'role="region" aria-label(?:ledby)?="([^"]{1,80})"', body)
    assert regions
    assert not set(headings) & set(regions)


def test_what_was_seen_before_and_by_others_is_none_of_it(stores: PageStores) -> None:
    kim = reviewer(stores)
    before = len(stores.glass_breaks.views(opening_page(kim).rpartition("/")[2]))
    WebClient(stores, (JobRole.MANAGER,), person_id="pat").get("/claims")
    kim.get("/claims")

    assert len(stores.glass_breaks.views(opening_page(kim).rpartition("/")[2])) == before == 1


def test_another_manager_finds_it_justified_and_it_leaves_the_list(stores: PageStores) -> None:
    kim = reviewer(stores)
    page = opening_page(kim)

    done = kim.post(page, finding="justified", words=FINDING)

    assert done.location == page
    assert FINDING in kim.get(page).text
    assert kim.get("/openings.json").document()["total"] == 0
    [reviewed] = stores.glass_breaks.listed(BreakState.JUSTIFIED)
    assert reviewed.reviewed_by == "user:kim"
    events = [
        one for one in stores.publisher.events.values() if one.detail_type == "glass.reviewed"
    ]
    assert [one.after for one in events] == ["JUSTIFIED"]
    assert tickets(stores) == []
    found = kim.get("/openings.json?state=JUSTIFIED").document()["openings"]
    assert [one["reviewed_by"] for one in found] == ["kim"]


def test_an_opening_without_need_goes_to_the_privacy_office(stores: PageStores) -> None:
    kim = reviewer(stores)

    kim.post(opening_page(kim), finding="not justified", words=FINDING)

    [ticket] = tickets(stores)
    assert ticket.category == TicketCategory.OPENING_UNJUSTIFIED
    assert ticket.assigned_to == "queue:privacy-office"
    assert "pat" not in ticket.model_dump_json().replace("patient", "")


def test_nobody_reviews_their_own_opening(stores: PageStores) -> None:
    pat = reviewer(stores, "pat")
    page = opening_page(pat)

    assert "another manager reviews it" in pat.get(page).text
    assert pat.post(page, finding="justified", words=FINDING).status == 403
    assert stores.glass_breaks.listed(BreakState.AWAITING_REVIEW)


def test_a_finding_without_words_leads_to_the_form_with_what_was_typed(stores: PageStores) -> None:
    kim = reviewer(stores)
    page = opening_page(kim)

    answer = kim.post(page, finding="not justified", words="no")

    assert "15 characters" in answer.text
    assert 'value="not justified" required checked' in answer.body
    assert kim.post(page, finding="perhaps", words=FINDING).status == 400
    assert stores.glass_breaks.listed(BreakState.AWAITING_REVIEW)


def test_openings_of_other_payers_and_for_other_roles_are_not_there(stores: PageStores) -> None:
    page = opening_page(reviewer(stores))
    stranger = reviewer(stores, "sam", payers=("juniper-medicaid",))
    auditor = WebClient(stores, (JobRole.AUDITOR,), person_id="ali")

    assert stranger.get("/openings.json").document()["total"] == 0
    assert stranger.get(page).status == 404
    assert stranger.post(page, finding="justified", words=FINDING).status == 404
    assert "Your finding" not in auditor.get(page).text
    assert auditor.post(page, finding="justified", words=FINDING).status == 403
    assert WebClient(stores, (JobRole.BILLER,)).get("/openings").status == 403


def test_a_late_review_is_counted_and_escalated_as_reviews_of_access_are(
    stores: PageStores,
) -> None:
    stores.watch.move(timedelta(days=5))
    assert stores.stores.glass_reviews.follow_up() == 1

    assert "1 opening to review 1 overdue" in reviewer(stores).get("/openings").text
    [ticket] = tickets(stores)
    assert ticket.category == TicketCategory.ACCESS_REVIEW_OVERDUE
