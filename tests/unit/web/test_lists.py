"""Lists: the address is the view, and every list has its twins in CSV and JSON."""

import csv
import io
from collections import Counter

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.web.core.lists.downloads import inert
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.twins.claims.memory import Kept


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def rows_of(person: WebClient, query: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = person.get(f"/claims.json?rows=500&{query}").document()["claims"]
    return found


def test_a_list_is_the_same_as_page_csv_and_json(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    view = "state=PAID&order=amount&rows=10"

    page = biller.get(f"/claims?{view}")
    table = list(csv.DictReader(io.StringIO(biller.get(f"/claims.csv?{view}").body)))
    document = biller.get(f"/claims.json?{view}").document()

    numbers = [row["number"] for row in document["claims"]]
    assert numbers
    assert [row["number"] for row in table] == numbers
    assert [page.text.index(number) for number in numbers] == sorted(
        page.text.index(number) for number in numbers
    )
    charges = [float(row["charged"]) for row in document["claims"]]
    assert charges == sorted(charges, reverse=True)


def test_facets_count_what_choosing_them_shows(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    every = rows_of(biller)
    state, count = Counter(row["state"] for row in every).most_common(1)[0]

    page = biller.get("/claims")
    chosen = rows_of(biller, f"state={state}")

    assert f'href="/claims?state={state}"' in page.body
    entry = page.body.split(f'href="/claims?state={state}"')[1].split("</li>")[0]
    assert f">{count}</span>" in entry
    assert len(chosen) == count
    assert {row["state"] for row in chosen} == {state}


def test_pages_follow_one_another_without_loss_or_repetition(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    every = [row["claim_id"] for row in rows_of(biller)]

    read: list[str] = []
    address = "/claims.json?rows=7"
    while address:
        document = biller.get(address).document()
        read += [row["claim_id"] for row in document["claims"]]
        address = document["next"]

    assert read == every


def test_columns_are_chosen_by_the_address(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    row = rows_of(biller, "columns=state,number")[0]

    assert list(row) == ["state", "number"]
    assert biller.get("/claims?columns=nothing").status == 400


@pytest.mark.capability("C5.3")
def test_a_role_sees_the_columns_of_its_own_job(stores: PageStores) -> None:
    operator = WebClient(stores, (JobRole.OPERATOR,))
    finance = WebClient(stores, (JobRole.FINANCE,))

    assert "number" not in rows_of(operator)[0]
    assert "charged" not in rows_of(operator)[0]
    assert {"number", "charged"} <= set(rows_of(finance)[0])
    assert operator.get("/claims?order=amount").status == 400


@pytest.mark.capability("C1.6")
def test_a_person_sees_claims_of_own_payers_alone(stores: PageStores) -> None:
    every = rows_of(WebClient(stores, (JobRole.BILLER,)))
    payer = every[0]["payer"]

    own = rows_of(WebClient(stores, (JobRole.BILLER,), payers=(payer,)))

    assert {row["payer"] for row in own} == {payer}
    assert len(own) == sum(row["payer"] == payer for row in every)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("-5.20", "-5.20"),
        ("-x", "'-x"),
        ("\tx", "'\tx"),
        (-5, -5),
    ],
)
def test_no_cell_is_run_by_a_spreadsheet(text: str | int, written: str | int) -> None:
    assert inert(text) == written


@pytest.mark.capability("C8.3")
@pytest.mark.parametrize("facet", ["age", "moved", "usual", "denial", "facility", "amount"])
def test_every_facet_of_claims_counts_what_choosing_it_shows(
    stores: PageStores, facet: str
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    page = biller.get("/claims").body.split('class="facets"')[1]
    links = [part for part in page.split('<li><a href="') if part.startswith(f"/claims?{facet}=")]

    for link in links:
        query = link.split('"')[0].removeprefix("/claims?").replace("&amp;", "&")
        count = int(link.split('class="count">')[1].split("<")[0])
        assert len(rows_of(biller, query)) == count
    assert links or facet == "denial"


def test_hidden_claims_are_shown_when_they_are_asked_for(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    shown = {row["claim_id"] for row in rows_of(biller)}
    hidden = {row["claim_id"] for row in rows_of(biller, "hidden=hidden")}
    found = map(stores.intake.claims.find, stores.intake.claims.owners_of(Kept.CHANGE))
    expected = {one.claim_id for one in found if one and one.is_hidden and not one.matched_to}

    assert hidden == expected
    assert not hidden & shown
