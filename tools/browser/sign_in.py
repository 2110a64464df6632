"""Signing in as one of the embedded cloud's people, in a browser, at their identity provider."""

import re

from playwright.sync_api import Page, expect

from infra.local.identity.people import LocalPerson

PURPOSE = "payment"


def sign_in(
    page: Page,
    address: str,
    person: LocalPerson,
    *,
    protocol: str = "OpenID",
    purpose: str = PURPOSE,
) -> int:
    """Sign in at the pages' address, and state a purpose where it is asked for.

    Returns how many clicks it took.
    """
    page.goto(f"{address}/")
    page.get_by_role("link", name=protocol).click()
    page.locator("input[name=username]").fill(person.user)
    page.locator("input[name=password]").fill(person.password)
    page.locator("form").get_by_role("button").first.click()
    page.wait_for_url(f"{address}/**")
    clicks = 2 + state_purpose(page, purpose)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return clicks


def state_purpose(page: Page, purpose: str = PURPOSE) -> int:
    """State a purpose if the page asks for it; return how many clicks it took."""
    if not re.search(r"/purpose\?", page.url):
        return 0
    page.get_by_label(purpose).check()
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(lambda url: "/purpose?" not in url)
    return 2
