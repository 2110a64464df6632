"""Lists in their windows: nothing aside at 1,280 pixels, rows in sight on a phone."""

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.escalations.model import EscalationStatus
from claimtrail.escalations.rules import begin
from tests.browser.conftest import NARROW, WIDE, Desk
from tests.harness.escalations.pending_claims import pending_claim
from tests.harness.intake.intake_fixture import NOW

pytestmark = pytest.mark.capability("C8.7")


def test_the_list_of_work_needs_no_sideways_scrolling_and_shows_the_next_action(
    desk: Desk,
) -> None:
    with desk.signed_in(JobRole.BILLER, viewport=WIDE) as seat:
        page = seat.context.new_page()
        page.goto("/work")

        aside = page.locator(".scroll").evaluate("(box) => box.scrollWidth - box.clientWidth")
        heading = page.get_by_role("columnheader", name="Next action").bounding_box()

    assert aside == 0
    assert heading is not None
    assert heading["x"] + heading["width"] <= WIDE["width"]


def test_no_table_of_the_overview_scrolls_aside_on_a_phone(desk: Desk) -> None:
    with desk.signed_in(JobRole.MANAGER, viewport=NARROW) as seat:
        late = begin(pending_claim("clm_2"), at=NOW, actor="system:test")
        running = late.model_copy(update={"status": EscalationStatus.RUNNING})
        seat.site.stores.escalations.put_new(running)
        page = seat.context.new_page()
        page.goto("/overview")

        aside = page.locator(".scroll").evaluate_all(
            "(all) => all.map((box) => [box.ariaLabel, box.scrollWidth - box.clientWidth])"
        )

    assert "Past their window: table" in dict(aside)
    assert [name for name, pixels in aside if pixels > 0] == []


def test_on_a_phone_a_row_is_in_sight_and_filters_are_one_line_until_they_are_opened(
    desk: Desk,
) -> None:
    with desk.signed_in(JobRole.BILLER, viewport=NARROW) as seat:
        page = seat.context.new_page()
        page.goto("/work")
        row = page.locator("[data-rows] tbody tr").first.bounding_box()
        filters = page.get_by_role("navigation", name="Filters")
        assert not filters.is_visible()

        page.get_by_text("Filters", exact=True).click()

        assert filters.is_visible()
    assert row is not None
    assert row["y"] < NARROW["height"]


def test_beside_the_rows_filters_are_open_without_a_click(desk: Desk) -> None:
    with desk.signed_in(JobRole.BILLER, viewport=WIDE) as seat:
        page = seat.context.new_page()
        page.goto("/work")

        assert page.get_by_role("navigation", name="Filters").is_visible()
        assert page.locator(".filters > summary").is_hidden()


@pytest.mark.parametrize(
    ("site", "role", "addresses"),
    [
        ("evidence", JobRole.AUDITOR, ("/trail", "/trail-entries", "/access-log", "/people")),
        ("desk", JobRole.BILLER, ("/tickets", "/work?order=clock")),
        ("under_review", JobRole.MANAGER, ("/access-reviews", "/attestations", "/openings")),
    ],
)
def test_lists_of_evidence_of_access_and_of_tickets_need_no_sideways_scrolling(
    desk: Desk, site: str, role: JobRole, addresses: tuple[str, ...]
) -> None:
    aside = {}
    with desk.signed_in(role, site=site, viewport=WIDE) as seat:
        page = seat.context.new_page()
        for address in addresses:
            page.goto(address)
            box = page.locator(".scroll")
            aside[address] = box.evaluate("(box) => box.scrollWidth - box.clientWidth")

    assert aside == dict.fromkeys(addresses, 0)


@pytest.mark.capability("T3.3")
def test_the_board_is_stacked_on_a_phone_and_each_card_is_reached_by_tab(desk: Desk) -> None:
    with desk.signed_in(JobRole.BILLER, site="desk", viewport=NARROW) as seat:
        page = seat.context.new_page()
        page.goto("/tickets/board")
        columns = page.locator(".board-column")
        boxes = [box for one in columns.all() if (box := one.bounding_box())]
        cards = page.locator(".card-ticket a")
        wanted = cards.evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        page.get_by_role("link", name="List", exact=True).focus()
        reached = []
        for _ in wanted:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href')"))

    assert len({box["x"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert len(boxes) == 4
    assert reached == wanted
