"""One browser for the tests of a file, and the pages over twins in each of their states.

It ends with the file: Playwright keeps an event loop running, beside which no other test can start
one of its own.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Purpose
from claimtrail.web.core.security import COOKIE
from tests.harness.web.client import WebClient
from tests.harness.web.sites import Site, site_of
from tests.harness.web.visits import SITES
from tools.browser.chromium import started_chromium

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
LARGEST: ViewportSize = {"width": 3840, "height": 2160}


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's windows, and the site that they show."""

    context: BrowserContext
    site: Site
    person: WebClient
    """The same person without a browser."""


class Desk:
    """A browser in front of the sites: people sit down at it, each with windows of their own."""

    def __init__(self, browser: Browser, closing: ExitStack) -> None:
        self.browser = browser
        self.site = cache(lambda name: closing.enter_context(site_of(SITES[name]())))

    @contextmanager
    def signed_in(
        self,
        role: JobRole | None,
        *,
        site: str = "month",
        purpose: Purpose = Purpose.PAYMENT,
        viewport: ViewportSize = WIDE,
        scripts: bool = True,
    ) -> Iterator[Seat]:
        """Yield a browser's windows with a person's session, if a role is given."""
        at: Site = self.site(site)
        context = self.browser.new_context(
            base_url=at.address,
            viewport=viewport,
            java_script_enabled=scripts,
        )
        person = at.client(role, purpose=purpose) if role else WebClient(at.stores)
        if person.token:
            context.add_cookies(
                [
                    {
                        "name": COOKIE,
                        "value": person.token,
                        "url": at.address.replace("http:", "https:"),
                        "secure": True,
                        "httpOnly": True,
                        "sameSite": "Lax",
                    }
                ]
            )
        try:
            yield Seat(context, at, person)
        finally:
            context.close()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A started browser. Fails with what to do where the machine has none."""
    with ExitStack() as closing:
        yield Desk(closing.enter_context(started_chromium()), closing)
