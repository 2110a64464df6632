"""The managers' overview: figures that agree with the lists to which they lead."""

import re
from datetime import timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.views.listed import listed_claim
from claimtrail.web.claims.facets import FACETS
from claimtrail.web.core.charts import BarRow, bar_chart
from claimtrail.web.core.flow_charts import FlowBand, flow_chart
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.intake.intake_fixture import NOW
from tests.harness.web.claim_stores import denied
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


def test_a_look_at_the_figures_is_recorded_under_no_claim(stores: PageStores) -> None:
    operator = WebClient(stores, (JobRole.OPERATOR,))

    operator.get("/overview")

    [row] = operator.recorded
    assert (row["action"], row["subject_id"], row["claim_id"]) == ("figures.read", "figures", None)
    assert "money" not in row["fields"]


@pytest.mark.parametrize(
    ("facet", "least"),
    [
        ("state=", 4),
        ("age=", 1),
        ("moved=", 1),
        ("progress=", 2),
        pytest.param("flow=", 4, marks=pytest.mark.capability("C8.5")),
    ],
)
def test_every_figure_is_the_number_of_claims_in_its_list(
    stores: PageStores, facet: str, least: int
) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))
    anchor = "changed" if facet == "moved=" else "submitted"

    figures = links_of(manager.get(f"/overview?by={anchor}"))

    found = {address: number for address, number in figures.items() if facet in address}
    assert len(found) >= least
    for address, number in found.items():
        listed = manager.get(address.replace("/claims?", "/claims.json?rows=500&")).document()
        assert len(listed["claims"]) == number, address


def test_a_category_of_denials_leads_to_the_claims_that_are_denied_for_it() -> None:
    stores = denied()
    stores.count()
    claim = stores.intake.claims.find(CLAIM_ID)
    assert claim is not None
    row = listed_claim(claim, deadlines=stores.stores.deadlines, today=stores.today())
    [facet] = [one for one in FACETS if one.name == "denial"]

    links = links_of(WebClient(stores, (JobRole.MANAGER,)).get("/overview"))

    assert links[f"/claims?denial={facet.value(row).replace(' ', '+')}"] == 1


@pytest.mark.capability("C8.1")
def test_who_sent_nothing_lately_is_told(stores: PageStores) -> None:
    stores.watch.now = NOW + timedelta(days=3)
    person = WebClient(stores, (JobRole.MANAGER,))
    _, _, files = person.get("/overview").text.partition("Latest files by sender")
    assert "3 days ago" in files

    stores.watch.move(timedelta(days=20))
    person = WebClient(stores, (JobRole.MANAGER,))
    assert person.get("/overview").text.count("none in 14 days") == len(stores.stores.payer_ids)


def test_who_lists_no_files_is_shown_none(stores: PageStores) -> None:
    analyst = WebClient(stores, (JobRole.ANALYST,))

    assert "Latest files by sender" not in analyst.get("/overview").text


@pytest.mark.capability("C8.5")
def test_the_flow_of_a_period_is_drawn_and_stands_in_a_table(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    page = manager.get("/overview?flow_from=2026-09-28&flow_through=2026-11-09")
    later = manager.get("/overview?flow_from=2026-11-16&flow_through=2026-11-16")

    assert "Flow between states, Sep 28, 2026 to Nov 15, 2026" in page.text
    assert page.body.count('<path d="M') > 3
    assert re.search(r"Accepted by payer \(277CA\)</td><td[^>]{0,60}><a", page.body)
    assert "No claim changed its state in this period" in later.text
    assert manager.get("/overview?flow_from=2026-11-09&flow_through=2026-10-05").status == 400
    assert manager.get("/overview?flow_from=someday").status == 400


@pytest.mark.capability("C8.5")
def test_who_is_limited_to_facilities_gets_no_flow_of_others(stores: PageStores) -> None:
    limited = WebClient(stores, (JobRole.MANAGER,), facilities=("1234567893",))

    assert "Flow between states" not in limited.get("/overview").text


def test_bands_are_as_thick_as_their_amounts_and_nodes_hold_them() -> None:
    chart = flow_chart(
        [
            FlowBand(source="sent", target="paid", amount=30, title=""),
            FlowBand(source="sent", target="denied", amount=10, title=""),
            FlowBand(source="denied", target="paid", amount=10, title=""),
        ],
        name="test",
        title="Test",
    )

    heights = {(one.label, one.anchor): one.height for one in chart.nodes}
    assert heights["sent", "end"] == pytest.approx(4 * heights["denied", "end"], rel=0.01)
    assert heights["paid", "start"] == heights["sent", "end"]
    assert [one.amount for one in chart.nodes] == ["40", "10", "40", "10"]
    assert max(one.y + one.height for one in chart.nodes) <= chart.height


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
    assert "moved=0-30" in manager.get("/overview?by=changed").body
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
