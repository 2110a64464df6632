"""A person's day at the pages of the deployed stage: one role, one browser, from sign-in to out."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Action, Purpose
from infra.local.identity.people import LocalPerson, read_people
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed
from tools.browser.sign_in import sign_in

COLD_MILLISECONDS = 60_000
"""The first page of a stage: the function starts, on a machine that does other things, too."""
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 780}
DOLLARS = re.compile(r"\$\d")
CLICKS_TO_SIGN_IN = 2
"""The provider, and its form."""
CLICKS_FOR_PURPOSE = 2
_SEND_ELSEWHERE = """
(form, [path, fields]) => {
  for (const [name, value] of Object.entries(fields)) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(field);
  }
  form.action = path;
  form.submit();
}
"""
"""A form with the page's own token, sent to another address with other fields."""


@dataclass(frozen=True, slots=True)
class RoleDay:
    """One person at the pages."""

    deployed: Deployed
    person: LocalPerson
    purpose: Purpose
    page: Page
    address: str
    """Of the pages, without a slash at the end."""
    clicks: int
    """Those that signing in took; the question of purpose is among them where it was asked."""

    @property
    def main(self) -> Locator:
        """The content of the page, without its frame."""
        return self.page.get_by_role("main")

    @property
    def actor(self) -> str:
        """The person as the trail names people."""
        return f"user:{self.person.user}"

    @property
    def was_asked_for_purpose(self) -> bool:
        """True if a purpose was asked for before the landing page."""
        return self.clicks == CLICKS_TO_SIGN_IN + CLICKS_FOR_PURPOSE

    def landed_on(self, path: str, heading: str) -> None:
        """Require that the person is on a page, by its address and its heading."""
        assert self.page.url == f"{self.address}{path}"
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def open(self, path: str) -> None:
        """Open an address of the pages, which must be answered."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == HTTPStatus.OK, (path, answer.status)

    def find(self, words: str) -> None:
        """Search from where the person is, by the keyboard; one claim opens at once."""
        self.page.keyboard.press("/")
        expect(self.page.get_by_role("searchbox")).to_be_focused()
        self.page.keyboard.type(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def section(self, heading: str) -> Locator:
        """Return a part of the page by its heading."""
        return self.main.get_by_role("region", name=heading, exact=True)

    def row(self, *words: str) -> Locator:
        """Return the row of a list that has each of these words."""
        rows = self.main.get_by_role("row")
        return reduce(lambda found, one: found.filter(has_text=one), words, rows)

    def act(self, form: str, fields: Mapping[str, str]) -> None:
        """Fill in a form of a claim's page, by its title and the labels of its fields; send it."""
        group = self.main.get_by_role("group").filter(has=self.page.get_by_text(form, exact=True))
        group.locator("summary").click()
        for label, value in fields.items():
            field = group.get_by_label(label)
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        with self.page.expect_navigation():
            group.get_by_role("button").click()

    def is_said(self, words: str) -> None:
        """Expect a message of the page with these words, beside others as of what was masked."""
        message = self.main.get_by_role("status").filter(has_text=words).first
        expect(message).to_be_visible()

    def ask_export(self, title: str) -> None:
        """Give the export of the form a title, and ask for it."""
        self.main.get_by_role("textbox", name="Title").fill(title)
        with self.page.expect_navigation():
            self.main.get_by_role("button", name="Export").click()

    def exported(self, title: str, path: Path) -> str:
        """Return the text of the person's export of a title, once it is ready, by its link."""
        asked = self.row(title)
        self.await_on_page(asked.get_by_text("ready", exact=True))
        with self.page.expect_download() as download:
            asked.get_by_role("link").click()
        download.value.save_as(path)
        return path.read_text(encoding="utf-8-sig")

    def withholds(self, *words: str | re.Pattern[str]) -> None:
        """Require that what was sent to the browser has none of these words."""
        content = self.page.content()
        patterns = (re.escape(one) if isinstance(one, str) else one for one in words)
        assert [one for one in patterns if re.search(one, content)] == []

    def is_refused(
        self, path: str, *hidden: str, status: HTTPStatus = HTTPStatus.FORBIDDEN
    ) -> None:
        """Require that an address is refused with a page that says so, and has nothing hidden."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        sent = answer.text()
        assert [one for one in hidden if one in sent] == []
        expect(self.page.get_by_role("alert")).to_contain_text(REFUSALS[status])
        expect(self.page.get_by_role("link", name="Your own page")).to_be_visible()

    def send(self, path: str, fields: Mapping[str, str]) -> HTTPStatus:
        """Send a form that the page does not offer, with its token; return the status."""
        form = self.page.locator("form[action='/sign-out']")
        with self.page.expect_navigation() as answered:
            form.evaluate(_SEND_ELSEWHERE, [path, dict(fields)])
        return HTTPStatus(answered.value.status)

    def is_recorded(self, *seen: tuple[Action, str], purpose: Purpose | None = None) -> None:
        """Require that the access log names the person with these actions on these subjects.

        With the purpose of the day, or `UNSTATED` for what was seen before one was asked for.
        """
        stated = (purpose or self.purpose).value
        wanted = {(action.value, subject, stated) for action, subject in seen}

        def logged() -> bool:
            rows = self.deployed.ask(
                "select action, subject_id, purpose from access_log"  # noqa: S608 - a known person
                f" where actor = '{self.actor}'"
            )
            found = {(row["action"], row["subject_id"], row["purpose"]) for row in rows}
            assert wanted <= found, wanted - found
            return True

        eventually(logged, 60, every=0.5)

    def await_on_page(self, wanted: Locator) -> None:
        """Load the page again until something is on it: pages do not change by themselves."""

        def is_there() -> bool:
            self.page.reload()
            return wanted.is_visible()

        eventually(is_there, 60, every=0.5)

    def sign_out(self, shown: str) -> None:
        """Sign out; a page that was shown is not shown again."""
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_url(f"{self.address}/signed-out")
        self.is_signed_out(shown)

    def is_signed_out(self, shown: str) -> None:
        """Require that an address leads to the sign-in."""
        self.page.goto(f"{self.address}{shown}")
        assert self.page.url.startswith(f"{self.address}/sign-in")


REFUSALS = {
    HTTPStatus.FORBIDDEN: "Your roles do not include",
    HTTPStatus.NOT_FOUND: "or none that you may see",
}
"""The words of a page that refuses, by its status."""


@contextmanager
def day_of(
    deployed: Deployed,
    chromium: Browser,
    role: JobRole,
    *,
    purpose: Purpose = Purpose.PAYMENT,
    protocol: str = "OpenID",
    viewport: ViewportSize = DESKTOP,
) -> Iterator[RoleDay]:
    """Yield the person of a role, signed in at the identity provider of the embedded cloud."""
    people = read_people(deployed.cloud.cloud.settings.identity)
    person = next(one for one in people if one.role is role)
    address = deployed.bucket(FrontOutput.PAGES_ADDRESS)
    context = chromium.new_context(viewport=viewport)
    context.set_default_timeout(COLD_MILLISECONDS)
    expect.set_options(timeout=COLD_MILLISECONDS)
    try:
        page = context.new_page()
        clicks = sign_in(page, address, person, protocol=protocol, purpose=purpose.value)
        yield RoleDay(deployed, person, purpose, page, address, clicks)
    finally:
        context.close()
