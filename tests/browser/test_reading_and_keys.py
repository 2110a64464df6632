"""Keys, readers without script, paper: the pages at work."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Purpose
from tests.browser.conftest import NARROW, Desk
from tests.harness.files.own_claims import SURNAME
from tests.harness.web.client import WebClient
from tests.harness.web.sites import DENIED

SAID = "Filed too late"
"""CARC 29 in the words of the pages."""
MOST_STEPS = 4
"""Clicks and keys, typed words not counted, from the question of purpose to the payer's segment."""
_IS_SEEN = """
() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return at !== document.body && box.width > 0 && box.height > 0
    && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}
"""
"""True where the element with the focus is there, with a ring around it."""
_PLACE = """
() => [...document.querySelectorAll("*")].indexOf(document.activeElement)
"""


@pytest.fixture
def work(desk: Desk) -> Page:
    """A biller's work, with a denied claim in it."""
    with desk.signed_in(JobRole.BILLER, site="received") as seat:
        page = seat.context.new_page()
        page.goto("/work")
        yield page


def focused(page: Page) -> str:
    """Return what has the focus, as it is read out."""
    text: str = page.evaluate(
        "() => { const at = document.activeElement;"
        " return at.getAttribute('aria-label') || at.id || at.textContent.trim(); }"
    )
    return text


@pytest.mark.capability("C8.7")
def test_the_first_stop_skips_to_the_content(work: Page) -> None:
    work.keyboard.press("Tab")
    assert focused(work) == "Skip to content"
    assert work.evaluate(_IS_SEEN)

    work.keyboard.press("Enter")

    assert focused_id(work) == "main"
    work.keyboard.press("Tab")
    assert work.evaluate("document.querySelector('main').contains(document.activeElement)")


def focused_id(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


@pytest.mark.capability("C8.7")
def test_every_control_is_reached_by_tab_and_seen(work: Page) -> None:
    work.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    controls = work.locator(
        "a[href]:visible, button:visible, summary:visible, select:visible,"
        " input:not([type=hidden]):visible, textarea:visible, [tabindex='0']:visible"
    ).count()

    stops = set()
    for _ in range(controls + 5):
        work.keyboard.press("Tab")
        if work.evaluate("document.activeElement === document.body"):
            break
        assert work.evaluate(_IS_SEEN), focused(work)
        stops.add(work.evaluate(_PLACE))

    assert len(stops) == controls


@pytest.mark.capability("C8.7")
def test_keys_move_through_rows_and_open_one(work: Page) -> None:
    work.goto("/claims")
    work.keyboard.press("j")
    first = work.locator("tr.at").inner_text()
    work.keyboard.press("j")
    assert work.locator("tr.at").inner_text() != first
    work.keyboard.press("k")
    assert work.locator("tr.at").inner_text() == first

    work.keyboard.press("Enter")

    expect(work).to_have_url(re.compile(r"/claims/clm_"))


@pytest.mark.capability("C8.7")
def test_a_slash_searches_and_letters_after_g_open_pages(work: Page) -> None:
    work.keyboard.press("/")
    assert focused_id(work) == "search"
    work.keyboard.type(DENIED.number)
    work.keyboard.press("Enter")
    expect(work.get_by_role("main")).to_contain_text(DENIED.number)
    assert DENIED.number not in work.url

    work.keyboard.press("g")
    work.keyboard.press("c")
    expect(work).to_have_title("Claims · ClaimTrail")


@pytest.mark.capability("C8.7")
def test_no_two_pages_have_one_letter(work: Page) -> None:
    letters = work.locator("[data-go]").evaluate_all("all => all.map((one) => one.dataset.go)")

    assert len(letters) > 5
    assert len(set(letters)) == len(letters)


@pytest.mark.capability("C8.7")
def test_a_question_mark_shows_the_keys_and_escape_hides_them(work: Page) -> None:
    keys = work.get_by_role("dialog", name="Keys")
    work.keyboard.press("?")
    expect(keys).to_be_visible()
    work.keyboard.press("Escape")
    expect(keys).to_be_hidden()


@pytest.mark.capability("C8.7")
def test_the_menu_opens_by_keyboard_on_a_phone(desk: Desk) -> None:
    with desk.signed_in(JobRole.BILLER, site="received", viewport=NARROW) as seat:
        page = seat.context.new_page()
        page.goto("/work")
        page.locator("details.menu > summary").focus()
        page.keyboard.press("Enter")
        menu = page.get_by_role("navigation", name="Main")
        expect(menu).to_be_visible()
        box = menu.bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]


@pytest.mark.capability("C8.7")
def test_without_script_a_biller_states_a_purpose_searches_and_reads_the_denial(
    desk: Desk,
) -> None:
    with desk.signed_in(
        JobRole.BILLER, site="received", purpose=Purpose.UNSTATED, scripts=False
    ) as seat:
        page = seat.context.new_page()
        page.goto("/")
        page.get_by_label("payment").check()
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_role("searchbox").fill(DENIED.number)
        page.get_by_role("button", name="Search").click()
        if "/claims/" not in page.url:
            page.get_by_role("link", name=DENIED.number).first.click()
        main = page.get_by_role("main")

        expect(main).to_contain_text(SAID)
        expect(main).to_contain_text(SURNAME)


@pytest.mark.capability("C8.7", "C5.8")
def test_without_script_a_manager_attests_by_keyboard(desk: Desk) -> None:
    with desk.signed_in(JobRole.MANAGER, site="under_review", scripts=False) as seat:
        page = seat.context.new_page()
        page.goto("/attestations?whose=mine")
        page.locator("td.select input").first.focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Keep").focus()
        page.keyboard.press("Enter")

        expect(page.get_by_role("status").first).to_contain_text("1 kept")


@pytest.mark.capability("C8.7", "T3.1", "T3.2")
def test_without_script_a_manager_approves_rules_and_says_what_to_be_told_by_keyboard(
    desk: Desk,
) -> None:
    with desk.signed_in(JobRole.MANAGER, site="with_vendor", scripts=False) as seat:
        page = seat.context.new_page()
        page.goto("/desk/rules")
        page.get_by_role("button", name="Approve rules 2").focus()
        assert page.evaluate(_IS_SEEN)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Rules 2: approved.")

        page.goto("/account/notices")
        page.get_by_label("Mail address").focus()
        page.keyboard.type("mo@desk.example")
        page.get_by_label("A clock warns").focus()
        page.keyboard.type("not")
        page.get_by_role("button", name="Keep").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("It is kept.")
        expect(page.get_by_label("A clock warns")).to_have_value("off")


@pytest.mark.capability("C8.7")
@pytest.mark.parametrize("what", ["claim", "ticket"])
def test_on_paper_a_claim_or_ticket_is_its_facts_without_controls(desk: Desk, what: str) -> None:
    site, find, said = ON_PAPER[what]
    with desk.signed_in(JobRole.BILLER, site=site) as seat:
        page = seat.context.new_page()
        page.goto(find(seat.person))
        page.emulate_media(media="print")

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(said)
        assert page.locator("button:visible, input:visible, .top:visible").count() == 0
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )
        assert page.pdf(format="Letter").startswith(b"%PDF-")


def denied_page(person: WebClient) -> str:
    """Return the address of the page of the denied claim."""
    [row] = person.get("/claims.json?state=DENIED").document()["claims"]
    return f"/claims/{row['claim_id']}"


def held_ticket(person: WebClient) -> str:
    """Return the address of the page of a ticket that is on hold."""
    [row, *_] = person.get("/tickets.json?status=ON_HOLD").document()["tickets"]
    return f"/tickets/{row['ticket_id']}"


ON_PAPER = {
    "claim": ("received", denied_page, SAID),
    "ticket": ("desk", held_ticket, "put it on hold for the payer"),
}
"""By what is printed: its site, its page, and words that are on paper, too."""


@pytest.mark.capability("C8.1")
def test_from_the_purpose_to_the_payers_segment_takes_few_steps(desk: Desk) -> None:
    steps = 0
    with desk.signed_in(JobRole.BILLER, site="received", purpose=Purpose.UNSTATED) as seat:
        page = seat.context.new_page()
        page.goto("/")

        def step(locator: Locator) -> None:
            nonlocal steps
            locator.click()
            steps += 1

        step(page.get_by_label("payment"))
        step(page.get_by_role("main").get_by_role("button"))
        step(page.locator("[data-rows] tbody tr", has_text=DENIED.number).get_by_role("link").first)
        expect(page.get_by_role("main")).to_contain_text(SAID)
        expect(page.locator(".next-step")).not_to_be_empty()
        step(page.locator(".reasons").get_by_role("link", name="segment").first)
        expect(page.locator("pre.segment mark").first).to_be_visible()
        marked = page.locator("pre.segment mark").all_inner_texts()

    assert any(one.startswith("CAS*CO*29") for one in marked), marked
    assert steps <= MOST_STEPS
