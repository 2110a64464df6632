"""Lists of tickets: by priority and clock, by status, category and tier, ended ones, the board."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from tests.harness.web.client import WebClient
from tests.harness.web.desk_tickets import CLAIM_QUEUE, Desk, a_desk
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.1", "T3.3")


@pytest.fixture(scope="module")
def stores() -> PageStores:
    """Tickets that nothing here changes."""
    made = PageStores()
    open_tickets(made)
    return made


@pytest.fixture(scope="module")
def desk(stores: PageStores) -> Desk:
    return a_desk(stores)


@pytest.fixture(scope="module")
def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), queues=(CLAIM_QUEUE,))


def rows_of(person: WebClient, query: str = "", listing: str = "tickets") -> list[dict[str, Any]]:
    found = person.get(f"/{listing}.json?rows=500&{query}")
    assert found.status == 200, found.text
    rows: list[dict[str, Any]] = found.document()[listing]
    return rows


@pytest.mark.parametrize("listing", ["tickets", "work"])
def test_the_nearest_breach_of_the_highest_priority_is_on_top(
    biller: WebClient, desk: Desk, listing: str
) -> None:
    rows = rows_of(biller, "order=clock&columns=ticket_id,priority,clock", listing)

    priorities = [row["priority"] for row in rows]
    assert priorities == sorted(priorities)
    of_lowest = [row["ticket_id"] for row in rows if row["priority"] == 4]
    assert of_lowest[0] == desk.late.ticket_id
    assert of_lowest[-1] == desk.held.ticket_id, "a paused clock breaks last"
    words = {row["ticket_id"]: row["clock"] for row in rows}
    assert words[desk.late.ticket_id] == "breached 4 days ago"
    assert words[desk.held.ticket_id] == "paused (payer)"
    assert words[desk.joint.ticket_id] == "19h 00m left"


@pytest.mark.parametrize("listing", ["tickets", "work"])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=ON_HOLD", {"held"}),
        ("hold=payer", {"held"}),
        ("hold=vendor", set()),
        ("area=denial_management", {"held", "many"}),
        ("category=charge_capture/missing_charge", {"joint"}),
        ("tier=2", {"held", "many", "joint"}),
        ("owner=queue:patient-accounts", {"late"}),
        ("status=RESOLVED", {"resolved"}),
        ("status=RESOLVED&status=ON_HOLD", {"held", "resolved"}),
        ("status=CLOSED&status=CANCELED", set()),
    ],
)
def test_facets_narrow_by_status_category_tier_and_owner(
    biller: WebClient, desk: Desk, listing: str, query: str, names: set[str]
) -> None:
    rows = rows_of(biller, f"{query}&columns=ticket_id", listing)

    own = {getattr(desk, name).ticket_id: name for name in Desk.__slots__}
    assert {own[row["ticket_id"]] for row in rows if row["ticket_id"] in own} == names


@pytest.mark.parametrize("facet", ["status", "area", "category", "tier", "hold"])
def test_facets_count_what_choosing_them_shows(biller: WebClient, desk: Desk, facet: str) -> None:
    page = biller.get("/tickets")
    beside = page.body.partition('<nav class="facets"')[2].partition("</nav>")[0]
    links = [
        part for part in beside.split('<li><a href="') if part.startswith(f"/tickets?{facet}=")
    ]

    assert links
    for link in links:
        address, count = link.split('"')[0], int(link.split('class="count">')[1].split("<")[0])
        query = address.partition("?")[2].replace("&amp;", "&")
        assert len(rows_of(biller, query)) == count, desk


def test_ended_tickets_leave_the_list_of_open_ones_and_are_reached_for_thirty_days(
    stores: PageStores, desk: Desk
) -> None:
    person = WebClient(stores, (JobRole.BILLER,))
    page = person.get("/tickets")
    link = page.body.partition(">Ended, last 30 days")[0].rpartition('href="')[2].split('"')[0]

    ended = person.get(link.replace("&amp;", "&"))

    assert desk.resolved.title not in page.text
    assert desk.resolved.title in ended.text
    assert desk.held.title not in ended.text
    assert "Tickets that ended stay in this list for 30 days" in ended.text
    assert "late" not in rows_of(person, "status=RESOLVED")[0]
    [row] = rows_of(person, "status=RESOLVED&columns=ticket_id,days_left,ended_at")
    assert row["days_left"] is None
    assert row["ended_at"] == "2026-11-04T15:00:00.000Z"
    assert f'name="selected" value="{desk.resolved.ticket_id}"' not in (
        person.get("/work?status=RESOLVED").body
    )


def test_the_board_has_each_status_with_its_count_and_its_cards(
    biller: WebClient, desk: Desk
) -> None:
    page = biller.get("/tickets/board")

    columns = {
        part.partition('"')[0]: part
        for part in page.body.split('<section class="board-column" aria-labelledby="board-')[1:]
    }
    assert list(columns) == ["new", "in-progress", "on-hold", "resolved"]
    for name, status in (("new", "NEW"), ("on-hold", "ON_HOLD"), ("resolved", "RESOLVED")):
        count = len(rows_of(biller, f"status={status}"))
        assert f'<span class="count">{count}</span>' in columns[name]
        assert columns[name].count('<li class="card-ticket">') == count
    assert f'href="/tickets/{desk.held.ticket_id}"' in columns["on-hold"]
    assert "paused (payer)" in columns["on-hold"]
    assert desk.resolved.title in columns["resolved"]
    assert "None." in columns["in-progress"]
    mine = biller.get("/tickets/board?holder=mine")
    assert 'class="card-ticket"' not in mine.body
    assert biller.get("/tickets/board?holder=nonsense").status == 400


def test_the_board_counts_what_the_person_may_see(stores: PageStores, desk: Desk) -> None:
    narrow = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))

    page = narrow.get("/tickets/board")

    assert desk.held.title not in page.body
    assert '<h2 id="board-on-hold">On hold <span class="count">0</span>' in page.body
    assert any(row["subject_id"] == desk.late.ticket_id for row in narrow.recorded)


def test_clocks_are_read_of_the_rows_of_the_page_alone(
    biller: WebClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(ticket: Any, *_: Any, **__: Any) -> tuple[()]:
        read.append(ticket.ticket_id)
        return ()

    monkeypatch.setattr("claimtrail.web.work.reading.clock_rows", counted)

    biller.get("/work?rows=3")
    assert len(read) == 3
    read.clear()
    biller.get("/tickets/board")
    assert len(read) == len(set(read)), desk
