"""Every page in a real browser: rules of accessibility, windows from 320 px to 4K, the policy,
what moves while it loads, and its weight."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Purpose
from claimtrail.web.core.routes import Method
from claimtrail.web.table import OPEN_ROUTES, ROUTES
from tests.browser.conftest import LARGEST, NARROW, WIDE, Desk, Seat
from tests.harness.browser.axe import CONTRAST, axe_script, violations
from tests.harness.web.visits import VISITS, WITHOUT_A_PAGE, Visit

MOST_SHIFT = 0.05
"""Of a page while it loads; half of what counts as good (web.dev/articles/cls)."""
MOST_BYTES = 200_000
"""Of a page with its style sheet and script, compressed."""
_SIZES = """
["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
  .map((one) => one.encodedBodySize)
"""
_WATCH_SHIFTS = """
window.shifts = [];
window.shiftWatch = new PerformanceObserver((list) => window.shifts.push(...list.getEntries()));
window.shiftWatch.observe({ type: "layout-shift", buffered: true });
"""
_SHIFTED = """
[...window.shifts, ...window.shiftWatch.takeRecords()].map((one) => one.value)
"""
"""The parts of a page that moved after they were drawn (Cumulative Layout Shift)."""
_OVERFLOW = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node))
    .map((node) => `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 40)}`);
}
"""
"""The elements that make a page wider than its window."""


@dataclass
class Watched:
    """The messages and requests of a browser while it showed pages."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", self._ask)

    def _hear(self, message: ConsoleMessage) -> None:
        # A browser says of each answer of 400 and more that it is one.
        if "responded with a status of" not in message.text:
            self.messages.append(message.text)

    def _ask(self, request: Request) -> None:
        self.requests.append(request.url)


class Windows:
    """One window for each person at each site, with the rules of accessibility in its pages."""

    def __init__(self, desk: Desk, closing: ExitStack) -> None:
        self._desk = desk
        self._closing = closing
        self.of = cache(self._new)

    def _new(self, role: JobRole | None, site: str, purpose: Purpose) -> tuple[Seat, Page, Watched]:
        seat = self._closing.enter_context(self._desk.signed_in(role, site=site, purpose=purpose))
        seat.context.add_init_script(axe_script())
        seat.context.add_init_script(_WATCH_SHIFTS)
        page, watched = seat.context.new_page(), Watched()
        watched.follow(page)
        return seat, page, watched

    def opened(self, visit: Visit) -> tuple[Page, Watched]:
        """Open a page as its person; it must be answered as the visit says."""
        seat, page, watched = self.of(visit.role, visit.site, visit.purpose)
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        watched.messages.clear()
        watched.requests.clear()
        address = visit.address_for(seat.person)
        answer = page.goto(address)
        assert answer is not None
        assert (answer.status, page.url.removeprefix(seat.site.address)) == (visit.status, address)
        return page, watched


@pytest.fixture(scope="module")
def windows(desk: Desk) -> Iterator[Windows]:
    """The windows of every person, none of which is open yet."""
    with ExitStack() as closing:
        yield Windows(desk, closing)


def each(visits: tuple[Visit, ...] = VISITS) -> pytest.MarkDecorator:
    """Run a test for each of the visits."""
    return pytest.mark.parametrize("visit", visits, ids=lambda visit: visit.name)


def test_every_route_with_a_page_is_visited() -> None:
    pages = {
        route.path
        for route in (*ROUTES, *OPEN_ROUTES)
        if route.method is Method.GET and not route.path.endswith((".csv", ".json"))
    }

    assert {visit.route for visit in VISITS} - {""} == pages - WITHOUT_A_PAGE


@pytest.mark.capability("C8.7")
@each()
def test_a_page_breaks_no_rule_of_accessibility_keeps_to_its_policy_and_is_light(
    windows: Windows, visit: Visit
) -> None:
    page, watched = windows.opened(visit)
    sizes, shifted = page.evaluate(_SIZES), page.evaluate(_SHIFTED)
    wide = violations(page), page.evaluate(_OVERFLOW)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, rules=CONTRAST)
    page.set_viewport_size(NARROW)
    narrow = violations(page), page.evaluate(_OVERFLOW)
    page.emulate_media(color_scheme="light")
    light = violations(page, rules=CONTRAST)
    page.set_viewport_size(LARGEST)
    largest = page.evaluate(_OVERFLOW)
    host = page.evaluate("location.origin")

    assert (wide, dark, narrow, light, largest) == (([], []), [], ([], []), [], [])
    assert sum(shifted) < MOST_SHIFT
    assert watched.messages == []
    assert [one for one in watched.requests if not one.startswith(host)] == []
    assert len(sizes) >= 3, "page, style sheet, script"
    assert 0 < sum(sizes) < MOST_BYTES
