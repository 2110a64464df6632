"""Pictures of the pages for README.md and docs: `make pictures`, from the demo that runs.

Each of the people signs in at the identity provider of the embedded cloud, in a real browser.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.cli.core.stage import LOCAL, open_stage
from infra.local.cloud import Cloud
from infra.local.identity.people import LocalPerson, read_people
from tools.browser.chromium import started_chromium
from tools.browser.sign_in import sign_in, state_purpose

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000
COLORS = 160
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 780}
_MILLISECONDS = 60_000
"""The functions of a cloud that has just started are slow to answer first."""

Way = Callable[[Page], None]
"""A step between the page at the address and the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as one person sees it."""

    name: str
    role: JobRole
    address: str
    scheme: Literal["light", "dark"] = "light"
    viewport: ViewportSize
    way: tuple[Way, ...] = ()


def _open_first_row(page: Page) -> None:
    page.locator("[data-rows] tbody tr a").first.click()
    page.wait_for_load_state()


def _open_denial(page: Page) -> None:
    page.locator(".reasons").get_by_role("link", name="segment").first.click()
    page.wait_for_load_state()


_DENIED = "/claims?state=DENIED"

PICTURES = (
    Picture(name="work", role=JobRole.BILLER, address="/work", viewport=DESKTOP),
    Picture(
        name="work-dark", role=JobRole.BILLER, address="/work", viewport=DESKTOP, scheme="dark"
    ),
    Picture(name="work-phone", role=JobRole.BILLER, address="/work", viewport=PHONE),
    Picture(
        name="claim",
        role=JobRole.BILLER,
        address=_DENIED,
        viewport=DESKTOP,
        way=(_open_first_row,),
    ),
    Picture(
        name="claim-phone-dark",
        role=JobRole.BILLER,
        address=_DENIED,
        viewport=PHONE,
        scheme="dark",
        way=(_open_first_row,),
    ),
    Picture(
        name="segment",
        role=JobRole.BILLER,
        address=_DENIED,
        viewport=DESKTOP,
        way=(_open_first_row, _open_denial),
    ),
    Picture(name="claims", role=JobRole.AUDITOR, address="/claims", viewport=DESKTOP),
    Picture(name="overview", role=JobRole.MANAGER, address="/overview", viewport=DESKTOP),
    Picture(
        name="overview-dark",
        role=JobRole.MANAGER,
        address="/overview",
        viewport=DESKTOP,
        scheme="dark",
    ),
    Picture(name="documents-phone", role=JobRole.CLINICIAN, address="/documents", viewport=PHONE),
    Picture(name="payments", role=JobRole.FINANCE, address="/payments", viewport=DESKTOP),
    Picture(name="files", role=JobRole.SUPPORT_3, address="/files", viewport=DESKTOP),
)


@contextmanager
def _signed_in(
    browser: Browser, pages: str, person: LocalPerson, picture: Picture
) -> Iterator[Page]:
    context = browser.new_context(
        viewport=picture.viewport, color_scheme=picture.scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(_MILLISECONDS)
    try:
        page = context.new_page()
        sign_in(page, pages, person)
        yield page
    finally:
        context.close()


def _keep(taken: bytes, path: Path) -> None:
    """Write a picture with few colors, which pages of text are drawn with."""
    Image.open(BytesIO(taken)).convert("RGB").quantize(COLORS).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}")


def main() -> None:
    """Write every picture. Raises ValueError for one that is too heavy for the repository."""
    pages = open_stage(LOCAL).output(FrontOutput.PAGES_ADDRESS)
    people = {one.role: one for one in read_people(Cloud().settings.identity)}
    FOLDER.mkdir(exist_ok=True)
    with started_chromium() as browser:
        for picture in PICTURES:
            with _signed_in(browser, pages, people[picture.role], picture) as page:
                page.goto(f"{pages}{picture.address}")
                state_purpose(page)
                for step in picture.way:
                    step(page)
                taken = page.screenshot()
            _keep(taken, FOLDER / f"{picture.name}.png")


if __name__ == "__main__":
    main()
