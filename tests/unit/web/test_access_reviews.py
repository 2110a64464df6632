"""Pages of reviews: managers attest many at once, never themselves; administrators see it done."""

from datetime import date, timedelta

import pytest

from claimtrail.access.people.model import DirectoryPerson
from claimtrail.access.reviews.model import AccessReview, UseCount
from claimtrail.access.roles import JobRole
from claimtrail.tickets.model import TicketCategory
from tests.harness.access.use_cases import DANA, listed
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.twins.access import MemoryAccessUses

pytestmark = pytest.mark.capability("C5.8", "T6.4")

WHY = "moved to the clinic and needs billing no more"


def stores_with(*people: DirectoryPerson) -> PageStores:
    """Return stores with a review of these people; dana has signed in."""
    stores = PageStores()
    stores.directory.known = {one.person_id: one for one in people}
    stores.people.last_use.signed_in(DANA)
    stores.reviews.open_due()
    return stores


@pytest.fixture
def stores() -> PageStores:
    """Return stores with kim's review of dana, lee and kim."""
    return stores_with(listed("dana"), listed("kim", "manager"), listed("lee", "finance"))


def manager(stores: PageStores, person_id: str = "kim") -> WebClient:
    return WebClient(stores, (JobRole.MANAGER,), person_id=person_id)


def only(stores: PageStores) -> AccessReview:
    [review] = stores.reviews.store.open_reviews()
    return review


def attest(stores: PageStores, client: WebClient, said: str, *people: str, words: str = "") -> str:
    """Post the form for people of the one review; return the page that it leads to."""
    review = only(stores).review_id
    form = {"action": said, "words": words, "back": f"review={review}"}
    answer = client.post(
        "/attestations/actions", **form, selected=[f"{review}~{one}" for one in people]
    )
    assert answer.status in {200, 303}, answer.text
    return client.get(answer.location).text if answer.location else answer.text


def test_a_round_lists_its_state_last_day_progress_and_who_is_late(stores: PageStores) -> None:
    stores.watch.move(timedelta(days=20))
    stores.reviews.follow_up()
    client = WebClient(stores, (JobRole.ADMINISTRATOR,), person_id="ada")

    [row] = client.get("/access-reviews.json").document()["access-reviews"]

    assert (row["manager"], row["state"], row["due_on"]) == ("kim", "overdue", "2026-11-23")
    assert (row["people"], row["left"]) == (3, 3)
    assert "overdue" in client.get("/access-reviews").text
    assert client.get("/access-reviews.csv").body.startswith("review_id,manager")
    assert client.get("/").location == "/access-reviews"


def test_an_administrator_reads_of_people_under_review_and_attests_nobody(
    stores: PageStores,
) -> None:
    administrator = WebClient(stores, (JobRole.ADMINISTRATOR,), person_id="ada")

    own, managers = administrator.get("/attestations"), manager(stores).get("/attestations")

    assert "<h1>People under review</h1>" in own.body
    assert "Mark changes of the selected people" in own.text
    assert "<h1>People to attest</h1>" in managers.body
    assert "Attest the selected people" in managers.text


def test_people_are_listed_with_roles_uses_changes_and_contract() -> None:
    stores = stores_with(
        listed("dana", contract_ends_on=date(2027, 1, 31)), listed("lee", "finance")
    )
    uses = {"dana": {"claim.read": UseCount(count=120, last_on=date(2026, 11, 8))}}
    stores.reviews.count_uses(MemoryAccessUses(uses))

    found = manager(stores).get("/attestations.json").document()["attestations"]

    dana, lee = sorted(found, key=lambda row: str(row["person"]))
    assert dana["roles"] == "biller"
    assert (dana["accesses"], dana["kinds"]) == (120, "claim.read 120")
    assert (dana["last_use"], dana["contract_ends"]) == ("2026-11-09", "2027-01-31")
    assert lee["account"] == "account that nobody used"
    assert lee["changes"] == "not in the review before"
    page = manager(stores).get("/attestations").text
    assert "since Jul 1, 2026" in page
    assert "never used: finance" in page


def test_the_next_round_says_what_changed_since(stores: PageStores) -> None:
    stores.directory.known["dana"] = listed("dana", "biller", "finance")
    stores.watch.now = stores.watch.now.replace(year=2027, month=1, day=2)
    stores.reviews.open_due()

    found = manager(stores).get("/attestations.json?period=2027-01-01").document()["attestations"]

    assert "added role finance" in {row["changes"] for row in found}


def test_a_manager_attests_several_at_once_and_never_themselves(stores: PageStores) -> None:
    page = attest(stores, manager(stores), "KEEP", "dana", "kim", "lee")

    assert "2 kept" in page
    assert "nobody attests their own access" in page
    assert "2 of 3 people" in page
    assert {one.person_id: bool(one.attested) for one in only(stores).items} == {
        "dana": True,
        "kim": False,
        "lee": True,
    }
    assert [row["subject_id"] for row in manager(stores).recorded if "kim" in row["actor"]]


def test_another_managers_review_and_a_removal_without_a_reason_change_nothing(
    stores: PageStores,
) -> None:
    other = attest(stores, manager(stores, "sam"), "KEEP", "dana")
    asked_again = attest(stores, manager(stores), "REMOVE", "dana", words="no")

    assert "another manager's review" in other
    assert "A reason has 15 characters at least" in asked_again
    assert only(stores).left == 3


def test_who_is_removed_is_signed_out_at_once_and_may_not_come_back(stores: PageStores) -> None:
    dana = WebClient(stores, (JobRole.BILLER,), person_id="dana")
    assert dana.get("/about").status == 200

    page = attest(stores, manager(stores), "REMOVE", "dana", words=WHY)

    assert "signed out at once" in page
    assert dana.get("/about").location.startswith("/sign-in")
    assert not stores.directory.known["dana"].is_enabled
    assert WHY not in str(stores.publisher.events)


def test_a_change_is_a_ticket_until_an_administrator_made_it(stores: PageStores) -> None:
    attest(stores, manager(stores), "CHANGE", "dana", words="finance goes, biller stays")
    [ticket] = stores.tickets.list_open(limit=9)
    assert ticket.category == TicketCategory.ACCESS_CHANGE_REQUESTED
    assert "dana" not in ticket.model_dump_json(exclude={"history"})
    ada = WebClient(stores, (JobRole.ADMINISTRATOR,), person_id="ada")
    assert "1 change of access to make" in ada.get("/access-reviews").text
    review = only(stores).review_id

    refused = manager(stores).post("/attestations/changes", selected=[f"{review}~dana"])
    made = ada.post("/attestations/changes", selected=[f"{review}~dana", f"{review}~lee"])

    assert refused.status == 403
    page = ada.get(made.location).text
    assert "1 marked as changed" in page
    assert "no change was asked for" in page
    assert stores.tickets.list_open(limit=9) == []


def test_a_change_that_is_withdrawn_closes_its_ticket(stores: PageStores) -> None:
    attest(stores, manager(stores), "CHANGE", "dana", words="finance goes, biller stays")
    stores.watch.move(timedelta(hours=1))
    attest(stores, manager(stores), "KEEP", "dana")

    assert stores.tickets.list_open(limit=9) == []


def test_an_administrator_hands_a_review_on_and_attests_nothing(stores: PageStores) -> None:
    ada = WebClient(stores, (JobRole.ADMINISTRATOR,), person_id="ada")
    review = only(stores).review_id

    handed = ada.post(f"/access-reviews/{review}/manager", manager="sam")
    attested = ada.post("/attestations/actions", action="KEEP", selected=[f"{review}~dana"])

    assert handed.location == f"/attestations?review={review}"
    assert only(stores).manager_id == "sam"
    assert attested.status == 403
    assert ada.post(f"/access-reviews/{review}/manager", manager="").status == 400


def test_managers_land_on_a_count_of_what_is_due_and_others_on_none(stores: PageStores) -> None:
    stores.watch.move(timedelta(days=20))

    due = manager(stores).get("/overview").text

    assert "2 people to attest 2 overdue" in due
    assert "0 openings to review" in due
    analyst = WebClient(stores, (JobRole.ANALYST,))
    assert "to attest" not in analyst.get("/overview").text
    for address in ("/access-reviews", "/attestations", "/openings", "/accounts"):
        assert analyst.get(address).status == 403


def test_accounts_stand_beside_people_and_access_ends_at_once(stores: PageStores) -> None:
    stores.people.announce("new")
    ada = WebClient(stores, (JobRole.ADMINISTRATOR,), person_id="ada")
    dana = WebClient(stores, (JobRole.BILLER,), person_id="dana")

    found = ada.get("/accounts.json").document()["accounts"]
    assert {one["person"]: one["account"] for one in found} == {
        "ada": "no account at the provider",
        "dana": "account in use",
        "kim": "account that nobody used",
        "lee": "account that nobody used",
        "new": "no account at the provider",
    }
    asked_again = ada.post("/accounts/actions", action="end", words="no", selected=["dana"])
    assert "15 characters" in asked_again.text
    assert dana.get("/about").status == 200
    ended = ada.post("/accounts/actions", action="end", words=WHY, selected=["dana", "ada"])

    assert "1 without access now" in ada.get(ended.location).text
    assert dana.get("/about").location.startswith("/sign-in")
    assert manager(stores, "kim").post("/accounts/actions", action="end", words=WHY).status == 403


@pytest.mark.parametrize("said", ["", "BURN"])
def test_a_word_that_is_none_is_refused(stores: PageStores, said: str) -> None:
    answer = manager(stores).post("/attestations/actions", action=said, selected=["x~y"])

    assert answer.status == 400


def test_a_forged_row_is_left_out(stores: PageStores) -> None:
    form = {"action": "KEEP", "selected": ["rvw_none~dana", "without-a-mark"]}
    answer = manager(stores).post("/attestations/actions", **form)

    assert "0 kept" in manager(stores).get(answer.location).text
    assert only(stores).left == 3
