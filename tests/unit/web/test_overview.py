"""The managers' overview: figures that agree with the lists to which they lead."""

import re

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.web.core.charts import BarRow, bar_chart
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.4")


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def links_of(page: Answer) -> dict[str, int]:
    """Every figure of the page, by the address to which it leads."""
    found = re.findall(r'<a href="(/claims[^"]{0,200})">([\d,]{1,9})</a>', page.body)
    return {
        address.replace("&amp;", "&"): int(number.replace(",", "")) for address, number in found
    }


@pytest.mark.capability("C8.1")
def test_managers_and_analysts_land_on_the_overview(stores: PageStores) -> None:
    for role in (JobRole.MANAGER, JobRole.ANALYST):
        assert WebClient(stores, (role,)).get("/").location == "/overview"


def test_every_figure_of_a_state_is_the_number_of_claims_in_its_list(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    figures = links_of(manager.get("/overview"))

    states = {address: number for address, number in figures.items() if "state=" in address}
    assert len(states) > 3
    for address, number in states.items():
        listed = manager.get(address.replace("/claims?", "/claims.json?rows=500&")).document()
        assert len(listed["claims"]) == number, address


def test_the_sum_of_all_states_is_the_figure_of_all_claims(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    every = manager.get("/claims.json?rows=500").document()["claims"]

    assert links_of(manager.get("/overview"))["/claims"] == len(every)


@pytest.mark.capability("C1.6")
def test_a_manager_of_some_payers_sees_figures_of_these_alone(stores: PageStores) -> None:
    own = WebClient(stores, (JobRole.MANAGER,), payers=("cedar-medicare",))

    page = own.get("/overview")

    assert "juniper-medicaid" not in page.body
    listed = own.get("/claims.json?rows=500").document()["claims"]
    assert links_of(page)["/claims"] == len(listed)


@pytest.mark.capability("C5.3")
def test_no_dollar_is_in_the_figures_of_an_operator(stores: PageStores) -> None:
    page = WebClient(stores, (JobRole.OPERATOR,)).get("/overview")

    assert page.status == 200
    assert "$" not in page.text.replace("$amount", "")


@pytest.mark.capability("C8.3")
def test_aging_is_counted_from_submission_or_from_the_last_movement(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    assert "age=0-30" in manager.get("/overview").body
    assert "idle=0-30" in manager.get("/overview?by=changed").body
    assert manager.get("/overview?by=birthday").status == 400


def test_bars_are_as_long_as_their_values() -> None:
    rows = [
        BarRow(label="cedar", values=(30, 10), total="40"),
        BarRow(label="fern", values=(10, -5), total="5"),
    ]

    chart = bar_chart(rows, name="test", title="Test", series=["new", "old"])

    longest, short = chart.bars
    assert longest.parts[0].width == pytest.approx(3 * longest.parts[1].width)
    assert longest.parts[1].x == pytest.approx(longest.parts[0].x + longest.parts[0].width)
    assert [part.series for part in short.parts] == [1]


@pytest.mark.parametrize(("role", "leads"), [(JobRole.ANALYST, False), (JobRole.MANAGER, True)])
def test_a_figure_leads_to_its_list_for_whose_roles_open_it(
    stores: PageStores, role: JobRole, *, leads: bool
) -> None:
    page = WebClient(stores, (role,)).get("/overview").body

    assert ('href="/claims?' in page) is leads
