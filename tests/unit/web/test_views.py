"""Saved views: named, shared, pinned, opened with; and never more than a person may see."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from tests.harness.web.client import WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.2")


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def manager(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.MANAGER,), person_id="max")


@pytest.fixture
def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), person_id="bea")


def save(
    person: WebClient,
    *,
    name: str = "Paid, largest first",
    listing: str = "claims",
    query: str = "",
) -> str:
    """Save a view; its id."""
    answer = person.post(
        "/views", name=name, listing=listing, query=query or "order=amount&state=PAID"
    )
    assert answer.status == 303
    return answer.location.split("view=")[1]


def change(who: WebClient, view_id: str, action: str, **fields: Any) -> int:
    return who.post(f"/views/{view_id}", action=action, **fields).status


def test_a_view_is_saved_from_its_list_and_shows_the_same_again(biller: WebClient) -> None:
    page = biller.get("/claims?state=PAID&order=amount")
    form = page.body.split('<form action="/views"')[1].split("</form>")[0]
    assert 'name="query" value="order=amount&amp;state=PAID"' in form

    answer = biller.post("/views", name="Paid", listing="claims", query="order=amount&state=PAID")

    again = biller.get(answer.location)
    assert "View: Paid" in again.text
    same = biller.get("/claims.json?state=PAID&order=amount").document()["claims"]
    twin = biller.get(answer.location.replace("/claims?", "/claims.json?")).document()["claims"]
    assert twin == same


def test_no_view_keeps_a_page_or_a_word_that_was_searched_for(
    stores: PageStores, biller: WebClient
) -> None:
    view_id = save(biller, query="state=PAID&q=Doe&after=50&rows=5&view=viw_x&form_token=y")

    view = stores.saved_views.find(view_id)

    assert view is not None
    assert "Doe" not in view.query
    assert "after" not in view.query


def test_a_list_opens_with_the_default_and_has_a_way_to_the_plain_one(biller: WebClient) -> None:
    view_id = save(biller)
    assert biller.get("/claims").status == 200

    assert change(biller, view_id, "default") == 303

    opened = biller.get("/claims")
    assert opened.status == 303
    assert f"view={view_id}" in opened.location
    assert "state=PAID" in opened.location
    shown = biller.get(opened.location)
    assert 'href="/claims?view=none"' in shown.body
    assert biller.get("/claims?view=none").status == 200
    assert biller.get("/claims.json").status == 200
    assert change(biller, view_id, "no-default") == 303
    assert biller.get("/claims").status == 200


def test_a_pinned_view_stands_on_the_landing_page_with_its_count(
    stores: PageStores, biller: WebClient
) -> None:
    open_tickets(stores)
    claims, work = save(biller), save(biller, name="Mine", listing="work", query="holder=mine")
    for view_id in (claims, work):
        change(biller, view_id, "pin")

    tiles = biller.get("/work").body.split('aria-label="Pinned views"')[1].split("</ul>")[0]

    paid = len(biller.get("/claims.json?rows=500&state=PAID").document()["claims"])
    assert f'<span class="figure">{paid}</span> Paid, largest first' in tiles
    assert '<span class="figure">0</span> Mine' in tiles
    assert "Pinned views" not in biller.get("/claims").text
    change(biller, claims, "unpin")
    assert "Paid, largest" not in biller.get("/work").text


@pytest.mark.capability("C5.3")
def test_a_shared_view_shows_each_person_what_that_person_may_see(
    stores: PageStores, manager: WebClient
) -> None:
    view_id = save(manager, query="columns=number,state,charged&order=amount")
    change(manager, view_id, "share", **{"with": "role:finance"})
    change(manager, view_id, "share", **{"with": "role:operator"})
    finance = WebClient(stores, (JobRole.FINANCE,))
    operator = WebClient(stores, (JobRole.OPERATOR,))
    address = f"/claims.json?columns=number,state,charged&order=amount&view={view_id}"

    row = finance.get(address).document()["claims"][0]
    cut = operator.get(address).document()["claims"][0]

    assert set(row) == {"number", "state", "charged"}
    assert set(cut) == {"state"}
    assert "Paid, largest first" in finance.get("/views").text
    change(operator, view_id, "pin")
    assert operator.get("/views").status == 200


def test_only_its_owner_changes_a_view_and_only_some_roles_share(
    manager: WebClient, biller: WebClient
) -> None:
    view_id = save(manager)
    assert change(biller, view_id, "pin") == 404

    change(manager, view_id, "share", person="bea")

    assert change(biller, view_id, "pin") == 303
    assert change(biller, view_id, "rename", name="Mine") == 403
    assert change(biller, view_id, "delete") == 403
    own = save(biller, name="Own")
    assert change(biller, own, "share", **{"with": "role:biller"}) == 403
    assert "shared by max" in biller.get("/views").text

    change(manager, view_id, "unshare", **{"with": "user:bea"})
    assert change(biller, view_id, "pin") == 404
    assert "shared by max" not in biller.get("/views").text
    assert biller.get("/work").status == 200


def test_a_view_is_renamed_and_deleted(biller: WebClient) -> None:
    view_id = save(biller)
    change(biller, view_id, "default")
    assert change(biller, view_id, "rename", name="  Paid   ones ") == 303
    assert "Paid ones" in biller.get("/views").text

    assert change(biller, view_id, "delete") == 303

    assert "No view is saved yet" in biller.get("/views").text
    assert biller.get("/claims").status == 200


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "listing": "claims"},
        {"name": "x" * 81, "listing": "claims"},
        {"name": "a", "listing": "nowhere"},
        {"name": "a", "listing": "../work"},
        {"name": "a", "listing": "claims", "query": "state=" + "x" * 3_000},
    ],
)
def test_what_cannot_be_a_view_is_refused(biller: WebClient, form: dict[str, Any]) -> None:
    assert biller.post("/views", **form).status == 400


@pytest.mark.parametrize("audience", ["role:king", "everybody", "user:", "role:"])
def test_a_view_is_shared_with_people_and_roles_alone(manager: WebClient, audience: str) -> None:
    assert change(manager, save(manager), "share", **{"with": audience}) == 400


def test_the_same_form_sent_twice_saves_one_view(biller: WebClient) -> None:
    assert save(biller) == save(biller)
    assert biller.get("/views").body.count("Paid, largest first</a></h2>") == 1


def test_a_name_is_text(biller: WebClient) -> None:
    save(biller, name="<script>alert(1)</script>")

    assert "<script>alert" not in biller.get("/views").body


def test_a_view_of_an_earlier_release_breaks_no_landing_page(
    biller: WebClient, stores: PageStores
) -> None:
    view_id = save(biller, query="state=GONE_STATE&order=lost")
    change(biller, view_id, "pin")
    open_tickets(stores)

    page = biller.get("/work")

    assert page.status == 200
    assert "Paid, largest first" in page.text
