"""Pictures of the pages for README.md and docs: `make pictures`, from the demo that runs.

Each of the people signs in at the identity provider of the embedded cloud, in a real browser.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.cli.core.stage import LOCAL, open_stage
from infra.local.cloud import Cloud
from infra.local.identity.people import LocalPerson, read_people
from tools.browser.chromium import started_chromium
from tools.browser.sign_in import sign_in, state_purpose

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000
MOST_BYTES_IN_ALL = 3_000_000
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
    viewport: ViewportSize = field(default_factory=lambda: DESKTOP)
    way: tuple[Way, ...] = ()


def _open_first_row(page: Page) -> None:
    page.locator("[data-rows] tbody tr a").first.click()
    page.wait_for_load_state()


def _open_denial(page: Page) -> None:
    page.locator(".reasons").get_by_role("link", name="segment").first.click()
    page.wait_for_load_state()


def _to_clocks(page: Page) -> None:
    heading = page.get_by_role("heading", name="Clocks", exact=True)
    heading.evaluate("node => node.scrollIntoView({ block: 'start' })")


_DENIED = "/claims?state=DENIED"
_REFUSED = "/files?status=QUARANTINED&status=PARTLY_REJECTED"

_CLOCKED = "/tickets"

PICTURES = (
    Picture(name="work", role=JobRole.BILLER, address="/work"),
    Picture(name="work-dark", role=JobRole.BILLER, address="/work", scheme="dark"),
    Picture(name="work-phone", role=JobRole.BILLER, address="/work", viewport=PHONE),
    Picture(name="claim", role=JobRole.BILLER, address=_DENIED, way=(_open_first_row,)),
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
        way=(_open_first_row, _open_denial),
    ),
    Picture(name="overview", role=JobRole.MANAGER, address="/overview"),
    Picture(name="overview-dark", role=JobRole.MANAGER, address="/overview", scheme="dark"),
    Picture(name="overview-phone", role=JobRole.MANAGER, address="/overview", viewport=PHONE),
    Picture(name="documents-phone", role=JobRole.CLINICIAN, address="/documents", viewport=PHONE),
    Picture(name="payments", role=JobRole.FINANCE, address="/payments"),
    Picture(name="trail", role=JobRole.AUDITOR, address="/trail"),
    Picture(name="work-support-1", role=JobRole.SUPPORT_1, address="/work"),
    Picture(name="ticket", role=JobRole.SUPPORT_2, address=_CLOCKED, way=(_open_first_row,)),
    Picture(
        name="ticket-dark",
        role=JobRole.SUPPORT_2,
        address=_CLOCKED,
        scheme="dark",
        way=(_open_first_row,),
    ),
    Picture(
        name="ticket-phone",
        role=JobRole.SUPPORT_2,
        address=_CLOCKED,
        viewport=PHONE,
        way=(_open_first_row, _to_clocks),
    ),
    Picture(name="board", role=JobRole.SUPPORT_2, address="/tickets/board"),
    Picture(name="work-support-2", role=JobRole.SUPPORT_2, address="/work"),
    Picture(name="incidents", role=JobRole.SUPPORT_3, address="/incidents"),
    Picture(name="files", role=JobRole.SUPPORT_3, address="/files"),
    Picture(name="file", role=JobRole.SUPPORT_3, address=_REFUSED, way=(_open_first_row,)),
    Picture(name="work-payer-liaison", role=JobRole.PAYER_LIAISON, address="/work"),
    Picture(
        name="incident-operator",
        role=JobRole.OPERATOR,
        address="/incidents",
        way=(_open_first_row,),
    ),
    Picture(name="overview-analyst", role=JobRole.ANALYST, address="/overview"),
    Picture(name="accounts", role=JobRole.ADMINISTRATOR, address="/accounts"),
)


class PictureStudio:
    """A browser in front of the demo's pages; each of the people signs in once."""

    def __init__(self, browser: Browser, pages: str, people: dict[JobRole, LocalPerson]) -> None:
        self._browser = browser
        self._pages = pages
        self._people = people
        self._session_of = cache(self._signed_in)

    def _signed_in(self, role: JobRole) -> StorageState:
        with self._window(None, "light", DESKTOP) as page:
            sign_in(page, self._pages, self._people[role])
            return page.context.storage_state()

    @contextmanager
    def _window(
        self,
        session: StorageState | None,
        scheme: Literal["light", "dark"],
        viewport: ViewportSize,
    ) -> Iterator[Page]:
        context = self._browser.new_context(
            storage_state=session, viewport=viewport, color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(_MILLISECONDS)
        try:
            yield context.new_page()
        finally:
            context.close()

    def take(self, picture: Picture) -> bytes:
        """Return the picture as the browser draws it."""
        session = self._session_of(picture.role)
        with self._window(session, picture.scheme, picture.viewport) as page:
            page.goto(f"{self._pages}{picture.address}")
            state_purpose(page)
            for step in picture.way:
                step(page)
                state_purpose(page)
            return page.screenshot()


def _keep(taken: bytes, path: Path) -> int:
    """Write a picture with few colors, which pages of text are drawn with; return its bytes.

    The colors are spread over all that occur: those of a small legend stay apart.
    """
    drawn = Image.open(BytesIO(taken)).convert("RGB")
    drawn.quantize(COLORS, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} has {size} bytes, more than {MOST_BYTES}")
    return size


def main() -> None:
    """Write every picture. Raises ValueError for those that are too heavy for the repository."""
    pages = open_stage(LOCAL).output(FrontOutput.PAGES_ADDRESS)
    people = {one.role: one for one in read_people(Cloud().settings.identity)}
    FOLDER.mkdir(exist_ok=True)
    with started_chromium() as browser:
        studio = PictureStudio(browser, pages, people)
        sizes = [_keep(studio.take(one), FOLDER / f"{one.name}.png") for one in PICTURES]
    if sum(sizes) > MOST_BYTES_IN_ALL:
        raise ValueError(f"the pictures have {sum(sizes)} bytes, more than {MOST_BYTES_IN_ALL}")


if __name__ == "__main__":
    main()
